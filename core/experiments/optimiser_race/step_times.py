"""How long a step of each runner takes here."""

from collections.abc import Mapping
from functools import cache
from statistics import median
from time import perf_counter

import torch
from torch.optim import Optimizer

from core.experiment import Experiment, build
from core.experiments.optimiser_race.knobs import GRADIENT, SECOND, STEP
from core.optim import gradients_per_step
from core.params import Params

ROUNDS, STEPS = 7, 4
"""Turns in which all are timed, one after the other, and steps in each."""
UNITS = {STEP: "step", GRADIENT: "gradients", SECOND: "ms, as measured here"}
"""How an axis of costs is called."""


def costs(
    count: str,
    optimisers: Mapping[str, Optimizer],
    kind: type[Experiment],
    params: Params,
    device: torch.device,
) -> Mapping[str, float]:
    """What a step of each runner costs: itself, its gradients, or its milliseconds."""
    if count == SECOND:
        return {name: 1e3 * each for name, each in step_times(kind, params, device).items()}
    if count == STEP:
        return dict.fromkeys(optimisers, 1.0)
    return {name: float(gradients_per_step(each)) for name, each in optimisers.items()}


@cache
def step_times(kind: type[Experiment], params: Params, device: torch.device) -> dict[str, float]:
    """Seconds that each of `kind`'s strides takes, the middle of several, measured once a program.

    A race of its own is timed, so that the one that is seen does not move.
    """
    race = build(kind, params, 0, device)
    strides = race.strides()  # type: ignore[attr-defined]
    took: dict[str, list[float]] = {name: [] for name in strides}
    for _ in range(ROUNDS):
        for name, stride in strides.items():
            began = perf_counter()
            for _ in range(STEPS):
                last = stride()
            if isinstance(last, torch.Tensor):
                last.tolist()  # waits for the device
            took[name].append((perf_counter() - began) / STEPS)
    return {name: median(times) for name, times in took.items()}
