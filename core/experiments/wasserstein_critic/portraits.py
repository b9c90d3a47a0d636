"""Layers that show a critic: its surface, its contours, its slope, its arrows."""

import numpy as np
import torch
from torch import Tensor

from core.data import contours as lines
from core.lipschitz.boundary import nodes
from core.lipschitz.frozen_network import FrozenNetwork
from core.views import Arrows, Bounds, Heat, Lines, frozen

# Heights from the middle at the ends of the colours: one scale for all critics, in units of
# distance, so that a flat critic looks flat. Slopes likewise: 1 is pale, and what is
# too steep is dark.
HEIGHTS, SLOPES = (-8.0, 8.0), (0.0, 4.0)
# Arrows are this long for a slope of 1, and never longer than that.
ARROW, LONGEST = 0.6, 2.4
# What is infinite or no number is put out of sight.
FAR = 99.0


def near(values: Tensor) -> Tensor:
    """Values that a screen has a place for."""
    return torch.nan_to_num(values, nan=FAR).clamp(-FAR, FAR)


def heights(
    critic: FrozenNetwork, bounds: Bounds, cells: tuple[int, int], real: Tensor, fake: Tensor
) -> Tensor:
    """The centred values `(rows, columns)` of a critic on a grid over the plane."""
    columns, rows = cells
    points = nodes(bounds, columns, rows).to(real)
    return critic.centred(points, real, fake).reshape(rows, columns)


def slopes(critic: FrozenNetwork, bounds: Bounds, cells: tuple[int, int], like: Tensor) -> Tensor:
    """|∇f| `(rows, columns)` on a grid over the plane."""
    columns, rows = cells
    points = nodes(bounds, columns, rows).to(like)
    steepness: Tensor = critic.gradients(points).norm(dim=1)
    return steepness.reshape(rows, columns)


def painted(values: Tensor, bounds: Bounds, slope: bool) -> Heat:
    """The colours of heights or slopes; samples stand in the middle of their cells."""
    rows, columns = values.shape
    half_x = (bounds[1] - bounds[0]) / (columns - 1) / 2
    half_y = (bounds[3] - bounds[2]) / (rows - 1) / 2
    around = (bounds[0] - half_x, bounds[1] + half_x, bounds[2] - half_y, bounds[3] + half_y)
    scale = ("magnitude", SLOPES) if slope else ("sign", HEIGHTS)
    return Heat(frozen(near(values)), around, scale[1], "magnitude" if slope else "sign")


def contours(values: Tensor, bounds: Bounds, gap: float, role: str = "muted") -> Lines:
    """Lines of equal height, `gap` apart in height."""
    steps = np.arange(HEIGHTS[0] / gap, HEIGHTS[1] / gap + 0.5) * gap
    field = near(values).cpu().numpy()
    return Lines(frozen(lines.contours(field, bounds, steps.tolist())), role)


def arrows(starts: Tensor, gradients: Tensor, height: float | None = None) -> Arrows:
    """Where points `(N, D)` are pushed; on the line they lie at that height of the picture."""
    length = gradients.norm(dim=1, keepdim=True).clamp_min(1e-12)
    ends = starts + gradients * (ARROW * length).clamp_max(LONGEST) / length
    return Arrows(frozen(flat(starts, height)), frozen(near(flat(ends, height))), "ink")


def flat(points: Tensor, height: float | None) -> Tensor:
    """Points of the plane as they are, points of the line at that height."""
    if height is None:
        return points
    return torch.cat([points, torch.full_like(points, height)], dim=1)


def pairs(starts: Tensor, ends: Tensor) -> Tensor:
    """Segments `(3 N, 2)` between points `(N, 2)`, each followed by a row of NaN."""
    return torch.stack([starts, ends, torch.full_like(starts, torch.nan)], dim=1).flatten(0, 1)
