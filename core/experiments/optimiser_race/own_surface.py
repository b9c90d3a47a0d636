"""The surface of least squares on a table that a person brings."""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from core.data.brought import Rows, enough
from core.experiments.optimiser_race.runners import RUNNERS, STEPS, tune
from core.message import InvalidInput
from core.optim import Surface

FEWEST = 3
# How far the view goes from the lowest place, and where in it a race begins.
REACH, START = (2.0, 1.5), (-0.8, 0.75)


@dataclass(frozen=True, eq=False)
class OwnSurface:
    """The columns (N, 2) and (N,) that it is of, and the best rate of each runner on it."""

    design: Tensor
    y: Tensor
    rates: tuple[float, ...] = ()

    @cached_property
    def surface(self) -> Surface:
        """The surface, which is made of functions and so not saved with a run."""
        return _least_squares(self.design, self.y)


def own_surface(rows: Rows) -> OwnSurface:
    """½ mean (y − a x − b)² over (a, b), with x and y brought to sizes near one.

    x is divided by its largest size and not centred, as it is when it comes: the farther it lies
    from nought beside its spread, the longer the valley. Raises InvalidInput for too few rows, or
    where x is always the same.
    """
    enough(len(rows.numbers), FEWEST)
    x, y = rows.numbers.T
    if not np.ptp(x) > 0:
        raise InvalidInput("The first column is always the same number.")
    x, y = x / np.abs(x).max(), y / (np.abs(y).max() or 1.0)
    design = torch.from_numpy(np.stack([x, np.ones_like(x)], axis=1))
    own = OwnSurface(design, torch.from_numpy(y))
    tape = torch.zeros(STEPS, 2, dtype=torch.float64)
    return replace(own, rates=tuple(tune(name, own.surface, tape) for name in RUNNERS))


def _least_squares(design: Tensor, y: Tensor) -> Surface:
    hessian = design.T @ design / len(y)
    best = torch.linalg.lstsq(design, y[:, None], driver="gelsd").solution[:, 0]
    lowest = 0.5 * float((design @ best - y).square().mean())

    def value(places: Tensor) -> Tensor:
        away = places - best.to(places)
        above: Tensor = 0.5 * ((away @ hessian.to(places)) * away).sum(-1)
        return lowest + above

    def gradient(places: Tensor) -> Tensor:
        slope: Tensor = (places - best.to(places)) @ hessian.to(places)
        return slope

    small, large = torch.linalg.eigvalsh(hessian).tolist()
    a, b = best.tolist()
    across, up = REACH
    return Surface(
        "own table", value, gradient, ((a, b),), lowest, (max(small, math.ulp(large)), large),
        (a + START[0] * across, b + START[1] * up), ((a - across, a + across), (b - up, b + up)),
    )  # fmt: skip
