"""The shapes of marks: classes differ by shape as well as by colour."""

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPixmap,
    QPixmapCache,
    QPolygonF,
    QTransform,
)

from core.view_layers import CLASSES, Array, role_of_class
from gui.panels.style import Style, pen

ROOM = 1.5
"""A sprite is this much wider than its mark, for the corners of stars and triangles."""
HANDLE_RADIUS = 9.0
HANDLE_WIDTH = 2.6
"""Pixels of the ring of a handle."""
CROSS = 0.34
"""Thickness of the arms of a plus or a cross, as a share of the mark."""


def symbol(role: str) -> QPainterPath:
    """The outline of a mark, one unit wide, centred at the origin."""
    kind = int(role[6:]) % CLASSES if role.startswith("class ") else 0
    path = QPainterPath()
    match kind:
        case 0:
            path.addEllipse(QRectF(-0.5, -0.5, 1, 1))
        case 1:
            path.addRect(QRectF(-0.44, -0.44, 0.88, 0.88))
        case 2:
            path.addPolygon(_polygon(3, 0.66, -90))
        case 3:
            path.addPolygon(_polygon(4, 0.64, -90))
        case 4:
            path.addPolygon(_polygon(3, 0.66, 90))
        case 5:
            path = _plus()
        case 6:
            path.addPolygon(_star())
        case 7:
            path = _turned(_plus(), 45)
        case 8:
            path.addPolygon(_polygon(5, 0.6, -90))
        case _:
            path.addPolygon(_polygon(6, 0.58, 0))
    path.closeSubpath()
    return path


def scaled(path: QPainterPath, size: float, x: float = 0.0, y: float = 0.0) -> QPainterPath:
    """A mark `size` pixels wide, centred at a point."""
    return QTransform.fromScale(size, size).map(path).translated(QPointF(x, y))


def roles_of(role: str, classes: Array | None) -> tuple[str, ...]:
    """The roles of the marks of one layer: every class, or the one role that all have."""
    return (role,) if classes is None else tuple(role_of_class(k) for k in range(CLASSES))


def mark_sprites(roles: tuple[str, ...], size: float, opacity: float, style: Style) -> QPixmap:
    """Pictures of marks `size` pixels wide in a row, one of each role, on transparent ground."""
    side = mark_side(size)
    colours = [style.pale(role, opacity) for role in roles]

    def paint(painter: QPainter, index: int) -> None:
        outline = scaled(symbol(roles[index]), size, side / 2, side / 2)
        painter.fillPath(outline, colours[index])

    looks = [colour.rgba() for colour in colours]
    return _kept(f"mark {roles} {looks} {size}", len(roles), side, style.ratio, paint)


def ring_sprites(roles: tuple[str, ...], style: Style) -> QPixmap:
    """Pictures of handles in a row."""
    side = ring_side(style)

    def paint(painter: QPainter, index: int) -> None:
        paint_ring(painter, QPointF(side / 2, side / 2), roles[index], style)

    looks = [style.theme.surface, *(style.theme.colour(role).rgba() for role in roles)]
    return _kept(f"ring {looks} {style.scale}", len(roles), side, style.ratio, paint)


def paint_ring(painter: QPainter, centre: QPointF, role: str, style: Style) -> None:
    """A handle, with a rim of the surface so that it stands on any ground."""
    rim, radius = QColor(style.theme.surface), HANDLE_RADIUS * style.scale
    rim.setAlphaF(0.75)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((rim, HANDLE_WIDTH + 2.4), (style.theme.colour(role), HANDLE_WIDTH)):
        painter.setPen(pen(colour, width * style.scale))
        painter.drawEllipse(centre, radius, radius)


def mark_side(size: float) -> float:
    """The width of the picture of a mark `size` pixels wide, in whole pixels."""
    return float(math.ceil(size * ROOM) + 1)


def ring_side(style: Style) -> float:
    """The width of the picture of a handle, in whole pixels."""
    return float(math.ceil(2 * (HANDLE_RADIUS + HANDLE_WIDTH + 2) * style.scale))


def _kept(
    key: str, count: int, side: float, ratio: float, paint: Callable[[QPainter, int], None]
) -> QPixmap:
    """A row of square pictures of `side` pixels, which Qt keeps under `key`."""
    known = QPixmap()
    if QPixmapCache.find(f"{key} {ratio}", known):
        return known
    across = round(side * ratio)
    pixmap = QPixmap(count * across, math.ceil(side * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for index in range(count):
        painter.setTransform(QTransform(ratio, 0, 0, ratio, index * across, 0))
        paint(painter, index)
    painter.end()
    QPixmapCache.insert(f"{key} {ratio}", pixmap)
    return pixmap


def _polygon(corners: int, radius: float, first: float) -> QPolygonF:
    angles = np.radians(first + np.arange(corners) * 360.0 / corners)
    return QPolygonF([QPointF(radius * math.cos(a), radius * math.sin(a)) for a in angles])


def _star() -> QPolygonF:
    angles = np.radians(-90 + np.arange(10) * 36.0)
    radii = np.where(np.arange(10) % 2 == 0, 0.66, 0.28)
    pairs = zip(radii, angles, strict=True)
    return QPolygonF([QPointF(r * math.cos(a), r * math.sin(a)) for r, a in pairs])


def _plus() -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    path.addRect(QRectF(-0.55, -CROSS / 2, 1.1, CROSS))
    path.addRect(QRectF(-CROSS / 2, -0.55, CROSS, 1.1))
    return path


def _turned(path: QPainterPath, angle: float) -> QPainterPath:
    return QTransform().rotate(angle).map(path)
