"""What every page draws with: segments, grids, values without infinities, tiles."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.view_layers import Array, Bounds, Lines, Points, frozen

FAR = 99.0
"""Where what is infinite or no number is put, out of sight in axes of a few units."""


def finite(values: Tensor, far: float = FAR) -> Tensor:
    """Values that a screen has a place for: within ±far, and far where they are no number."""
    return torch.nan_to_num(values, nan=far).clamp(-far, far)


def points(places: Tensor, role: str, size: float = 4.0, label: str = "") -> Points:
    """Marks at places (N, 2), finite or not."""
    return Points(frozen(finite(places)), role, size, label)


def curve(x: Tensor, y: Tensor, role: str, width: float = 1.0, label: str = "") -> Lines:
    """The polyline through x (N,) and y (N,), with gaps where one is no number.

    It is dashed where it is the truth.
    """
    path = torch.stack([x, y], dim=1)
    path = path.masked_fill(~path.isfinite(), torch.nan)
    return Lines(frozen(path), role, width, dashed=role == "truth", label=label)


def segments(starts: Tensor, ends: Tensor) -> Array:
    """Segments between points (N, 2) as a polyline (3 N, 2) whose pen is lifted after each."""
    lifted = torch.full_like(starts, torch.nan)
    return frozen(torch.stack([starts, ends, lifted], dim=1).flatten(0, 1))


def polylines(paths: Tensor) -> Array:
    """Paths (N, S, 2) as one polyline (N (S + 1), 2) whose pen is lifted after each."""
    lifted = paths.new_full((len(paths), 1, 2), torch.nan)
    return frozen(torch.cat([paths, lifted], dim=1).flatten(0, 1))


def gapped(path: Tensor, shown: Tensor) -> Array:
    """A polyline (N, 2) whose pen is lifted at the points that are not shown (N,)."""
    return frozen(torch.where(shown[:, None], path, torch.nan))


def outline(bounds: Bounds) -> Array:
    """The edge of a rectangle as a closed line (5, 2)."""
    left, right, bottom, top = bounds
    return frozen([[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]])


def nodes(bounds: Bounds, columns: int, rows: int, like: Tensor) -> Tensor:
    """A grid (rows · columns, 2) whose outermost points lie on `bounds`, row 0 at the bottom."""
    xs = torch.linspace(bounds[0], bounds[1], columns).to(like)
    ys = torch.linspace(bounds[2], bounds[3], rows).to(like)
    return torch.stack(torch.meshgrid(xs, ys, indexing="xy"), dim=-1).reshape(-1, 2)


def middles(bounds: Bounds, columns: int, rows: int, like: Tensor) -> Tensor:
    """The middles (rows · columns, 2) of the cells of a grid, row 0 at the bottom."""
    left, right, bottom, top = bounds
    half_x, half_y = (right - left) / columns / 2, (top - bottom) / rows / 2
    return nodes(
        (left + half_x, right - half_x, bottom + half_y, top - half_y), columns, rows, like
    )


def around(bounds: Bounds, columns: int, rows: int) -> Bounds:
    """The bounds of cells that have the `nodes` of a grid as their middles."""
    half_x = (bounds[1] - bounds[0]) / (columns - 1) / 2
    half_y = (bounds[3] - bounds[2]) / (rows - 1) / 2
    return (bounds[0] - half_x, bounds[1] + half_x, bounds[2] - half_y, bounds[3] + half_y)


@dataclass(frozen=True)
class Tile:
    """A small picture within a larger one: its middle there, half its size, and its scale."""

    x: float
    y: float
    half: tuple[float, float]
    scale: float = 1.0

    @property
    def bounds(self) -> Bounds:
        """Where the tile lies in the larger picture."""
        half_x, half_y = self.half
        return (self.x - half_x, self.x + half_x, self.y - half_y, self.y + half_y)

    @property
    def region(self) -> Bounds:
        """The part of the plane that it shows."""
        half_x, half_y = self.half[0] / self.scale, self.half[1] / self.scale
        return (-half_x, half_x, -half_y, half_y)

    def within(self, places: Tensor) -> Tensor:
        """Places (N, 2) of the plane, in the larger picture; those outside are left out."""
        inside = (places.abs() * self.scale < places.new_tensor(self.half)).all(dim=1)
        return places[inside] * self.scale + places.new_tensor([self.x, self.y])

    def plane(self, x: float, y: float) -> tuple[float, float]:
        """Coordinates of the plane of what lies at (x, y) of the larger picture, kept inside."""
        left, right, bottom, top = self.region
        return (
            float(np.clip((x - self.x) / self.scale, left, right)),
            float(np.clip((y - self.y) / self.scale, bottom, top)),
        )

    def above(self, share: float, height: float) -> list[float]:
        """A place (2,) `height` above the tile, from its left edge at 0 to its right edge at 1."""
        return [self.x + (2 * share - 1) * self.half[0], self.y + self.half[1] + height]
