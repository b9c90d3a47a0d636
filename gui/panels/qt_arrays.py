"""Arrays of pixels as Qt's own arrays, without a Python loop over points."""

import importlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPainterPath
from shiboken6 import Shiboken

from core.view_layers import Array
from gui.panels.frame import Pixels


class QtArray:
    """Numbers that Qt reads as an array of values of `kind`, without a copy.

    `rows` (N, F) hold the F numbers of each value in the order of its C++ structure.
    """

    def __init__(self, kind: type[Any], rows: npt.NDArray[np.float64]) -> None:
        self._kind, self._rows = kind, np.ascontiguousarray(rows, dtype=np.float64)

    def __len__(self) -> int:
        return len(self._rows)

    def first(self) -> Any:
        """The first value, which Qt takes for a pointer to all; it lives as long as the array."""
        value = Shiboken.wrapInstance(self._rows.ctypes.data, self._kind)
        if not isinstance(value, self._kind):  # Python still knows something that died here
            Shiboken.invalidate(value)
            value = Shiboken.wrapInstance(self._rows.ctypes.data, self._kind)
        return value


@cache
def pyqtgraph() -> Any:
    """Its import takes half a second: it waits for the first picture, after the first paint."""
    return importlib.import_module("pyqtgraph")


def path_of(pixels: Pixels) -> QPainterPath:
    """A polyline (N, 2) as one path; rows of NaN lift the pen."""
    if not np.isfinite(pixels).all(axis=1).any():
        return QPainterPath()
    broken = _broken(pixels)
    path: QPainterPath = pyqtgraph().arrayToQPath(
        np.ascontiguousarray(broken[:, 0]), np.ascontiguousarray(broken[:, 1]), connect="finite"
    )
    return path


def cells_of(corners: Pixels) -> QPainterPath:
    """Quadrilaterals (N, 4, 2) as one path."""
    count = len(corners)
    if count == 0:
        return QPainterPath()
    closed = np.concatenate([corners, corners[:, :1]], axis=1).reshape(-1, 2)
    connect = np.tile(np.array([1, 1, 1, 1, 0], dtype=np.int32), count)
    path: QPainterPath = pyqtgraph().arrayToQPath(
        np.ascontiguousarray(closed[:, 0]), np.ascontiguousarray(closed[:, 1]), connect=connect
    )
    return path


def segments_of(pixels: Pixels) -> QtArray:
    """The pieces of a polyline (N, 2) as single lines: wide pens are quick on them."""
    return lines_of(pixels[:-1], pixels[1:])


def lines_of(start: Pixels, end: Pixels) -> QtArray:
    """Single lines from `start` (N, 2) to `end` (N, 2); those with NaN are left out."""
    both = np.concatenate([start, end], axis=1)
    both = both[np.isfinite(both).all(axis=1)]
    return QtArray(QLineF, both)


def lengths_of(pixels: Pixels) -> npt.NDArray[np.float64]:
    """The lengths of the pieces of a polyline (N, 2); NaN where the pen is lifted."""
    found: npt.NDArray[np.float64] = np.hypot(*np.diff(pixels, axis=0).T)
    return found


def dashes_of(pixels: Pixels, pattern: Sequence[float]) -> QtArray:
    """A polyline (N, 2) cut into dashes, by pixels that are on and off in turn, round its bends.

    Qt's own dashes begin anew at each piece, so a curve of many points looks solid.
    """
    steps = lengths_of(pixels)
    drawn = np.isfinite(steps)
    along = np.concatenate([[0.0], np.cumsum(np.where(drawn, steps, 0.0))])
    edges = np.concatenate([[0.0], np.cumsum(pattern)])
    period = edges[-1]
    marks = np.arange(0.0, along[-1], period)
    stops = np.unique(np.concatenate([along, *(marks + edge for edge in edges[:-1])]))
    stops = stops[stops <= along[-1]]
    middle = (stops[:-1] + stops[1:]) / 2
    piece = np.clip(np.searchsorted(along, middle, side="right") - 1, 0, max(0, len(steps) - 1))
    kept = np.searchsorted(edges, np.mod(middle, period), side="right") % 2 == 1
    if len(steps):
        kept &= drawn[piece]
    piece = piece[kept]
    return lines_of(
        _at(pixels, along, steps, piece, stops[:-1][kept]),
        _at(pixels, along, steps, piece, stops[1:][kept]),
    )


def fragments_of(pixels: Pixels, side: float, ratio: float, which: Array | None) -> QtArray:
    """Copies of square pictures of `side` pixels, centred at `pixels` (N, 2).

    The pictures stand in a row, and `which` (N,) says which of them; None is the first.
    """
    shown = np.isfinite(pixels[:, 0])
    shown &= np.isfinite(pixels[:, 1])
    pixels = pixels[shown]
    rows = np.empty((len(pixels), 10))
    rows[:, :2] = pixels  # then left, top, width, height, scale x, scale y, rotation, opacity
    rows[:, 2] = 0 if which is None else which[shown] * round(side * ratio)
    rows[:, 3] = 0
    rows[:, 4:6] = side * ratio
    rows[:, 6:8] = 1 / ratio
    rows[:, 8] = 0
    rows[:, 9] = 1
    return QtArray(QPainter.PixmapFragment, rows)


def _broken(pixels: Pixels) -> Pixels:
    """The same polyline with both coordinates NaN where one is."""
    return np.where(np.isfinite(pixels).all(axis=1, keepdims=True), pixels, np.nan)


def _at(
    points: Pixels,
    along: npt.NDArray[np.float64],
    steps: npt.NDArray[np.float64],
    piece: npt.NDArray[np.intp],
    where: npt.NDArray[np.float64],
) -> Pixels:
    """The points at the lengths `where`, each on the given piece of the polyline."""
    if not len(piece):
        return np.zeros((0, 2))
    share = (where - along[piece]) / np.maximum(steps[piece], 1e-12)
    return points[piece] + share[:, None] * (points[piece + 1] - points[piece])
