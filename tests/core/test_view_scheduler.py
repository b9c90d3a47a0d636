"""ViewScheduler stays within its share of the time, and every view gets its turn."""

import itertools

import pytest

from core.experiment import Drawer
from core.view_scheduler import ASIDE, ASIDE_SHARE, FRAME, SHARE, ViewScheduler
from core.views import Bars, frozen


def _drawers(names: str) -> dict[str, Drawer]:
    def drawer(name: str) -> Drawer:
        return lambda fine: Bars(title=name, values=frozen([float(fine)]), labels=("",))

    return {name: drawer(name) for name in names}


@pytest.mark.parametrize("cost", [0.0, 0.001, 0.02, 0.5])
def test_cost_and_rate_are_bounded(cost: float) -> None:
    looking = ViewScheduler("h", ["a", "b"])
    now, spent, looks = 0.0, 0.0, 0
    while now < 60.0:
        now += 0.0005
        if looking.due(now):
            names = looking.names_due(now)
            looking.paid(names[1:], now, now + cost, now + cost)
            now += cost
            spent += cost
            looks += 1
    assert spent <= SHARE * now * 1.02 + cost
    assert looks <= now / FRAME + 1
    if cost / SHARE < FRAME:
        assert looks > 0.9 * now / FRAME


def test_the_hero_is_always_drawn_and_the_others_in_turn() -> None:
    looking = ViewScheduler("h", ["a", "b", "c"])
    seen: list[str] = []
    for tick in itertools.count():
        now = tick * FRAME
        if now > 60 * ASIDE:
            break
        hero, *aside = looking.names_due(now)
        assert hero == "h"
        assert len(aside) <= 1
        seen += aside
        looking.paid(aside, now, now)
    assert seen[:6] == ["a", "b", "c", "a", "b", "c"]
    assert {name: seen.count(name) for name in "abc"}.keys() == set("abc")
    assert max(map(seen.count, "abc")) - min(map(seen.count, "abc")) <= 1


@pytest.mark.parametrize("cost", [0.001, 0.004, 0.03])
def test_the_views_beside_the_hero_have_a_share_of_their_own(cost: float) -> None:
    looking, now, spent = ViewScheduler("h", ["a", "b", "c"]), 0.0, 0.0
    while now < 60.0:
        now += 0.0005
        if looking.due(now):
            _, *aside = looking.names_due(now)
            ended = now + cost * len(aside)
            looking.paid(aside, now, ended, now)
            spent, now = spent + ended - now, ended
    assert spent <= ASIDE_SHARE * now * 1.05
    if 3 * cost / ASIDE_SHARE > ASIDE:
        assert spent >= 0.5 * ASIDE_SHARE * now


@pytest.mark.parametrize("step", [0.001, 0.013, 0.020, 0.031])
def test_looks_that_wait_for_the_end_of_a_step_are_not_fewer(step: float) -> None:
    looking, now, looks = ViewScheduler("h", []), 0.0, 0
    while now < 60.0:
        now += step
        if looking.due(now):
            looking.paid([], now, now)
            looks += 1
    assert looks == pytest.approx(now / FRAME, rel=0.02)


def test_what_is_not_drawn_stays_the_same_object() -> None:
    looking, drawers = ViewScheduler("h", ["a"]), _drawers("ha")
    looking.draw(drawers, ["h", "a"], False)
    before = looking.views
    looking.draw(drawers, ["h"], True)
    assert looking.views["a"] is before["a"]
    assert looking.views["h"] is not before["h"]
    assert before["h"].title == "h"  # the earlier mapping belongs to a snapshot
