"""Lines, arrows, rings and rules."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from core.view_layers import Arrows, Lines, Rings, Rule
from gui.i18n import tr
from gui.panels.cutting import cut
from gui.panels.frame import Frame, Pixels
from gui.panels.qt_arrays import QtArray, dashes_of, lengths_of, lines_of, path_of, segments_of
from gui.panels.style import Cap, Style
from gui.panels.words import box_of, paint_grounds, paint_words

Paint = Callable[[QPainter], None]

MANY = 400
"""Points above which a moving line is one pixel wide: a wide pen costs twice as much."""
LONG = 6000.0
"""Pixels of a line above which it is drawn the quick way at rest too: with round ends or joins Qt
takes ten microseconds for each."""
LIT = 3.0
"""The width of a line that is lit, which no hurry makes thin."""
BASE_WIDTH = 1.5
"""Pixels of a line of width 1 that is not hurried."""
Dash = tuple[float, ...]
"""Pixels on and off, in turn; of none a line is whole."""
WHOLE: Dash = ()
DASH: Dash = (5.0, 4.0)
DASHES: tuple[Dash, ...] = (
    WHOLE,
    (9.0, 3.0),
    (2.0, 3.0),
    (8.0, 3.0, 2.0, 3.0),
    (9.0, 3.0, 2.0, 3.0, 2.0, 3.0),
)
"""Those of the lines of classes, which are told apart without their colours."""
HEAD = 7.0
"""Pixels of the head of an arrow; a shorter arrow has a smaller one."""
HEAD_ANGLE = np.radians(26.0)
RULE_LABEL_SIZE = 11
RING_CORNERS = 72
"""Corners of the polygon that stands for a circle: on 300 pixels it errs by a seventh of one."""


def lines(layer: Lines, frame: Frame, style: Style) -> Paint:
    """A polyline, solid or dashed."""
    dash = dash_of(layer.role, layer.dashed, bool(layer.label))
    pixels = cut(frame.to_pixels(layer.points), frame.rect)
    return stroke(pixels, layer.role, layer.width, dash, style)


def dash_of(role: str, dashed: bool, named: bool) -> Dash:
    """How a line of a role is dashed: as a truth, or, where it is `named`, as its class."""
    if dashed:
        return DASH
    return DASHES[int(role.split()[1]) % len(DASHES)] if named and "class" in role else WHOLE


def stroke(pixels: Pixels, role: str, width: float, dash: Dash, style: Style) -> Paint:
    """A polyline of pixels; many moving points take the one-pixel pen."""
    many, long = len(pixels) > MANY, bool(np.nansum(lengths_of(pixels)) > LONG)
    hurried = many and not style.fine and width < LIT
    if dash:
        pattern = [part * style.theme.zoom for part in dash]
        thin = style.pen(role, 1.0 if hurried else width * BASE_WIDTH * 0.85, Cap.FlatCap)
        return _bundled(dashes_of(pixels, pattern), thin)
    if hurried:
        return _traced(path_of(pixels), _hair(role, style))
    if style.theme.colour(role).alpha() == 255:
        return _bundled(segments_of(pixels), _ink(role, width, style, long))
    # Translucent pieces darken where they meet; as one path they do not, but a wide one is slow.
    if style.fine and not many and not long:
        return _traced(path_of(pixels), style.pen(role, width * BASE_WIDTH))
    if style.straight:
        return _bundled(segments_of(pixels), style.pen(role, width * BASE_WIDTH, Cap.FlatCap))
    return _traced(path_of(pixels), _hair(role, style))


def arrows(layer: Arrows, frame: Frame, style: Style) -> Paint:
    """Shafts and heads in one bundle of lines."""
    start, end = frame.to_pixels(layer.start), frame.to_pixels(layer.end)
    along = end - start
    length = np.hypot(along[:, 0], along[:, 1])[:, None]
    long = bool(np.nansum(length) > LONG)
    back = -along / np.maximum(length, 1e-9)
    back *= np.minimum(HEAD * style.scale, 0.45 * length)
    wings = [end + _turned(back, angle) for angle in (HEAD_ANGLE, -HEAD_ANGLE)]
    pieces = lines_of(np.concatenate([start, *wings]), np.concatenate([end, end, end]))
    return _bundled(pieces, _ink(layer.role, 1.2 * layer.width / BASE_WIDTH, style, long))


def rings(layer: Rings, frame: Frame, style: Style) -> Paint:
    """Circles as one polyline; on unequal axes they are ellipses."""
    angles = np.linspace(0.0, 2 * np.pi, RING_CORNERS + 1)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    circle = np.concatenate([circle, [[np.nan, np.nan]]])
    radii = np.asarray(layer.radii, dtype=np.float64).reshape(-1, 1, 1)
    middles = np.asarray(layer.centres, dtype=np.float64).reshape(-1, 1, 2)
    dash = dash_of(layer.role, layer.dashed, named=False)
    pixels = cut(frame.to_pixels((middles + radii * circle).reshape(-1, 2)), frame.rect)
    return stroke(pixels, layer.role, layer.width / BASE_WIDTH, dash, style)


def rule(layer: Rule, frame: Frame, style: Style) -> Paint:
    """A line across the axes. Across x its label stands at its head; across y, in the legend."""
    rect = frame.rect
    x, y = frame.to_pixels(np.array([[layer.value, layer.value]]))[0]
    dash = dash_of(layer.role, layer.dashed, named=False)
    if layer.axis == "y":
        pixels = np.array([[rect.left(), y], [rect.right(), y]])
        return stroke(pixels, layer.role, layer.width, dash, style)
    pixels = np.array([[x, rect.top()], [x, rect.bottom()]])
    line = stroke(pixels, layer.role, layer.width, dash, style)
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
    box = box_of(text, font)
    inside = x + 6 + box.width() <= rect.right()
    left = x + 6 if inside else max(rect.left(), x - 6 - box.width())
    box.moveTo(left, rect.top() + 1)

    def paint(painter: QPainter) -> None:
        paint_grounds(painter, [(box, text)], style)
        paint_words(painter, [(box, text)], font, style.theme.colour("muted"))

    return paint


def _ink(role: str, width: float, style: Style, long: bool) -> QPen:
    """A pen for single lines; long or moving ones have square ends, for round ones are slow."""
    cap = Cap.RoundCap if style.fine and not long else Cap.SquareCap
    return style.pen(role, width * BASE_WIDTH, cap)


def _hair(role: str, style: Style) -> QPen:
    """One pixel of the screen, whatever it is zoomed and scaled by: a wider pen takes a time that
    goes with the square of what it has to draw, up to seconds."""
    made = QPen(style.theme.colour(role), 1.0)
    made.setCosmetic(True)
    return made


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
