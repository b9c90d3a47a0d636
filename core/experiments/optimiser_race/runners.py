"""The runners: their optimisers, and the rate that is best for each on each surface."""

import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.optim import Optimizer

from core.optim import (
    RK4,
    SGD,
    Adam,
    Heun,
    Lookahead,
    Momentum,
    Nesterov,
    Surface,
    path,
)
from core.optim.wrapper import Wrapper

Make = Callable[[list[Tensor], float, float], Optimizer]
"""Of places, a rate and a momentum."""

RUNNERS: dict[str, Make] = {
    "SGD": lambda places, rate, _: SGD(places, rate),
    "momentum": lambda places, rate, beta: Momentum(places, rate, beta),
    "Nesterov": lambda places, rate, beta: Nesterov(places, rate, beta),
    "Adam": lambda places, rate, _: Adam(places, rate),
    "Heun": lambda places, rate, _: Heun(places, rate),
    "RK4": lambda places, rate, _: RK4(places, rate),
    "Lookahead": lambda places, rate, beta: Lookahead(Momentum(places, rate, beta)),
}
FOLLOWING = ("SGD", "Heun", "RK4")
"""Those that follow the gradient flow."""

# The steps after which a rate is judged, the momentum then, and the rates that are tried.
STEPS, MOMENTUM = 40, 0.8
GRID = tuple(round(10 ** (power / 4), 5) for power in range(-16, 3))

# What `tune` finds for each runner in the order of RUNNERS: on the ravine the middle of five tapes,
# on the digits the mean loss of steps 100 to 120 over three seeds.
BEST_RATES = {
    "ill-conditioned quadratic": (0.05623, 0.1, 0.05623, 0.05623, 0.05623, 0.1, 0.1),
    "Rosenbrock": (0.00562, 0.00316, 0.00316, 0.56234, 0.00562, 0.00316, 0.00316),
    "saddle": (0.56234, 0.56234, 0.56234, 0.56234, 0.56234, 0.56234, 0.31623),
    "digits": (1.0, 0.31623, 0.31623, 0.03162, 1.77828, 1.77828, 0.56234),
    "ravine with noise": (0.03162, 0.01778, 0.01778, 0.31623, 0.03162, 0.05623, 0.03162),
}


def tune(name: str, surface: Surface, tape: Tensor) -> float:
    """The rate of GRID that is lowest after STEPS from the surface's start, on this tape."""
    start = torch.tensor(surface.start, dtype=torch.float64)

    def ends(rate: float) -> float:
        way = path(lambda p: RUNNERS[name](p, rate, MOMENTUM), surface, start, tape[:STEPS])
        end = float(surface.value(way[-1]))
        return end if math.isfinite(end) else math.inf

    return min(GRID, key=ends)


def set_rates(optimisers: Mapping[str, Optimizer], rates: Mapping[str, float], beta: float) -> None:
    """Give each runner its rate, and the momentum to those that have one."""
    for name, optimiser in optimisers.items():
        for group in optimiser.param_groups:
            group["lr"] = rates[name]
            if "momentum" in group:
                group["momentum"] = beta


def forget(optimiser: Optimizer) -> None:
    """Take an optimiser back to its beginning."""
    optimiser.state.clear()
    if isinstance(optimiser, Wrapper):
        optimiser.progress = dict.fromkeys(optimiser.progress, 0)
        forget(optimiser.inner)
