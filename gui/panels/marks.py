"""Points, handles and short texts."""

import math
from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from core.view_layers import Array, Handles, Points, Texts
from gui.i18n import tr
from gui.panels.frame import Frame, Pixels
from gui.panels.qt_arrays import fragments_of
from gui.panels.spaced import spaced
from gui.panels.style import Style
from gui.panels.symbols import (
    HANDLE_RADIUS,
    mark_side,
    mark_sprites,
    paint_ring,
    ring_side,
    ring_sprites,
    roles_of,
    scaled,
    symbol,
)
from gui.panels.text import visible
from gui.panels.words import box_of, paint_grounds, paint_halos, paint_words

Paint = Callable[[QPainter], None]

CROWDED = 2000
"""Points above which marks shrink and pale, so that their density is what is seen."""
LABEL_SIZE = 11


def points(layer: Points, frame: Frame, style: Style) -> Paint:
    """Marks, copies of small pictures; true outlines where a file is written."""
    pixels = frame.to_pixels(layer.points)
    roles = roles_of(layer.role, layer.classes)
    crowded = len(pixels) > CROWDED
    size = layer.size * style.scale * (0.7 if crowded else 1.0)
    if roles[0].startswith("class "):
        size = max(size, 5.0 * style.scale) * 1.15  # a shape needs a few pixels to be told
    opacity = 0.55 if crowded else 0.85
    copies = fragments_of(pixels, mark_side(size), style.ratio, layer.classes)
    sprites = mark_sprites(roles, size, opacity, style)

    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not style.straight:
            painter.drawPixmapFragments(copies.first(), len(copies), sprites)
            return
        for x, y, role in _with_roles(pixels, roles, layer.classes):
            painter.fillPath(scaled(symbol(role), size, x, y), style.pale(role, opacity))

    return paint


def _with_roles(
    pixels: Pixels, roles: tuple[str, ...], classes: Array | None
) -> Iterator[tuple[float, float, str]]:
    """Each mark that has a place, and its role."""
    own = _role_of_each(len(pixels), roles, classes)
    for (x, y), role in zip(pixels.tolist(), own, strict=True):
        if np.isfinite(x + y):
            yield x, y, role


def _role_of_each(count: int, roles: tuple[str, ...], classes: Array | None) -> list[str]:
    """The role of each of `count` marks: that of its class, or the one that all have."""
    which = [0] * count if classes is None else classes.tolist()
    return [roles[int(kind) % len(roles)] for kind in which]


def handles(layer: Handles, frame: Frame, style: Style) -> Paint:
    """Rings that can be taken, each with its name, in the colour of its class if it has one."""
    pixels = frame.to_pixels(layer.points)
    copies = fragments_of(pixels, ring_side(style), style.ratio, layer.classes)
    roles = roles_of(layer.role, layer.classes)
    sprites = ring_sprites(roles, style)
    font = style.theme.font(LABEL_SIZE, QFont.Weight.Medium)
    away, labels, inks = (
        (HANDLE_RADIUS + 5) * style.theme.zoom,
        list[tuple[QRectF, str]](),
        list[str](),
    )
    own = _role_of_each(len(pixels), roles, layer.classes)
    for (x, y), role, label in zip(pixels.tolist(), own, layer.labels, strict=False):
        if np.isfinite(x + y):
            text = visible(tr(label))
            box = box_of(text, font)
            box.moveTo(x + away, y - box.height() / 2)
            if not any(box.intersects(other) for other, _ in labels):
                labels.append((box, text))
                inks.append(role)

    def paint(painter: QPainter) -> None:
        if style.straight:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for x, y, role in _with_roles(pixels, roles, layer.classes):
                paint_ring(painter, QPointF(x, y), role, style)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmapFragments(copies.first(), len(copies), sprites)
        paint_grounds(painter, labels, style)
        for word, ink in zip(labels, inks, strict=True):
            paint_words(painter, [word], font, style.theme.colour(ink))

    return paint


def texts(layer: Texts, frame: Frame, style: Style) -> Paint:
    """Short texts, kept inside the frame, centred over their points, or beside an earlier one.

    Those that can be picked stay at their points.
    """
    font = style.theme.font(LABEL_SIZE)
    metrics = QFontMetricsF(font)
    words = [visible(text if layer.verbatim else tr(text)) for text in layer.texts]
    if layer.room < math.inf:
        start, end = frame.to_pixels(np.array([[0.0, 0.0], [layer.room, 0.0]]))[:, 0]
        right = Qt.TextElideMode.ElideRight
        words = [metrics.elidedText(text, right, abs(end - start)) for text in words]
    boxes, said, inks = list[QRectF](), list[str](), list[str]()
    rect = frame.rect
    own = _role_of_each(len(words), roles_of(layer.role, layer.classes), layer.classes)
    pixels = frame.to_pixels(layer.points).tolist()
    for (x, y), text, role in zip(pixels, words, own, strict=False):
        if text and np.isfinite(x + y) and rect.adjusted(-9, -9, 9, 9).contains(x, y):
            wide, high = metrics.horizontalAdvance(text), metrics.height()
            left = min(max(x - wide / 2, rect.left()), rect.right() - wide)
            top = min(max(y - high / 2, rect.top() - high / 2), rect.bottom() - high)
            boxes.append(QRectF(left, top, wide + 1, high))
            said.append(text)
            inks.append(role)
    placed = list(zip(boxes if layer.keys else spaced(boxes, rect), said, strict=True))

    def paint(painter: QPainter) -> None:
        if not style.straight:
            paint_halos(painter, placed, font, style)
        for word, ink in zip(placed, inks, strict=True):
            paint_words(painter, [word], font, style.theme.colour(ink))

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
