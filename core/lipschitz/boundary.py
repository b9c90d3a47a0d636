"""Where a surface is zero: the nodes it is sampled on, and the nearest point of its boundary."""

import numpy as np
import torch
from torch import Tensor

from core.data.contours import Polyline

Bounds = tuple[float, float, float, float]  # left, right, bottom, top


def nodes(bounds: Bounds, columns: int, rows: int) -> Tensor:
    """Points `(rows · columns, 2)` whose outermost lie on the bounds, the bottom row first."""
    x = torch.linspace(bounds[0], bounds[1], columns)
    y = torch.linspace(bounds[2], bounds[3], rows)
    across, up = torch.meshgrid(x, y, indexing="xy")
    return torch.stack([across.flatten(), up.flatten()], dim=1)


def nearest_on(lines: Polyline, point: tuple[float, float]) -> tuple[float, float] | None:
    """The point nearest to another on lines `(N, 2)` as `contours` gives them.

    For the boundary of a classifier this is the smallest adversarial step, up to the spacing of
    the grid. None where there are no lines.
    """
    start, along = lines[:-1], np.diff(lines, axis=0)
    drawn = np.isfinite(along).all(axis=1)
    if not drawn.any():
        return None
    start, along = start[drawn].astype(np.float64), along[drawn].astype(np.float64)
    length = np.maximum((along**2).sum(axis=1), np.finfo(np.float64).tiny)
    share = np.clip(((point - start) * along).sum(axis=1) / length, 0, 1)
    places = start + share[:, None] * along
    x, y = places[((places - point) ** 2).sum(axis=1).argmin()].tolist()
    return x, y
