"""The loop as a state machine, without a thread and on a clock of the test's own."""

import math
from collections.abc import Generator, Mapping
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from core.commands import (
    ApplyTouch,
    Ask,
    Bring,
    Change,
    Close,
    Enter,
    Pace,
    Pause,
    Play,
    Recover,
    Redo,
    Reset,
    Step,
    Undo,
)
from core.message import InvalidInput
from core.own_data import Own
from core.seen import grown
from core.snapshot import Phase
from core.touches import Drag, Hover, RunAction
from core.view_layers import Array, frozen
from core.views import RUN_CHART, Bars, Handles, Lines, Plane, Points
from tests.rig import FakeClock, Rig
from tests.same import same
from tests.toy import TOY, Toy, ToyParams, ToySeen


def _drag(x: float, done: bool = False) -> ApplyTouch:
    return ApplyTouch("plane", Drag("handle", 0, x, 0.0, done=done))


def _handle(rig: Rig) -> float:
    plane = rig.see().views["plane"]
    assert isinstance(plane, Plane)
    handles = plane.layers["handle"]
    assert isinstance(handles, Handles)
    return float(handles.points[0, 0])


def test_a_loop_begins_paused_with_a_whole_picture() -> None:
    seen = Rig(TOY, seed=5).see()
    assert (seen.phase, seen.run, seen.step, seen.seed) == (Phase.PAUSED, 1, 0, 5)
    assert set(seen.views) == {"plane", "bars", RUN_CHART}
    assert seen.params == ToyParams()


def test_play_and_pause() -> None:
    rig = Rig(TOY)
    rig.see()
    rig.turn(Play())
    assert (rig.see().phase, rig.run.step) == (Phase.PLAYING, 1)
    rig.turn(times=9)
    assert rig.run.step == 10
    rig.turn(Pause(), times=5)
    assert (rig.see().phase, rig.run.step) == (Phase.PAUSED, 10)


def test_a_step_trains_as_often_as_asked_then_pauses() -> None:
    rig = Rig(TOY)
    rig.turn(Step(3), times=10)
    assert (rig.see().phase, rig.run.step) == (Phase.PAUSED, 3)
    rig.turn(Play(), times=4)
    rig.turn(Step(), times=10)
    assert (rig.see().phase, rig.run.step) == (Phase.PAUSED, 8)


def test_reset_with_the_same_seed_repeats_the_run() -> None:
    rig = Rig(TOY)
    rig.turn(Step(20), times=20)
    first = rig.run.state()
    rig.turn(Reset())
    assert (rig.see().step, rig.loop.phase) == (0, Phase.PAUSED)
    rig.turn(Step(20), times=20)
    assert same(first, rig.run.state())
    rig.turn(Reset(seed=4))
    rig.turn(Step(20), times=20)
    assert not same(first, rig.run.state())
    assert rig.see().seed == 4


def test_reset_while_playing_plays_on() -> None:
    rig = Rig(TOY)
    rig.turn(Play(), times=5)
    rig.turn(Reset())
    assert (rig.loop.phase, rig.run.step, rig.loop.bench.runs) == (Phase.PLAYING, 1, 2)


def test_a_live_change_keeps_the_run() -> None:
    rig = Rig(TOY)
    rig.turn(Step(5), times=5)
    before = rig.run.experiment
    rig.turn(Change(ToyParams(learning_rate=0.5)))
    seen = rig.see()
    assert (seen.run, seen.step, seen.params) == (1, 5, ToyParams(learning_rate=0.5))
    assert rig.run.experiment is before
    assert before.params == ToyParams(learning_rate=0.5)


def test_another_change_rebuilds_and_keeps_what_a_person_made() -> None:
    rig = Rig(TOY)
    rig.turn(_drag(0.75, done=True))
    rig.turn(Step(5), times=5)
    rig.turn(Change(ToyParams(width=8)))
    assert (rig.loop.bench.runs, rig.run.step) == (2, 0)
    assert _handle(rig) == 0.75


def test_touches_are_answered_while_paused() -> None:
    rig = Rig(TOY)
    rig.see()
    rig.turn(_drag(0.5))
    assert _handle(rig) == 0.5
    assert rig.run.step == 0


def test_own_data_begins_a_run_and_stays_when_knobs_rebuild() -> None:
    rig = Rig(TOY)
    rig.turn(Step(3), times=3)
    rig.turn(Change(ToyParams(fault="nan")))
    rig.turn(Bring(Own("a file", 0.25, (), {"fault": "none"})))
    assert _handle(rig) == 0.25
    own = rig.run.experiment.own
    assert own is not None
    assert (own.name, rig.run.step, rig.loop.bench.params.values()["fault"]) == (
        "a file",
        0,
        "none",
    )
    rig.turn(ApplyTouch("", RunAction("shift")))
    assert _handle(rig) == 1.25
    rig.turn(Change(ToyParams(width=5)), Reset(seed=9))
    assert _handle(rig) == 1.25


def test_what_was_brought_for_a_tab_that_was_left_is_forgotten() -> None:
    rig, other = Rig(TOY), replace(TOY, name="other")
    own = Own("a file", 0.25, (), {"fault": "none"})
    rig.turn(Enter(other, ToyParams()), Bring(own, TOY))
    seen = rig.see()
    assert (seen.own, seen.notice, rig.loop.bench.runs) == (None, None, 2)
    rig.turn(Bring(own, other))
    assert rig.see().own == own


@pytest.mark.parametrize("kind", [Change, Reset])
def test_knobs_of_a_tab_that_was_left_turn_nothing(kind: type[Change | Reset]) -> None:
    rig, other = Rig(TOY), replace(TOY, name="other")
    asked = kind(params=ToyParams(width=5), scene=TOY)
    rig.turn(Enter(other, ToyParams()), asked)
    seen = rig.see()
    assert (seen.params, seen.reason, seen.scene) == (ToyParams(), None, other)
    rig.turn(replace(asked, scene=other))
    assert rig.see().params == ToyParams(width=5)


@pytest.mark.parametrize("width", [3, 9])
def test_knobs_that_are_refused_leave_the_run_as_it_is(width: int) -> None:
    rig = Rig(TOY)
    rig.turn(Step(2), times=2)
    run = rig.run
    rig.turn(Change(ToyParams(width=width, monitor="nonsense", keep_best=True)))
    seen = rig.see()
    assert "nonsense" in str(seen.notice)
    assert (seen.phase, seen.step, seen.params) == (Phase.PAUSED, 2, ToyParams())
    assert rig.run is run


def test_what_is_not_learnt_leaves_the_run() -> None:
    rig = Rig(TOY)
    rig.turn(Step(3), times=3)
    run = rig.run
    rig.turn(Bring(Own("a picture", 1.0, learnt=False)))
    assert rig.see().step == 3
    assert rig.run is run


def test_a_refusal_is_a_notice_until_the_next_command() -> None:
    rig = Rig(TOY)
    rig.turn(Play())
    rig.see()
    rig.turn(ApplyTouch("plane", Hover(0.0, 0.0)))
    seen = rig.see()
    assert seen.phase is Phase.PLAYING
    assert str(seen.notice) == "Only the handle can be moved."
    rig.turn(_drag(0.0))
    assert rig.see().notice is None


def test_a_step_that_is_refused_pauses_the_run() -> None:
    class Refusing(Toy):
        def step(self) -> Mapping[str, Tensor | float]:
            raise InvalidInput("Not with these.")

    rig = Rig(replace(TOY, experiment=Refusing))
    rig.turn(Play(), times=3)
    seen = rig.see()
    assert seen.phase is Phase.PAUSED
    assert str(seen.notice) == "Not with these."
    assert rig.run.step == 0


def test_what_is_shown_step_by_step_keeps_its_pace_and_obeys_at_once() -> None:
    class Slow(Toy):
        def max_steps_per_second(self) -> float:
            return 10.0

    rig = Rig(replace(TOY, experiment=Slow), clock=FakeClock())
    rig.turn(Play(), times=5)
    assert rig.run.step == 1
    for _ in range(20):
        rig.clock.now += 0.05
        rig.turn()
    assert rig.run.step in (10, 11)
    step = rig.run.step
    rig.turn(Step(4), times=4)
    assert rig.run.step == step + 4
    assert rig.loop.phase is Phase.PAUSED


def test_a_missing_device_is_refused_and_nothing_is_lost() -> None:
    rig = Rig(TOY)
    rig.turn(Step(2), times=2)
    rig.see()
    rig.turn(Reset(device="abacus"))
    seen = rig.see()
    assert seen.notice is not None
    assert (seen.step, seen.device) == (2, "cpu")


@pytest.mark.parametrize("fault", ["step", "views", "touch", "build"])
def test_a_failing_part_stops_the_run_and_reset_works(fault: str) -> None:
    rig = Rig(TOY)
    rig.turn(Change(ToyParams(fault=fault, width=4)))
    rig.turn(Play(), _drag(0.5), times=3)
    seen = rig.see()
    assert seen.phase is Phase.FAILED
    assert "RuntimeError: cannot" in str(seen.reason)
    step = rig.run.step
    rig.turn(Play(), times=3)
    assert rig.run.step == step
    rig.turn(Change(ToyParams()))
    rig.turn(Step(2), times=2)
    seen = rig.see()
    assert (seen.phase, seen.step, seen.reason) == (Phase.PAUSED, 2, None)


def test_a_fault_that_stays_fails_again_after_reset() -> None:
    rig = Rig(TOY, ToyParams(fault="step"))
    for _ in range(3):
        rig.turn(Play(), times=2)
        assert rig.see().phase is Phase.FAILED
        rig.turn(Reset())
        assert rig.see().phase is Phase.PAUSED


def test_a_loop_that_cannot_be_built_begins_failed() -> None:
    rig = Rig(TOY, ToyParams(fault="build"))
    assert rig.see().phase is Phase.FAILED
    rig.turn(Play(), Step(), _drag(0.0), times=2)
    assert rig.see().notice is not None
    rig.turn(Change(ToyParams()))
    assert rig.see().phase is Phase.PAUSED


def test_a_number_that_is_not_finite_stops_the_run_and_names_the_layer() -> None:
    rig = Rig(TOY)
    rig.turn(Step(5), times=5)
    rig.turn(Change(ToyParams(fault="nan")))
    rig.turn(Play(), times=3)
    seen = rig.see()
    assert (seen.phase, seen.step) == (Phase.FAILED, 6)
    assert str(seen.reason) == (
        "loss became nan at step 6; the first layer not finite is model.weight."
    )
    curve = seen.views[RUN_CHART].layers["loss"]  # type: ignore[union-attr]
    assert isinstance(curve, Lines)
    assert curve.points[-1, 0] == 6  # the curve goes on to where it broke
    assert seen.can_recover


def test_recover_goes_back_to_a_finite_state_and_halves_the_rate() -> None:
    rig = Rig(TOY)
    rig.turn(Step(5), times=5)
    rig.turn(Change(ToyParams(fault="nan")))
    rig.turn(Play(), times=3)
    rig.turn(Recover(halve=True), Change(ToyParams(learning_rate=0.05)))
    seen = rig.see()
    assert (seen.phase, seen.reason) == (Phase.PAUSED, None)
    assert seen.params.values()["learning_rate"] == 0.05
    rig.turn(Step(3), times=3)
    assert rig.loop.phase is Phase.PAUSED
    assert all(torch.isfinite(p).all() for p in rig.run.state()["model"].values())


def test_the_run_before_comes_back_whole_and_goes_on_as_it_would_have() -> None:
    rig = Rig(TOY)
    rig.turn(Undo())
    assert "nothing to be taken back" in str(rig.see().notice)
    rig.turn(Step(6), times=6)
    former, seed = rig.run, rig.loop.bench.seed
    rig.turn(Reset(seed=seed + 5))
    rig.turn(Change(ToyParams(bias=False)))
    assert rig.see().step == 0
    rig.turn(Undo())
    assert (rig.see().seed, rig.run.step) == (seed + 5, 0)
    rig.turn(Undo())
    seen = rig.see()
    assert (rig.run, seen.step, seen.seed, seen.params) == (former, 6, seed, ToyParams())
    assert seen.phase is Phase.PAUSED
    rig.turn(Step(4), times=4)
    whole = Rig(TOY)
    whole.turn(Step(10), times=10)
    assert same(rig.run.state(), whole.run.state())
    rig.turn(Redo())
    assert rig.see().seed == seed + 5
    rig.turn(Undo())
    assert rig.run is former
    assert rig.run.step == 10


def test_halving_shows_in_the_knob_and_reaches_the_optimiser() -> None:
    rig = Rig(TOY, ToyParams(learning_rate=0.4))
    rig.turn(Recover(halve=True))
    assert rig.see().params.values()["learning_rate"] == 0.2
    assert rig.run.state()["optimiser"]["param_groups"][0]["lr"] == 0.2


def test_restore_goes_back_and_the_run_repeats() -> None:
    rig = Rig(TOY)
    rig.turn(Step(6), times=6)
    half = rig.run.state()
    rig.turn(Step(6), times=6)
    whole = rig.run.state()
    rig.turn(Ask(lambda run: run.restore(6, half)))
    seen = rig.see()
    assert (seen.phase, seen.step) == (Phase.PAUSED, 6)
    chart = seen.views[RUN_CHART]
    line = chart.layers["loss"]  # type: ignore[union-attr]
    assert isinstance(line, Lines)
    assert line.points[-1, 0] == 6
    rig.turn(Step(6), times=6)
    assert same(whole, rig.run.state())


def test_a_state_that_does_not_fit_fails_visibly() -> None:
    rig = Rig(TOY)
    rig.turn(Ask(lambda run: run.restore(4, {"model": {}})))
    assert rig.see().phase is Phase.FAILED
    rig.turn(Reset())
    assert rig.see().phase is Phase.PAUSED


def test_another_scene_is_entered_and_carries_over_what_a_person_made() -> None:
    rig, other = Rig(TOY), replace(TOY, name="other", hero="bars", side=("plane",))
    rig.turn(_drag(0.75, done=True), Step(5), times=6)
    rig.turn(Enter(other, ToyParams(width=4)))
    seen = rig.see()
    assert (seen.scene, seen.step, seen.params) == (other, 0, ToyParams(width=4))
    assert rig.run.experiment.made.handle[0] == 0.75


def test_a_scene_that_cannot_be_built_does_not_go_back_to_the_other() -> None:
    rig, other = Rig(TOY), replace(TOY, name="other")
    rig.turn(Step(5), times=6)
    rig.turn(Enter(other, ToyParams(fault="build")))
    seen = rig.see()
    assert (seen.phase, seen.scene, seen.can_recover) == (Phase.FAILED, other, False)
    rig.turn(Change(ToyParams()))
    assert rig.see().phase is Phase.PAUSED


def test_close_ends_the_loop_even_while_playing() -> None:
    rig = Rig(TOY)
    rig.turn(Play(), times=3)
    assert not rig.turn(Close())
    assert rig.loop.closed


def test_changes_and_drags_that_are_overtaken_are_not_obeyed() -> None:
    rig = Rig(TOY)
    rig.turn(*(Change(ToyParams(width=width)) for width in range(1, 20)))
    assert (rig.loop.bench.runs, rig.loop.bench.params) == (2, ToyParams(width=19))
    rig.turn(*(_drag(n / 100) for n in range(50)), _drag(0.9, done=True), _drag(0.1))
    assert _handle(rig) == pytest.approx(0.1)


def test_nothing_is_looked_at_while_nobody_takes() -> None:
    rig = Rig(TOY)
    rig.turn(Play())
    rig.see()
    rig.turn(times=100)
    untaken = rig.loop.picture
    rig.turn(times=500)
    assert rig.loop.picture == untaken
    assert rig.run.step == 601


def test_a_paced_run_waits_between_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Toy, "max_steps_per_second", lambda _: 10.0)
    clock = FakeClock(tick=1e-3)
    rig = Rig(TOY, clock=clock)
    rig.turn(Play())
    began, first = clock.now, rig.run.step
    rig.turn(times=3000)
    assert 7 <= (rig.run.step - first) / (clock.now - began) <= 10.1


def test_looking_takes_its_share_of_the_time_at_most() -> None:
    clock = FakeClock(tick=2e-4)
    rig = Rig(TOY, clock=clock)
    rig.turn(Play())
    began, looking = clock.now, 0.0
    for _ in range(4000):
        rig.turn()
        seen = rig.mailbox.take()
        looking += seen.look_seconds if seen else 0.0
    assert looking <= 0.22 * (clock.now - began)
    assert rig.loop.picture > 5


def test_a_paused_page_left_alone_is_drawn_finely_once() -> None:
    rig = Rig(TOY)

    def points() -> int:
        plane = rig.see().views["plane"]
        assert isinstance(plane, Plane)
        layer = plane.layers["points"]
        assert isinstance(layer, Points)
        return len(layer.points)

    assert points() == 8
    rig.turn()
    assert points() == 64
    rig.turn(times=3)
    assert rig.mailbox.take() is None
    rig.turn(_drag(0.1))
    assert points() == 64  # a hand elsewhere does not make it coarse again


class Growing(ToySeen):
    """Weights that grow."""

    @grown
    def weights(self) -> Generator[Array]:
        """Three forms, each with a weight more."""
        for count in (1, 2, 3):
            yield frozen(self.model.model.weight[0, :count])


def test_a_paused_page_is_looked_at_until_nothing_grows() -> None:
    rig = Rig(replace(TOY, seen=Growing))
    seen = [rig.see()]
    while rig.loop.looking.patience() is not None:
        rig.turn()
        seen.append(rig.see())
    bars = [snapshot.views["bars"] for snapshot in seen]
    assert [len(view.values) for view in bars if isinstance(view, Bars)] == [1, 2, 3, 3]
    assert [snapshot.fine for snapshot in seen] == [False, False, False, True]


def test_a_look_at_one_view_does_not_wait_for_what_grows_in_another() -> None:
    run = Rig(replace(TOY, seen=Growing)).run
    assert set(run.look(names=["plane"])) == {"plane"}


def test_snapshots_say_what_time_was_spent() -> None:
    rig = Rig(TOY, clock=FakeClock(tick=0.01))
    rig.turn(Play(), times=100)
    rig.turn(Pause())
    seen = rig.see()
    assert seen.step_seconds > 0
    assert seen.look_seconds > 0
    assert 0 < seen.steps_per_second < math.inf


def test_a_person_may_slow_a_run_down_but_steps_asked_for_are_made_at_once() -> None:
    clock = FakeClock(tick=1e-3)
    rig = Rig(TOY, clock=clock)
    rig.turn(Pace(5.0), Play())
    began, first = clock.now, rig.run.step
    rig.turn(times=2000)
    assert (rig.run.step - first) / (clock.now - began) == pytest.approx(5.0, rel=0.1)
    rig.see()
    rig.turn(times=200)
    assert rig.see().pace == 5.0
    rig.turn(Pause(), Step(40))
    before = rig.run.step
    rig.turn(times=40)
    assert rig.run.step - before >= 39
    rig.turn(Pace(0.0), Play())
    before = rig.run.step
    rig.turn(times=100)
    assert rig.run.step - before == 100
