"""Where a surface is zero: the nodes it is sampled on, and the nearest point of its boundary."""

import numpy as np
import torch
from torch import Tensor

from core.lipschitz.contours import Grid

Bounds = tuple[float, float, float, float]  # left, right, bottom, top


def nodes(bounds: Bounds, columns: int, rows: int) -> Tensor:
    """Points `(rows · columns, 2)` whose outermost lie on the bounds, the bottom row first."""
    x = torch.linspace(bounds[0], bounds[1], columns)
    y = torch.linspace(bounds[2], bounds[3], rows)
    across, up = torch.meshgrid(x, y, indexing="xy")
    return torch.stack([across.flatten(), up.flatten()], dim=1)


def nearest_on(lines: Grid, point: Grid) -> Grid | None:
    """The point `(2,)` nearest to another on lines as `contour_lines` gives them.

    For the boundary of a classifier this is the smallest adversarial step, up to the spacing of
    the grid. None where there are no lines.
    """
    segments = lines.reshape(-1, 3, 2)
    if not len(segments):
        return None
    start, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    length = np.maximum((along**2).sum(axis=1), np.finfo(np.float64).tiny)
    share = np.clip(((point - start) * along).sum(axis=1) / length, 0, 1)
    places = start + share[:, None] * along
    nearest: Grid = places[((places - point) ** 2).sum(axis=1).argmin()]
    return nearest
