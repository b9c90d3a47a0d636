"""What was done to a run is enough to run it again to the last bit, on every page."""

from collections import deque
from typing import Any

import pytest

from core.importing.source import Source
from core.keeping.replay import replayed
from core.keeping.script import script
from core.keeping.session import Session, as_bytes, opened
from core.message import InvalidInput
from core.run import Run
from tests.core.keeping.lived import lived
from tests.core.test_own_data import NAMES, TAKEN, own_of
from tests.pages import SCENES, every_scene, few_scenes, made, run_of, trained
from tests.rig import FakeClock
from tests.same import same


def again(page: str, run: Run) -> Run:
    """The run, run again from what its file says."""
    content = as_bytes(Session.of(page.split("/")[0], run))
    session = opened(Source("a.qujing", content))
    return deque(replayed(session, FakeClock(tick=1e-4)), maxlen=1)[0]


def of_script(page: str, run: Run) -> Run:
    """The run that its script makes."""
    text = script(Session.of(page.split("/")[0], run))
    made_there: dict[str, Any] = {}
    exec(compile(text, "script.py", "exec"), made_there)
    found = made_there["run"]
    assert isinstance(found, Run)
    return found


@few_scenes
def test_a_run_with_gestures_knobs_and_going_back_is_the_same_again(page: str) -> None:
    run = lived(page).run
    assert run.deeds.done
    assert not run.deeds.lost
    later = again(page, run)
    assert (later.step, later.params) == (run.step, run.params)
    assert same(later.state(), run.state())
    assert later.digests.at == run.digests.at
    by_script = of_script(page, run)
    assert (by_script.step, by_script.params) == (run.step, run.params)
    assert same(by_script.state(), run.state())


@pytest.mark.wide
@every_scene
def test_so_are_other_runs(page: str) -> None:
    run = lived(page, seed=1, turns=30).run
    assert same(again(page, run).state(), run.state())
    assert same(of_script(page, run).state(), run.state())


@pytest.mark.parametrize(("page", "takes"), TAKEN, ids=NAMES)
def test_what_a_person_brought_is_learnt_again(page: str, takes: object) -> None:
    own = own_of(takes)  # type: ignore[arg-type]
    params = SCENES[page].params().changed(own.sets)
    run = run_of(SCENES[page], 1, params, own if own.learnt else None)
    if not own.learnt:
        run.receive(own.content)
    for _ in range(2):
        run.train()
    assert same(again(page, run).state(), run.state())
    assert same(of_script(page, run).state(), run.state())


def test_going_back_to_the_last_sound_state_is_done_again() -> None:
    clock = FakeClock(tick=0.3)
    run = made("ode_cells/GRU")
    run.record._clock = clock
    for _ in range(10):
        run.train()
    assert 0 < run.record.ring.steps[-1] <= 10
    run.recover()
    assert run.step == run.record.ring.steps[-1]
    for _ in range(3):
        run.train()
    later = again("ode_cells/GRU", run)
    assert later.step == run.step
    assert same(later.state(), run.state())
    assert same(of_script("ode_cells/GRU", run).state(), run.state())


def test_a_run_that_came_from_elsewhere_is_not_run_again() -> None:
    run = trained("ode_cells/GRU", 3)
    run.restore(3, run.state())
    with pytest.raises(InvalidInput, match="not known"):
        again("ode_cells/GRU", run)


def test_a_reopened_run_can_be_run_again_from_its_beginning() -> None:
    page = "nce_density/one dimension"
    run = lived(page).run
    content = as_bytes(Session.of("nce_density", run))
    later = opened(Source("a.qujing", content)).revived(FakeClock())
    for each in (run, later):
        for _ in range(5):
            each.train()
    assert same(again(page, later).state(), run.state())
    assert later.digests.at == run.digests.at
