"""Lines of equal height on a grid, by linear interpolation on triangles."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float64]


def contour_lines(
    values: npt.ArrayLike, bounds: tuple[float, float, float, float], levels: Sequence[float]
) -> Grid:
    """The contours `(3 S, 2)` of heights `(H, W)`: S segments, each followed by a row of NaN.

    Row 0 lies at the bottom, and the outermost samples lie on `bounds` (left, right, bottom, top).
    Each cell is two triangles, in which the height is linear, so no case is ambiguous. Where the
    gap between levels is g, contours of a function of slope K are g / K apart.
    """
    points, heights = _triangles(np.asarray(values, dtype=np.float64), bounds)
    ascending = np.sort(np.asarray(levels, dtype=np.float64))
    below = np.searchsorted(ascending, heights)  # how many levels lie under each corner
    lowest, crossings = below.min(axis=1), np.ptp(below, axis=1)
    triangle = np.repeat(np.arange(len(heights)), crossings)  # most are crossed once or never
    turn = np.arange(len(triangle)) - np.repeat(crossings.cumsum() - crossings, crossings)
    level = ascending[lowest[triangle] + turn]
    segments = np.full((len(triangle), 3, 2), np.nan)
    segments[:, :2] = _cut(points[triangle], heights[triangle], level[:, None])
    return segments.reshape(-1, 2)


def _cut(points: Grid, heights: Grid, level: Grid) -> Grid:
    """The segment `(T, 2, 2)` in which each triangle is crossed by its level `(T, 1)`."""
    above = heights > level
    crossed = above != np.roll(above, -1, axis=1)  # two of the three sides
    rise = np.roll(heights, -1, axis=1) - heights
    share = (level - heights) / np.where(crossed, rise, 1.0)
    places = points + share[..., None] * (np.roll(points, -1, axis=1) - points)
    segments: Grid = places[crossed].reshape(-1, 2, 2)
    return segments


def _triangles(values: Grid, bounds: tuple[float, float, float, float]) -> tuple[Grid, Grid]:
    """The corners `(T, 3, 2)` of two triangles a cell, and the heights `(T, 3)` at them."""
    rows, columns = values.shape
    xs, ys = np.linspace(*bounds[:2], columns), np.linspace(*bounds[2:], rows)
    corners = np.stack([*np.meshgrid(xs, ys), values], axis=2)  # (H, W, 3)
    lower, upper = corners[:-1], corners[1:]
    halves = [
        (lower[:, :-1], lower[:, 1:], upper[:, 1:]),
        (lower[:, :-1], upper[:, 1:], upper[:, :-1]),
    ]
    found = np.concatenate([np.stack(half, axis=2).reshape(-1, 3, 3) for half in halves])
    return found[..., :2], found[..., 2]
