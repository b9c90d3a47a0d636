"""A session that is saved and opened goes on to the last bit, on every page."""

import pytest

from core.callback_knobs import CALLBACKS
from core.importing.source import Source
from core.keeping.session import Session, as_bytes, opened
from core.own_data import Takes
from core.run import Run
from tests.core.test_own_data import NAMES, TAKEN, own_of
from tests.pages import SCENES, STEPS, every_scene, few_scenes, gestures, made, run_of, trained
from tests.rig import FakeClock
from tests.same import same

ALL_ON = {
    "warm_up": 4, "first_drop": 1, "clip_norm": 1.0, "average": 5, "keep_best": True,
    "patience": 100, "stop_at_limit": True, "stop_limit": -1e6,
}  # fmt: skip


def reopened(page: str, run: Run) -> Run:
    """The run as it comes back from a file."""
    content = as_bytes(Session.of(page.split("/")[0], run))
    return opened(Source("a.qujing", content)).revived(FakeClock(tick=1e-4))


def goes_on_alike(page: str, run: Run) -> None:
    """Assert that a reopened run is the run, now and after training on."""
    later = reopened(page, run)
    assert same(later.experiment.made, run.experiment.made)
    assert same(later.experiment.params, run.experiment.params)
    assert later.params == run.params
    assert same(history(later), history(run))
    for _ in range(STEPS):
        run.train()
        later.train()
    assert same(later.state(), run.state())
    assert same(history(later), history(run))
    later.look()


def history(run: Run) -> object:
    kept = run.record.history
    values = [kept.values(name) for name in kept.names]
    return kept.names, kept.stride, kept.steps(), values, kept.last, list(kept.events)


@every_scene
def test_a_reopened_session_goes_on_to_the_last_bit(page: str) -> None:
    goes_on_alike(page, trained(page))


@few_scenes
def test_it_does_with_all_callbacks_and_what_a_hand_made(page: str) -> None:
    params = SCENES[page].params()
    if any(knob.place == CALLBACKS for knob in params.knobs().values()):
        params = params.changed(ALL_ON)
    run = made(page, params=params)
    run.train()
    for name, view in run.look().items():
        for gesture in gestures(view):
            run.touch(name, gesture)
    for _ in range(STEPS):
        run.train()
    goes_on_alike(page, run)


@pytest.mark.parametrize(("page", "takes"), TAKEN, ids=NAMES)
def test_what_a_person_brought_comes_back(page: str, takes: Takes) -> None:
    own = own_of(takes)
    params = SCENES[page].params()
    run = run_of(SCENES[page], 1, params.changed(own.sets), own if own.learnt else None)
    if not own.learnt:
        run.receive(own.content)
    for _ in range(2):
        run.train()
    goes_on_alike(page, run)
