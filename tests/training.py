"""Trained runs, for tests that begin where others have been: each step is taken once."""

from core.experiment import State
from core.params import Params
from core.run import Run
from core.scene import Scene
from tests.pages import run_of

EVERY = 50
"""Steps between two states that are kept."""
_states: dict[tuple[Scene, Params, int], dict[int, State]] = {}


def trained_run(scene: Scene, params: Params, steps: int, seed: int = 0) -> Run:
    """A new run in the state that it has after `steps`.

    A restored run is the same to the last bit (tests/core/test_contract.py), so that a test may
    begin with the states that another one has left.
    """
    run = run_of(scene, seed, params)
    states = _states.setdefault((scene, params, seed), {})
    begun = max((step for step in states if step <= steps), default=0)
    if begun:
        run.restore(begun, states[begun])
    while run.step < steps:
        run.train()
        if run.step % EVERY == 0 or run.step == steps:
            states[run.step] = run.state()
    return run
