"""The shapes of marks: classes differ by shape as well as by colour."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap, QPolygonF, QTransform

from core.marks import CLASSES
from gui.panels.style import Style

ROOM = 1.5
"""A sprite is this much wider than its mark, for the corners of stars and triangles."""
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


def sprite(role: str, size: float, opacity: float, style: Style) -> QPixmap:
    """A picture of one mark, `size` pixels wide, with transparent corners."""
    side = sprite_side(size)
    pixmap = QPixmap(math.ceil(side * style.ratio), math.ceil(side * style.ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(style.ratio, style.ratio)
    painter.fillPath(scaled(symbol(role), size, side / 2, side / 2), style.pale(role, opacity))
    painter.end()
    return pixmap


def sprite_side(size: float) -> float:
    """The width of the picture of a mark `size` pixels wide, in whole pixels."""
    return float(math.ceil(size * ROOM) + 1)


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
