"""A legend in rows at the top right, where two or more layers carry a label, or a rule does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from core.view_layers import Area, Arrows, Layer, Layers, Lines, Points, Rule
from gui.i18n import tr
from gui.panels.strokes import stroke
from gui.panels.style import Style
from gui.panels.symbols import scaled, symbol
from gui.theme import Theme

LABEL_SIZE = 12
SWATCH = 16
GAP = 6
BETWEEN = 14
"""Pixels of a swatch, between it and its text, and between two entries."""
THUMBNAIL = 150
"""Pixels of the shorter side of a panel below which there is no legend."""
MOST_OF_WIDTH = 0.96
MOST_ROWS = 3

SPEAKING = (Lines, Area, Points, Arrows, Rule)


class Mark(NamedTuple):
    """What a legend says of a layer; legends of equal marks are equal."""

    shape: type[Layer]
    role: str
    dashed: bool
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A mark, its text as it fits, and the pixels of that text."""

    mark: Mark
    text: str
    width: float


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries in rows, each of the height `line`."""

    rows: tuple[tuple[Entry, ...], ...]
    line: float

    @property
    def height(self) -> float:
        """Pixels of all rows."""
        return self.line * len(self.rows)


def legend_of(marks: Sequence[Mark], width: float, height: float, theme: Theme) -> Legend:
    """The legend of `marks` in a panel of this size."""
    metrics = QFontMetricsF(theme.font(LABEL_SIZE))
    line = metrics.height() + 2
    if min(width, height) < THUMBNAIL * theme.zoom:
        return Legend((), line)
    fixed = theme.pixels(SWATCH + GAP)
    between = theme.pixels(BETWEEN)
    room = MOST_OF_WIDTH * width
    rows: list[list[Entry]] = []
    left = room
    for mark in marks:
        text = metrics.elidedText(tr(mark.label), Qt.TextElideMode.ElideRight, room - fixed)
        wide = metrics.horizontalAdvance(text)
        if not rows or left + between + fixed + wide > room:
            rows.append([])
            left = -between
        rows[-1].append(Entry(mark, text, wide))
        left += between + fixed + wide
    return Legend(tuple(tuple(row) for row in rows[:MOST_ROWS]), line)


def marks_of(layers: Layers) -> tuple[Mark, ...]:
    """The marks of a legend: none where one label stands alone, unless it names a rule.

    A rule across x has its label at its end.
    """
    found = tuple(
        Mark(type(layer), layer.role, getattr(layer, "dashed", False), layer.label)
        for layer in layers.values()
        if isinstance(layer, SPEAKING) and layer.label and getattr(layer, "axis", "y") == "y"
    )
    return found if len(found) > 1 or any(mark.shape is Rule for mark in found) else ()


def paint_legend(painter: QPainter, legend: Legend, strip: QRectF, style: Style) -> None:
    """Rows from the top of `strip`, each ending at its right."""
    theme = style.theme
    font = theme.font(LABEL_SIZE)
    swatch, gap, between = theme.pixels(SWATCH), theme.pixels(GAP), theme.pixels(BETWEEN)
    for number, row in enumerate(legend.rows):
        whole = sum(swatch + gap + entry.width for entry in row) + between * (len(row) - 1)
        left = max(strip.left(), strip.right() - whole)
        top = strip.top() + number * legend.line
        for entry in row:
            box = QRectF(left, top + legend.line / 2 - 5, swatch, 10)
            _paint_swatch(painter, entry.mark, box, style)
            painter.setFont(font)
            painter.setPen(QColor(theme.muted))
            words = QRectF(left + swatch + gap, top, entry.width + 2, legend.line)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, entry.text)
            left += swatch + gap + entry.width + between


def _paint_swatch(painter: QPainter, mark: Mark, box: QRectF, style: Style) -> None:
    middle = box.center()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark.shape is Points:
        outline = scaled(symbol(mark.role), 8 * style.theme.zoom, middle.x(), middle.y())
        painter.fillPath(outline, style.pale(mark.role, 0.85))
    elif mark.shape is Area:
        painter.fillRect(box, style.pale(mark.role, 0.3))
    else:
        ends = np.array([[box.left(), middle.y()], [box.right(), middle.y()]])
        stroke(ends, mark.role, 1.2, mark.dashed, style)(painter)
