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
    height = np.asarray(levels, dtype=np.float64)[:, None, None]
    above = heights > height  # (levels, triangles, 3)
    crossed = above != np.roll(above, -1, axis=2)  # none or two of the sides of a triangle
    level, triangle, start = np.nonzero(crossed)
    end = (start + 1) % 3
    low, high = heights[triangle, start], heights[triangle, end]
    share = ((height[level, 0, 0] - low) / (high - low))[:, None]
    ends = (1 - share) * points[triangle, start] + share * points[triangle, end]
    segments = np.full((len(ends) // 2, 3, 2), np.nan)
    segments[:, :2] = ends.reshape(-1, 2, 2)
    return segments.reshape(-1, 2)


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
