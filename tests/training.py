"""Trained experiments, for tests that begin where others have been: each step is taken once."""

from core.experiment import Experiment, State, build
from core.params import Params

EVERY = 50
"""Steps between two states that are kept."""
_states: dict[tuple[type[Experiment], Params, int], dict[int, State]] = {}


def trained(kind: type[Experiment], params: Params, steps: int, seed: int = 0) -> Experiment:
    """A new experiment in the state that it has after `steps`.

    A restored run is the same to the last bit (tests/core/test_contract.py), so that a test may
    begin with the states that another one has left.
    """
    experiment = build(kind, params, seed)
    states = _states.setdefault((kind, params, seed), {})
    begun = max((step for step in states if step <= steps), default=0)
    if begun:
        experiment.restore(states[begun])
    for step in range(begun + 1, steps + 1):
        experiment.step()
        if step % EVERY == 0 or step == steps:
            states[step] = experiment.state()
    return experiment
