"""The densities that data is drawn from, each tabulated, so that the truth can stand beside it."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from core.data import planes
from core.data.brought import Rows, enough
from core.data.drawing import FEWEST_POINTS, Drawing
from core.experiments.nce_density.knobs import BLOBS, BUMPS, MOONS, OWN, RING, WELLS
from core.nce import Rule, Tabulated, trapezoid

# The box over which is integrated, and its nodes each way, by the number of dimensions.
SIDES = {1: 5.0, 2: 4.0}
COUNTS = {1: 501, 2: 81}
# Strokes and moons are this thick.
THICKNESS = 0.18
# What is brought reaches this far from the middle.
FIT = 3.5
# What is learnt until a hand draws: (place, width) of two bumps.
UNDRAWN = ((-1.5, 0.9), (1.8, 0.4))

Heights = tuple[float, ...]
"""A density drawn by hand, as high as it was drawn at each node of the line."""


def rule(dimension: int) -> Rule:
    """The nodes and weights of the box, in float32."""
    exact = trapezoid(SIDES[dimension], COUNTS[dimension], dimension)
    return Rule(exact.nodes.float(), exact.weights.float())


def spacing(dimension: int) -> float:
    """The distance between two nodes."""
    return 2 * SIDES[dimension] / (COUNTS[dimension] - 1)


def density(
    name: str, over: Rule, heights: Heights, drawing: Drawing, brought: Any = None
) -> Tabulated:
    """The density called `name`; what a hand drew is `heights` or `drawing`.

    `brought` are what `heights_of` or points_of made of a table.
    """
    dimension = over.nodes.shape[1]
    if name == OWN and dimension == 1:
        own = heights or brought
        made = torch.tensor(own) if own else _bumps(UNDRAWN)(over.nodes)
    elif name in (OWN, MOONS):
        shape = drawing.shape(brought) if name == OWN else planes.SHAPES["moons"]
        axis = np.linspace(-SIDES[2], SIDES[2], COUNTS[2])
        made = torch.from_numpy(shape.density(THICKNESS, axis, axis)).float().flatten()
    else:
        made = SHAPES[name](over.nodes)
    return Tabulated.of(over, spacing(dimension), made)


def heights_of(rows: Rows) -> Heights:
    """The density of a column of numbers, as a sum of Gaussians over them (B. W. Silverman 1986).

    They are moved and scaled to reach FIT from the middle. Raises InvalidInput for too few, and
    where all are the same.
    """
    enough(len(rows.numbers), FEWEST_POINTS)
    x = torch.from_numpy(rows.centred(FIT)[:, 0]).float()
    spread = min(float(x.std()), float(x.quantile(0.75) - x.quantile(0.25)) / 1.34 or math.inf)
    wide = max(0.9 * spread * len(x) ** -0.2, spacing(1))
    nodes = rule(1).nodes
    heights: list[float] = torch.exp(-0.5 * ((nodes - x) / wide) ** 2).mean(dim=1).tolist()
    return tuple(heights)


def _quartic(x: Tensor) -> Tensor:
    square = x.square().sum(dim=-1)
    return torch.exp(2 * square - 0.5 * square.square())


def _bumps(bumps: Sequence[tuple[float, float]]) -> Callable[[Tensor], Tensor]:
    def heights(x: Tensor) -> Tensor:
        each = [torch.exp(-0.5 * ((x[:, 0] - place) / wide) ** 2) / wide for place, wide in bumps]
        return torch.stack(each).sum(dim=0)

    return heights


def _blobs(x: Tensor) -> Tensor:
    nearest = (x.abs() - 1.5).square().sum(dim=-1)
    return torch.exp(-0.5 * nearest / 0.45**2)


SHAPES: dict[str, Callable[[Tensor], Tensor]] = {
    WELLS: _quartic,
    RING: _quartic,
    "Gaussian": _bumps(((0.0, 0.8),)),
    BUMPS: _bumps(((-2.2, 0.35), (0.2, 0.6), (2.2, 0.3))),
    BLOBS: _blobs,
}


def drawn(before: Heights, stroke: Tensor) -> Heights:
    """The heights after a stroke (N, 2) was drawn over them: it holds where it went."""
    axis = torch.linspace(-SIDES[1], SIDES[1], COUNTS[1])
    stroke = stroke[stroke[:, 0].argsort(stable=True)]
    if len(stroke) < 2 or float(stroke[-1, 0] - stroke[0, 0]) < spacing(1):
        return before
    there = np.interp(axis, stroke[:, 0], stroke[:, 1].clamp_min(0), left=math.nan, right=math.nan)
    fresh = torch.from_numpy(there).float()
    kept = torch.tensor(before) if before else torch.zeros_like(fresh)
    heights = torch.where(fresh.isnan(), kept, fresh)
    return tuple(heights.tolist()) if float(heights.max()) > 0 else before
