"""A session that was saved with its past can be gone back with, to the last bit."""

from dataclasses import replace

import pytest

from core.commands import GoTo, Open, TakeCourse
from core.importing.source import Source
from core.keeping import timeline
from core.keeping.opening import Opened
from core.keeping.session import Session, as_bytes, opened
from core.message import InvalidInput
from core.run import Run
from tests.core.test_time_machine import all_of, live_knob, rig_of, train
from tests.rig import FakeClock, Rig
from tests.same import same

PAGES = pytest.mark.parametrize("page", ["flow_plane", "ode_cells/solve", "mae_images"])


def branched(page: str) -> Rig:
    """Six steps, and from the second on another course, of which four are made."""
    rig = rig_of(page)
    train(rig, 6)
    rig.turn(GoTo(2))
    rig.turn(live_knob(rig))
    train(rig, 4)
    return rig


def reopened(page: str, run: Run) -> Rig:
    """A window that has opened a file of a run."""
    content = as_bytes(Session.of(page.split("/")[0], run, past=True))
    other = Rig(run.scene, clock=FakeClock(tick=1e-4))
    held = opened(Source("a.qujing", content))
    other.turn(Open(Opened(page.split("/")[0], held=held)))
    return other


@PAGES
def test_moments_and_left_courses_come_back(page: str) -> None:
    rig = branched(page)
    other = reopened(page, rig.run)
    assert other.run.record.ring.steps == rig.run.record.ring.steps
    for step in (1, 4, 5):
        rig.turn(GoTo(step))
        other.turn(GoTo(step))
        assert other.run.step == step
        assert same(all_of(other), all_of(rig))
        assert same(other.run.deeds.done, rig.run.deeds.done)
    rig.turn(TakeCourse())
    other.turn(TakeCourse())
    assert other.run.step == rig.run.step == 6
    assert same(all_of(other), all_of(rig))
    train(rig, 2)
    train(other, 2)
    assert same(all_of(other), all_of(rig))


def test_what_came_after_is_a_left_course() -> None:
    rig = rig_of("flow_plane")
    train(rig, 5)
    rig.turn(GoTo(3))
    other = reopened("flow_plane", rig.run)
    assert other.run.step == other.run.record.history.end == 3
    other.turn(TakeCourse())
    assert other.run.step == 5


def test_a_long_past_is_thinned_and_an_empty_one_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = branched("flow_plane")
    plain = as_bytes(Session.of("flow_plane", rig.run))
    assert opened(Source("a.qujing", plain)).timeline.moments == ()
    monkeypatch.setattr(timeline, "MOST", 3)
    other = reopened("flow_plane", rig.run)
    assert other.run.record.ring.steps == (0, 2, 6)


def test_moments_of_other_parts_are_refused() -> None:
    rig = branched("flow_plane")
    session = Session.of("flow_plane", rig.run, past=True)
    strange = replace(session.timeline.moments[0], state={})
    bad = replace(session, timeline=timeline.Timeline((strange,)))
    with pytest.raises(InvalidInput):
        bad.revived(FakeClock(), past=True)
