"""Lines of equal height on a grid, by linear interpolation on triangles."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float64]

# Columns and rows from the lower left corner of a cell to the corners of its two triangles.
HALVES = np.array([[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1], [0, 1]]])


def contour_lines(
    values: npt.ArrayLike, bounds: tuple[float, float, float, float], levels: Sequence[float]
) -> Grid:
    """The contours `(3 S, 2)` of heights `(H, W)`: S segments, each followed by a row of NaN.

    Row 0 lies at the bottom, and the outermost samples lie on `bounds` (left, right, bottom, top).
    Each cell is two triangles, in which the height is linear, so no case is ambiguous. Where the
    gap between levels is g, contours of a function of slope K are g / K apart.
    """
    return contours(values, bounds, levels)[0].reshape(-1, 2)


def contours(
    values: npt.ArrayLike, bounds: tuple[float, float, float, float], levels: Sequence[float]
) -> tuple[Grid, Grid]:
    """The segments `(S, 3, 2)` of `contour_lines`, and the level `(S,)` of each."""
    field = np.asarray(values, dtype=np.float64)
    heights = _heights(field)
    ascending = np.sort(np.asarray(levels, dtype=np.float64))
    below = np.searchsorted(ascending, heights)  # how many levels lie under each corner
    lowest = below.min(axis=1)
    crossings = below.max(axis=1) - lowest
    triangle = np.repeat(np.arange(len(heights)), crossings)  # most are crossed once or never
    turn = np.arange(len(triangle)) - np.repeat(crossings.cumsum() - crossings, crossings)
    level = ascending[lowest[triangle] + turn]
    segments = np.full((len(triangle), 3, 2), np.nan)
    corners = _corners(triangle, field.shape[0], field.shape[1], bounds)
    segments[:, :2] = _cut(corners, heights[triangle], level[:, None])
    return segments, level


def _cut(points: Grid, heights: Grid, level: Grid) -> Grid:
    """The segment `(T, 2, 2)` in which each triangle is crossed by its level `(T, 1)`."""
    above = heights > level
    crossed = above != above[:, [1, 2, 0]]  # two of the three sides
    rise = heights[:, [1, 2, 0]] - heights
    share = (level - heights) / np.where(crossed, rise, 1.0)
    places = points + share[..., None] * (points[:, [1, 2, 0]] - points)
    segments: Grid = places[crossed].reshape(-1, 2, 2)
    return segments


def _heights(field: Grid) -> Grid:
    """The heights `(T, 3)` at the corners of all lower triangles, then of all upper ones."""
    rows, columns = field.shape[0] - 1, field.shape[1] - 1
    halves = [
        np.stack([field[y : y + rows, x : x + columns] for x, y in half], axis=2).reshape(-1, 3)
        for half in HALVES
    ]
    return np.concatenate(halves)


def _corners(
    triangle: npt.NDArray[np.intp],
    rows: int,
    columns: int,
    bounds: tuple[float, float, float, float],
) -> Grid:
    """The corners `(T, 3, 2)` of triangles, numbered as `_heights` gives them."""
    left, right, bottom, top = bounds
    half, cell = np.divmod(triangle, max(1, (rows - 1) * (columns - 1)))
    up, across = np.divmod(cell, max(1, columns - 1))
    nodes = np.stack([across, up], axis=1)[:, None] + HALVES[half]
    spacing = ((right - left) / max(1, columns - 1), (top - bottom) / max(1, rows - 1))
    return np.asarray(nodes * spacing + (left, bottom))
