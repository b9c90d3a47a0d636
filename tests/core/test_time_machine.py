"""A run is gone back with, branched and returned to, and what a hand did is taken back."""

import copy
import random
from typing import Any

import pytest

from core.commands import (
    ApplyTouch,
    Bring,
    Change,
    Command,
    GoTo,
    Pause,
    Pin,
    Play,
    Redo,
    Reset,
    Step,
    TakeCourse,
    Undo,
)
from core.own_data import Own
from core.snapshot import Phase
from core.touches import Hover, Leave
from core.views import Chart
from tests.pages import SCENES, ends, few_scenes, own, random_touch
from tests.rig import FakeClock, Rig
from tests.same import same


def rig_of(page: str) -> Rig:
    return Rig(SCENES[page], clock=FakeClock(tick=1e-4))


def train(rig: Rig, steps: int) -> None:
    """Train, so slowly that each moment is kept."""
    end = rig.run.step + steps
    rig.clock.now += 1
    rig.turn(Step(steps))
    for _ in range(20 * steps):
        if rig.run.step < end:
            rig.clock.now += 1
            rig.turn()
    assert rig.run.step == end, rig.loop.reason


def all_of(rig: Rig) -> Any:
    """All that a run is, but for rates that a page sets anew at each step."""
    state = copy.deepcopy(rig.run.state())
    for part in state.values():
        for group in part.get("param_groups", ()) if isinstance(part, dict) else ():
            group.pop("lr")
    return rig.run.params, state


def live_knob(rig: Rig) -> Command:
    """A command that turns a live knob of the page, or of the callbacks."""
    params = rig.loop.bench.params
    live = {**own(params), **params.knobs()}
    for name in sorted(live, key=lambda name: name != "learning_rate"):
        others = [value for value in ends(live[name]) if value != getattr(params, name)]
        if live[name].live and others:
            return Change(params.changed({name: others[0]}))
    raise AssertionError


def test_where_a_run_rests_can_be_gone_back_to_however_little_time_went_by() -> None:
    rig = rig_of("flow_plane")
    rig.turn(Step(3))
    while rig.loop.phase is Phase.PLAYING:
        rig.turn()
    assert rig.see().past.steps == (0, 3)
    rig.turn(Play())
    rig.turn(Pause())
    assert rig.run.step > 3
    assert rig.see().past.steps == (0, 3, rig.run.step)
    rig.turn(GoTo(3), Step(2))
    rig.turn()
    assert rig.see().past.steps == (0, 3, 5)


def test_the_end_that_an_early_stop_leaves_can_be_gone_back_to() -> None:
    rig = rig_of("flow_plane")
    knobs = rig.loop.bench.params.changed({"keep_best": True, "stop_at": 30, "goal": "highest"})
    rig.turn(Change(knobs), Play())
    while rig.loop.phase is Phase.PLAYING:
        rig.turn()
    assert rig.run.step < 30  # the loss falls, and so an early one is the highest
    assert rig.see().past.steps[-1] == 30
    rig.turn(GoTo(30))
    assert rig.run.step == 30


@few_scenes
def test_going_on_from_a_kept_moment_is_what_the_run_did(page: str) -> None:
    rig = rig_of(page)
    train(rig, 2)
    early = all_of(rig)
    train(rig, 1)
    rig.turn(live_knob(rig))
    train(rig, 2)
    expected = all_of(rig)
    rig.turn(GoTo(2))
    assert same(all_of(rig), early)
    rig.turn(GoTo(1))
    rig.turn(GoTo(4))
    assert rig.run.step == 4
    assert rig.see().past.end == 5
    train(rig, 1)
    assert same(all_of(rig), expected)
    assert rig.loop.phase is Phase.PAUSED


@few_scenes
def test_a_course_that_was_left_comes_back_to_the_last_bit(page: str) -> None:
    rig = rig_of(page)
    train(rig, 4)
    first = all_of(rig)
    rig.turn(GoTo(2), live_knob(rig))
    train(rig, 3)
    second = all_of(rig)
    assert rig.see().past.courses == 1
    rig.turn(TakeCourse())
    assert rig.run.step == 4
    assert same(all_of(rig), first)
    rig.turn(TakeCourse())
    assert rig.run.step == 5
    assert same(all_of(rig), second)
    chart = rig.run.look()["run"]
    assert isinstance(chart, Chart)
    assert any(" of " in name for name in chart.layers)


@few_scenes
def test_gestures_and_knobs_are_taken_back_and_done_again(page: str) -> None:
    rig, draw = rig_of(page), random.Random(5)
    train(rig, 2)
    for _ in range(5):
        views = rig.loop.looking.views
        name = draw.choice(list(views))
        touch = random_touch(draw, rig.run, views[name])
        command = draw.choice([ApplyTouch(name, touch), live_knob(rig)])
        rig.clock.now += 5
        before, acts = all_of(rig), len(rig.loop.bench.acts.done)
        rig.turn(command)
        if rig.loop.phase is Phase.FAILED:
            rig.turn(Undo())
            continue
        if len(rig.loop.bench.acts.done) == acts:
            assert isinstance(touch, Hover | Leave) or same(all_of(rig), before)
            continue
        after = all_of(rig)
        rig.turn(Undo())
        assert same(all_of(rig), before)
        rig.turn(Redo())
        assert same(all_of(rig), after)


def test_what_one_hand_does_at_a_stretch_is_one_act() -> None:
    rig = Rig(SCENES["flow_plane"])
    knob, (low, high) = "noise", ends(own(rig.loop.bench.params)["noise"])
    for value in (low, high, (float(low) + float(high)) / 2):
        rig.turn(Change(rig.loop.bench.params.changed({knob: value})))
    assert len(rig.loop.bench.acts.done) == 1
    rig.clock.now += 5
    rig.turn(Change(rig.loop.bench.params.changed({knob: high})))
    assert len(rig.loop.bench.acts.done) == 2
    rig.turn(Undo(), Undo())
    assert rig.loop.bench.params == SCENES["flow_plane"].params()
    assert str(rig.see().past.redo) == "Turn Noise in the data"


def test_data_seeds_and_presets_are_taken_back_with_the_run_they_had() -> None:
    rig = Rig(SCENES["flow_plane"])
    scene = rig.loop.bench.scene
    train(rig, 3)
    runs, names = [rig.run], []
    preset = scene.params().changed(scene.presets[-1].values)
    takes = scene.experiment.takes[0]
    from core.door import read
    from core.importing.source import Source

    table = "x,y\n" + "\n".join(f"{n},{n * n}" for n in range(30))
    data = read([takes], Source("own.csv", table.encode())).own()
    for command in (Reset(seed=9), Reset(params=preset), Bring(data), Reset()):
        rig.turn(command)
        runs.append(rig.run)
        names.append(str(rig.see().past.undo))
    assert names == ["Take another seed", "Choose a preset", "Bring own.csv", "Restart"]
    for run in runs[-2::-1]:
        rig.turn(Undo())
        assert rig.run is run
        assert rig.see().params == run.params
    assert rig.run.step == 3
    for run in runs[1:]:
        rig.turn(Redo())
        assert rig.run is run


def test_pinned_curves_stand_behind_those_that_follow() -> None:
    rig = Rig(SCENES["flow_plane"])
    train(rig, 5)
    rig.turn(Pin(), Reset(seed=8))
    train(rig, 2)
    assert rig.see().past.pinned
    chart = rig.run.look()["run"]
    assert isinstance(chart, Chart)
    assert any("pinned" in name for name in chart.layers)
    rig.turn(Pin())
    assert not rig.see().past.pinned


def test_without_a_moment_or_a_course_it_is_said() -> None:
    rig = Rig(SCENES["flow_plane"])
    for command, words in ((TakeCourse(), "No other course"), (Redo(), "nothing to be done again")):
        rig.turn(command)
        assert words in str(rig.see().notice)
    rig.turn(Bring(Own("nothing", None, learnt=False)))
    rig.turn(GoTo(99))
    assert rig.run.step == 0


@pytest.mark.parametrize("page", ["flow_plane", "mae_images"])
def test_memory_is_told(page: str) -> None:
    rig = rig_of(page)
    train(rig, 4)
    past = rig.see().past
    assert past.steps == (0, 1, 2, 3, 4)
    assert past.bytes >= sum(each.bytes for each in rig.run.record.ring.kept)
