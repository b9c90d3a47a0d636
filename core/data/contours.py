"""Lines of equal height over a grid."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from contourpy import LineType, contour_generator

Polyline = npt.NDArray[np.float32]


def contours(
    values: npt.ArrayLike, bounds: tuple[float, float, float, float], levels: Sequence[float]
) -> Polyline:
    """The contours `(N, 2)` of heights `(H, W)`, H and W at least 2, parted by rows of NaN.

    Row 0 lies at the bottom, and the outermost samples lie on `bounds` (left, right, bottom, top).
    Each cell is cut into triangles about its middle, in which the height is linear, so no case is
    ambiguous; a cell with a corner that is not finite has no contour. Where the gap between levels
    is g, contours of a function of slope K are g / K apart.
    """
    heights = np.ma.masked_invalid(np.asarray(values, dtype=np.float64))
    rows, columns = heights.shape
    generator = contour_generator(
        np.linspace(bounds[0], bounds[1], columns),
        np.linspace(bounds[2], bounds[3], rows),
        heights,
        corner_mask=False,
        line_type=LineType.ChunkCombinedNan,
        quad_as_tri=True,
    )
    parts: list[npt.NDArray[np.floating]] = []
    for level in levels:
        points = generator.lines(level)[0][0]  # all lines of a level, parted; one chunk
        if points is not None:
            parts += [np.full((1, 2), np.nan), points]
    return np.concatenate(parts[1:] or [np.zeros((0, 2))]).astype(np.float32)
