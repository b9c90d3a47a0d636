"""Points, handles and short texts."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintEngine, QPainter

from core.marks import Handles, Points, Texts
from gui.i18n import tr
from gui.panels.frame import Frame, Pixels
from gui.panels.shapes import fragments_of
from gui.panels.style import Style, pen
from gui.panels.symbols import scaled, sprite, sprite_side, symbol
from gui.panels.words import visible

Paint = Callable[[QPainter], None]

CROWDED = 2000
"""Points above which marks shrink and pale, so that their density is what is seen."""
HANDLE_RADIUS = 9.0
HANDLE_WIDTH = 2.6
LABEL_SIZE = 11


def points(layer: Points, frame: Frame, style: Style) -> Paint:
    """Marks, all copies of one small picture; true outlines where a file is written."""
    pixels = frame.to_pixels(layer.points)
    crowded = len(pixels) > CROWDED
    size = layer.size * style.scale * (0.7 if crowded else 1.0)
    if layer.role.startswith("class "):
        size = max(size, 5.0 * style.scale) * 1.15  # a shape needs a few pixels to be told
    opacity = 0.55 if crowded else 0.85
    bundle = fragments_of(pixels, sprite_side(size), style.ratio)
    pixmap = sprite(layer.role, size, opacity, style)
    colour = style.pale(layer.role, opacity)

    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if painter.paintEngine().type() == QPaintEngine.Type.Raster:
            first, count = bundle.drawargs()
            painter.drawPixmapFragments(first, count, pixmap)
            return
        outline = symbol(layer.role)
        for x, y in pixels[np.isfinite(pixels).all(axis=1)].tolist():
            painter.fillPath(scaled(outline, size, x, y), colour)

    return paint


def handles(layer: Handles, frame: Frame, style: Style) -> Paint:
    """Rings that can be taken, with a rim of the surface so that they stand on any ground."""
    pixels = frame.to_pixels(layer.points)
    zoom = style.scale
    rim = QColor(style.theme.surface)
    rim.setAlphaF(0.75)
    words = [visible(tr(text)) for text in layer.labels]
    labels = [(x, y, text) for (x, y), text in zip(pixels.tolist(), words, strict=False)]
    font = style.theme.font(LABEL_SIZE, QFont.Weight.Medium)

    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        shown = [QPointF(x, y) for x, y in pixels.tolist() if np.isfinite(x + y)]
        for ink in (
            pen(rim, (HANDLE_WIDTH + 2.4) * zoom),
            pen(style.theme.colour(layer.role), HANDLE_WIDTH * zoom),
        ):
            painter.setPen(ink)
            for middle in shown:
                painter.drawEllipse(middle, HANDLE_RADIUS * zoom, HANDLE_RADIUS * zoom)
        painter.setFont(font)
        painter.setPen(style.theme.colour(layer.role))
        for x, y, text in labels:
            if np.isfinite(x + y):
                painter.drawText(QPointF(x + (HANDLE_RADIUS + 5) * zoom, y + 4 * zoom), text)

    return paint


def texts(layer: Texts, frame: Frame, style: Style) -> Paint:
    """Short texts, kept inside the frame, centred over their points."""
    font = style.theme.font(LABEL_SIZE)
    metrics = QFontMetricsF(font)
    words = [visible(text if layer.verbatim else tr(text)) for text in layer.texts]
    placed = []
    for (x, y), text in zip(frame.to_pixels(layer.points).tolist(), words, strict=False):
        if text and np.isfinite(x + y) and frame.rect.adjusted(-9, -9, 9, 9).contains(x, y):
            width = metrics.horizontalAdvance(text)
            left = min(max(x - width / 2, frame.rect.left()), frame.rect.right() - width)
            top = y - metrics.height() / 2
            placed.append((QRectF(left, top, width + 1, metrics.height()), text))

    def paint(painter: QPainter) -> None:
        painter.setFont(font)
        painter.setPen(style.theme.colour(layer.role))
        for rect, text in placed:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)

    return paint


def nearest(pixels: Pixels, x: float, y: float) -> tuple[int, float]:
    """Index of the point nearest to a pixel and its distance; (-1, inf) where there is none."""
    if not len(pixels):
        return -1, float("inf")
    distances = np.hypot(pixels[:, 0] - x, pixels[:, 1] - y)
    distances[~np.isfinite(distances)] = np.inf
    index = int(np.argmin(distances))
    distance = float(distances[index])
    return (index, distance) if np.isfinite(distance) else (-1, distance)
