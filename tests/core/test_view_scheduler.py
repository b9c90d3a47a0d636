"""ViewScheduler stays within its share of the time, and every view gets its turn."""

import itertools

import pytest

from core.touches import Drag
from core.view_scheduler import FRAME, SHARE, SIDE_EVERY, SIDE_SHARE, ViewScheduler
from tests.pages import run_of
from tests.rig import FakeClock
from tests.toy import TOY


@pytest.mark.parametrize("cost", [0.0, 0.001, 0.02, 0.5])
def test_cost_and_rate_are_bounded(cost: float) -> None:
    looking = ViewScheduler("h", ["a", "b"], FakeClock())
    now, spent, looks = 0.0, 0.0, 0
    while now < 60.0:
        now += 0.0005
        if looking.due(now):
            names = looking.names_due(now)
            looking.record_cost(names[1:], now, now + cost, now + cost)
            now += cost
            spent += cost
            looks += 1
    assert spent <= SHARE * now * 1.02 + cost
    assert looks <= now / FRAME + 1
    if cost / SHARE < FRAME:
        assert looks > 0.9 * now / FRAME


def test_the_hero_is_always_drawn_and_the_others_in_turn() -> None:
    looking = ViewScheduler("h", ["a", "b", "c"], FakeClock())
    seen: list[str] = []
    for tick in itertools.count():
        now = tick * FRAME
        if now > 60 * SIDE_EVERY:
            break
        hero, *side = looking.names_due(now)
        assert hero == "h"
        assert len(side) <= 1
        seen += side
        looking.record_cost(side, now, now)
    assert seen[:6] == ["a", "b", "c", "a", "b", "c"]
    assert {name: seen.count(name) for name in "abc"}.keys() == set("abc")
    assert max(map(seen.count, "abc")) - min(map(seen.count, "abc")) <= 1


@pytest.mark.parametrize("cost", [0.001, 0.004, 0.03])
def test_the_views_beside_the_hero_have_a_share_of_their_own(cost: float) -> None:
    looking, now, spent = ViewScheduler("h", ["a", "b", "c"], FakeClock()), 0.0, 0.0
    while now < 60.0:
        now += 0.0005
        if looking.due(now):
            _, *side = looking.names_due(now)
            ended = now + cost * len(side)
            looking.record_cost(side, now, ended, now)
            spent, now = spent + ended - now, ended
    assert spent <= SIDE_SHARE * now * 1.05
    if 3 * cost / SIDE_SHARE > SIDE_EVERY:
        assert spent >= 0.5 * SIDE_SHARE * now


@pytest.mark.parametrize("step", [0.001, 0.013, 0.020, 0.031])
def test_looks_that_wait_for_the_end_of_a_step_are_not_fewer(step: float) -> None:
    looking, now, looks = ViewScheduler("h", [], FakeClock()), 0.0, 0
    while now < 60.0:
        now += step
        if looking.due(now):
            looking.record_cost([], now, now)
            looks += 1
    assert looks == pytest.approx(now / FRAME, rel=0.02)


def test_what_is_not_drawn_or_shows_the_same_stays_the_same_object() -> None:
    run = run_of(TOY)
    looking = ViewScheduler(TOY.hero, ["bars", "run"], FakeClock(tick=1e-3))
    looking.look(run, everything=True, fine=False, playing=False)
    before = dict(looking.views)
    run.train()
    looking.look(run, everything=False, fine=False, playing=True)
    assert looking.views["plane"] is before["plane"]  # training does not move the handle
    run.touch("plane", Drag("handle", 0, 0.5, 0.5))
    looking.look(run, everything=True, fine=False, playing=False)
    assert looking.views["plane"] is not before["plane"]
    assert looking.views["bars"] is not before["bars"]
    assert before.keys() == looking.views.keys()
