"""What holds for every experiment in the list (DESIGN §5): one run, to the last bit."""

import copy
import pickle
import random
import threading

import numpy as np
import torch

from core.commands import Pause, Play, Step
from core.snapshot import Phase
from tests.pages import SCENES, STEPS, every_scene, headless, made, trained
from tests.rig import Rig
from tests.same import same

# They solve an equation, fit exact points from a fixed guess, race down a surface without noise:
# nothing is drawn by chance.
SEEDLESS = ("ode_cells/solve", "ode_cells/infer parameters", "optimiser_race/surfaces")


@every_scene
def test_same_seed_same_run_other_seed_other_run(page: str) -> None:
    assert same(trained(page).state(), headless(page))
    assert same(trained(page, seed=2).state(), headless(page)) is (page in SEEDLESS)


@every_scene
def test_a_run_that_is_paused_and_looked_at_is_the_same(page: str) -> None:
    rig = Rig(SCENES[page], seed=1)
    for pause in range(40):
        rig.turn(Step() if pause < STEPS else Pause())
        rig.mailbox.take()
        rig.turn(times=2)
        rig.mailbox.take()
    assert rig.loop.phase is Phase.PAUSED
    assert rig.run.step == STEPS
    assert same(rig.run.state(), headless(page))


@every_scene
def test_a_run_that_is_played_in_a_loop_is_the_same(page: str) -> None:
    rig = Rig(SCENES[page], seed=1)
    rig.turn(Play())
    while rig.run.step < STEPS:
        rig.mailbox.take()
        rig.turn()
    assert same(rig.run.state(), headless(page))


@every_scene
def test_a_run_beside_a_second_trainer_is_the_same(page: str) -> None:
    expected = headless(page)
    begun, over = threading.Event(), threading.Event()

    def train() -> None:
        other = made(page, seed=2)
        while not over.is_set():
            other.train()
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


@every_scene
def test_a_run_restored_half_way_is_the_same(page: str) -> None:
    half = trained(page, STEPS // 2).state()
    later = made(page, seed=1)
    later.train()
    later.restore(STEPS // 2, half)
    for _ in range(STEPS - STEPS // 2):
        later.train()
    assert same(later.state(), headless(page))


@every_scene
def test_the_global_generators_are_left_alone(page: str) -> None:
    random.seed(5)
    np.random.seed(5)  # noqa: NPY002 - the global one is what is watched
    torch.manual_seed(5)
    before = _generators()
    run = trained(page, 2)
    run.look()
    run.look(fine=True)
    run.restore(2, run.state())
    assert before == _generators()


def _generators() -> tuple[object, ...]:
    numpy = np.random.get_state(legacy=False)  # noqa: NPY002
    return (random.getstate(), pickle.dumps(numpy), torch.get_rng_state().numpy().tobytes())


@every_scene
def test_a_state_is_a_copy(page: str) -> None:
    run = trained(page, 2)
    state = run.state()
    kept = copy.deepcopy(state)
    run.train()
    assert same(state, kept)
    run.restore(2, state)
    run.train()
    assert same(state, kept)
    assert not same(run.state(), kept)
