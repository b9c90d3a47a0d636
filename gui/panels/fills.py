"""Heat, bent cells and filled outlines."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from core.view_layers import Area, Array, Heat, Mesh
from gui.panels.frame import Frame
from gui.panels.qt_arrays import cells_of, path_of, pyqtgraph
from gui.panels.style import Style

Paint = Callable[[QPainter], None]

MESH_COLOURS = 48
"""Cells of one of so many colours are one path: fewer calls, and no step can be seen."""
AREA_OPACITY = 0.16
SHARPNESS = 3
"""Points of a file for each pixel, where cells have sharp edges."""


def heat(layer: Heat, frame: Frame, style: Style) -> Paint:
    """A field as one picture, smoothed by Qt while it is scaled."""
    if layer.values.size == 0:
        return _nothing
    image = coloured(layer.values[::-1], layer.levels, style.theme.lut(layer.scale))
    box = frame.box(layer.bounds)

    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, image)

    return paint


def mesh(layer: Mesh, frame: Frame, style: Style) -> Paint:
    """Bent cells, gathered by colour."""
    if layer.values.size == 0:
        return _nothing
    height, width = layer.values.shape
    corners = frame.to_pixels(layer.corners.reshape(-1, 2)).reshape(height + 1, width + 1, 2)
    cells = np.stack(
        [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2
    ).reshape(-1, 4, 2)
    indices = indexed(layer.values.reshape(-1), layer.levels, MESH_COLOURS)
    whole = np.isfinite(cells).all(axis=(1, 2)) & np.isfinite(layer.values.reshape(-1))
    table = style.theme.lut(layer.scale)
    paths = []
    for index in np.unique(indices[whole]):
        path = cells_of(cells[whole & (indices == index)])
        path.setFillRule(Qt.FillRule.WindingFill)
        paths.append((path, QColor(*table[index * 255 // (MESH_COLOURS - 1)].tolist())))

    def paint(painter: QPainter) -> None:
        # Smoothed edges would leave a seam between neighbours.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for path, colour in paths:
            painter.fillPath(path, colour)

    return paint


def area(layer: Area, frame: Frame, style: Style) -> Paint:
    """Filled outlines, pale."""
    path = path_of(frame.to_pixels(layer.points))
    colour = style.pale(layer.role, AREA_OPACITY)

    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(path, colour)

    return paint


def coloured(values: Array, levels: tuple[float, float], table: npt.NDArray[np.uint8]) -> QImage:
    """A picture of values (H, W), row 0 at the top; NaN is transparent."""
    low, high = levels
    span = high - low if high > low else 1.0
    half = span / (2 * (len(table) - 1))  # so that colours are rounded, where they would be cut
    shown = np.where(np.isfinite(values), values, np.nan)
    ends = (low - half, low + span + half)
    colours, _ = pyqtgraph().makeARGB(shown, lut=table, levels=ends)
    image: QImage = pyqtgraph().makeQImage(colours, alpha=True, transpose=False)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def picture(colours: npt.NDArray[np.uint8]) -> QImage:
    """A picture of red, green, blue, alpha (H, W, 4) that owns its memory."""
    height, width = colours.shape[:2]
    packed = np.ascontiguousarray(colours)
    image = QImage(packed.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def unsmoothed(image: QImage, box: QRectF) -> QImage:
    """`image` so large that what shows a file of it in `box` does not blur its cells."""
    across, up = box.width() / max(1, image.width()), box.height() / max(1, image.height())
    factor = max(1, math.ceil(SHARPNESS * max(across, up)))
    return image.scaled(image.size() * factor)


def indexed(values: Array, levels: tuple[float, float], count: int) -> npt.NDArray[np.intp]:
    """Which of `count` colours each value takes; `levels` map to the first and the last."""
    low, high = levels
    span = high - low if high > low else 1.0
    shares = np.nan_to_num((values - low) / span, nan=0.0, posinf=1.0, neginf=0.0)
    indices: npt.NDArray[np.intp] = np.clip(shares * (count - 1) + 0.5, 0, count - 1).astype(
        np.intp
    )
    return indices


def _nothing(painter: QPainter) -> None:
    """Nothing to paint."""
