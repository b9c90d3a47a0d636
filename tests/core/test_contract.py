"""What holds for every experiment in the list (DESIGN §5): one run, to the last bit."""

import copy
import pickle
import random
import threading

import numpy as np
import torch

from core.commands import Pause, Play, Step
from core.snapshot import Phase
from tests.pages import STEPS, every_page, headless, kind, look, made, trained
from tests.rig import Rig
from tests.same import same


@every_page
def test_same_seed_same_run_other_seed_other_run(page: str) -> None:
    assert same(trained(page).state(), headless(page))
    assert not same(trained(page, seed=2).state(), headless(page))


@every_page
def test_a_run_that_is_paused_and_looked_at_is_the_same(page: str) -> None:
    rig = Rig(kind(page), seed=1)
    for pause in range(40):
        rig.turn(Step() if pause < STEPS else Pause())
        rig.mailbox.take()
        rig.turn(times=2)
        rig.mailbox.take()
    assert rig.loop.phase is Phase.PAUSED
    assert rig.loop.step == STEPS
    assert same(rig.experiment.state(), headless(page))


@every_page
def test_a_run_that_is_played_in_a_loop_is_the_same(page: str) -> None:
    rig = Rig(kind(page), seed=1)
    rig.turn(Play())
    while rig.loop.step < STEPS:
        rig.mailbox.take()
        rig.turn()
    assert same(rig.experiment.state(), headless(page))


@every_page
def test_a_run_beside_a_second_trainer_is_the_same(page: str) -> None:
    expected = headless(page)
    begun, over = threading.Event(), threading.Event()

    def train() -> None:
        other = made(page, seed=2)
        while not over.is_set():
            other.step()
            begun.set()

    second = threading.Thread(target=train)
    second.start()
    try:
        assert begun.wait(60)
        state = trained(page).state()
    finally:
        over.set()
        second.join()
    assert same(state, expected)


@every_page
def test_a_run_restored_half_way_is_the_same(page: str) -> None:
    half = trained(page, STEPS // 2).state()
    later = made(page, seed=1)
    later.step()
    later.restore(half)
    for _ in range(STEPS - STEPS // 2):
        later.step()
    assert same(later.state(), headless(page))


@every_page
def test_the_global_generators_are_left_alone(page: str) -> None:
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002 - the global one is what is watched
    torch.manual_seed(5)
    before = _generators()
    experiment = trained(page, 2)
    look(experiment)
    look(experiment, fine=True)
    experiment.restore(experiment.state())
    assert before == _generators()


def _generators() -> tuple[object, ...]:
    numpy = np.random.get_state(legacy=False)  # noqa: NPY002
    return (random.getstate(), pickle.dumps(numpy), torch.get_rng_state().numpy().tobytes())


@every_page
def test_a_state_is_a_copy(page: str) -> None:
    experiment = trained(page, 2)
    state = experiment.state()
    kept = copy.deepcopy(state)
    experiment.step()
    assert same(state, kept)
    experiment.restore(state)
    experiment.step()
    assert same(state, kept)
    assert not same(experiment.state(), kept)
