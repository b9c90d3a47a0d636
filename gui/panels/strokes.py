"""Lines, arrows, rings and rules."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from core.view_layers import Arrows, Lines, Rings, Rule
from gui.i18n import tr
from gui.panels.frame import Frame, Pixels
from gui.panels.qt_arrays import QtArray, dashes_of, lines_of, path_of, segments_of
from gui.panels.style import Cap, Style

Paint = Callable[[QPainter], None]

MANY = 400
"""Points above which a moving line is one pixel wide: a wide pen costs twice as much."""
BASE_WIDTH = 1.5
"""Pixels of a line of width 1 that is not hurried."""
DASH = (5.0, 4.0)
"""Pixels on and off."""
HEAD = 7.0
"""Pixels of the head of an arrow; a shorter arrow has a smaller one."""
HEAD_ANGLE = np.radians(26.0)
RULE_LABEL_SIZE = 11
RING_CORNERS = 72
"""Corners of the polygon that stands for a circle: on 300 pixels it errs by a seventh of one."""


def lines(layer: Lines, frame: Frame, style: Style) -> Paint:
    """A polyline, solid or dashed."""
    return stroke(frame.to_pixels(layer.points), layer.role, layer.width, layer.dashed, style)


def stroke(pixels: Pixels, role: str, width: float, dashed: bool, style: Style) -> Paint:
    """A polyline of pixels; many moving points take the one-pixel pen."""
    hurried = len(pixels) > MANY and not style.fine
    if dashed:
        on, off = (part * style.theme.zoom for part in DASH)
        thin = style.pen(role, 1.0 if hurried else width * BASE_WIDTH * 0.85, Cap.FlatCap)
        return _bundled(dashes_of(pixels, on, off), thin)
    if hurried:
        return _traced(path_of(pixels), QPen(style.theme.colour(role), 1.0))
    if style.theme.colour(role).alpha() == 255:
        return _bundled(segments_of(pixels), _ink(role, width, style))
    # Translucent pieces darken where they meet; as one path they do not, but a wide one is slow.
    rests = style.fine and len(pixels) <= MANY
    return _traced(path_of(pixels), style.pen(role, width * BASE_WIDTH if rests else 1.0))


def arrows(layer: Arrows, frame: Frame, style: Style) -> Paint:
    """Shafts and heads in one bundle of lines."""
    start, end = frame.to_pixels(layer.start), frame.to_pixels(layer.end)
    along = end - start
    length = np.hypot(along[:, 0], along[:, 1])[:, None]
    back = -along / np.maximum(length, 1e-9)
    back *= np.minimum(HEAD * style.scale, 0.45 * length)
    wings = [end + _turned(back, angle) for angle in (HEAD_ANGLE, -HEAD_ANGLE)]
    pieces = lines_of(np.concatenate([start, *wings]), np.concatenate([end, end, end]))
    return _bundled(pieces, _ink(layer.role, 1.2 / BASE_WIDTH, style))


def rings(layer: Rings, frame: Frame, style: Style) -> Paint:
    """Circles as one polyline; on unequal axes they are ellipses."""
    angles = np.linspace(0.0, 2 * np.pi, RING_CORNERS + 1)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    circle = np.concatenate([circle, [[np.nan, np.nan]]])
    radii = np.asarray(layer.radii, dtype=np.float64).reshape(-1, 1, 1)
    middles = np.asarray(layer.centres, dtype=np.float64).reshape(-1, 1, 2)
    pixels = frame.to_pixels((middles + radii * circle).reshape(-1, 2))
    return stroke(pixels, layer.role, 1.0 / BASE_WIDTH, layer.dashed, style)


def rule(layer: Rule, frame: Frame, style: Style) -> Paint:
    """A line across the axes. Across x its label stands at its head; across y, in the legend."""
    rect = frame.rect
    x, y = frame.to_pixels(np.array([[layer.value, layer.value]]))[0]
    if layer.axis == "y":
        pixels = np.array([[rect.left(), y], [rect.right(), y]])
        return stroke(pixels, layer.role, 1.0, layer.dashed, style)
    pixels = np.array([[x, rect.top()], [x, rect.bottom()]])
    line = stroke(pixels, layer.role, 1.0, layer.dashed, style)
    if not (layer.label and rect.left() <= x <= rect.right()):
        return line
    label = _rule_label(tr(layer.label), x, rect, style)

    def paint(painter: QPainter) -> None:
        line(painter)
        label(painter)

    return paint


def _rule_label(text: str, x: float, rect: QRectF, style: Style) -> Paint:
    """A text beside the head of an upright rule, on the side that has room."""
    font = style.theme.font(RULE_LABEL_SIZE)
    metrics = QFontMetricsF(font)
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 4, metrics.height())
    inside = x + 4 + box.width() <= rect.right()
    left = x + 4 if inside else max(rect.left(), x - 4 - box.width())
    box.moveTo(left, rect.top() + 1)
    ground = QColor(style.theme.surface)
    ground.setAlphaF(0.78)  # so that the label is read where curves pass

    def paint(painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(font)
        painter.setPen(style.theme.colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    return paint


def _ink(role: str, width: float, style: Style) -> QPen:
    """A pen for single lines; where they move their ends are square, for round ones are slow."""
    return style.pen(role, width * BASE_WIDTH, Cap.RoundCap if style.fine else Cap.SquareCap)


def _bundled(pieces: QtArray, pen: QPen) -> Paint:
    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        if len(pieces):
            painter.drawLines(pieces.first(), len(pieces))

    return paint


def _traced(path: QPainterPath, pen: QPen) -> Paint:
    def paint(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    return paint


def _turned(vectors: Pixels, angle: float) -> Pixels:
    cosine, sine = np.cos(angle), np.sin(angle)
    x, y = vectors[:, 0], vectors[:, 1]
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)
