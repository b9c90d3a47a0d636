"""A legend in rows at the top right, where two or more layers carry a label, or a rule does."""

from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from core.marks import Area, Arrows, Layer, Layers, Lines, Points, Rule
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

Labelled = Lines | Area | Points | Arrows | Rule


@dataclass(frozen=True, slots=True)
class Entry:
    """A layer, its text as it fits, and the pixels of that text."""

    layer: Labelled
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


def legend_of(layers: Layers, width: float, height: float, theme: Theme) -> Legend:
    """The legend of a panel of this size."""
    metrics = QFontMetricsF(theme.font(LABEL_SIZE))
    line = metrics.height() + 2
    entries = labelled(layers)
    if min(width, height) < THUMBNAIL * theme.zoom:
        return Legend((), line)
    fixed = theme.pixels(SWATCH + GAP)
    between = theme.pixels(BETWEEN)
    room = MOST_OF_WIDTH * width
    rows: list[list[Entry]] = []
    left = room
    for layer in entries:
        text = metrics.elidedText(tr(layer.label), Qt.TextElideMode.ElideRight, room - fixed)
        wide = metrics.horizontalAdvance(text)
        if not rows or left + between + fixed + wide > room:
            rows.append([])
            left = -between
        rows[-1].append(Entry(layer, text, wide))
        left += between + fixed + wide
    return Legend(tuple(tuple(row) for row in rows[:MOST_ROWS]), line)


def labelled(layers: Layers) -> list[Labelled]:
    """The layers of a legend: none where one label stands alone, unless it names a rule."""
    found = [layer for layer in layers.values() if _speaks(layer)]
    return found if len(found) > 1 or any(isinstance(layer, Rule) for layer in found) else []


def _speaks(layer: Layer) -> TypeGuard[Labelled]:
    """Whether a layer carries a label; a rule across x has its own at its end."""
    if isinstance(layer, Rule):
        return bool(layer.label) and layer.axis == "y"
    return isinstance(layer, Lines | Area | Points | Arrows) and bool(layer.label)


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
            _paint_swatch(painter, entry.layer, box, style)
            painter.setFont(font)
            painter.setPen(QColor(theme.muted))
            words = QRectF(left + swatch + gap, top, entry.width + 2, legend.line)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, entry.text)
            left += swatch + gap + entry.width + between


def _paint_swatch(painter: QPainter, layer: Labelled, box: QRectF, style: Style) -> None:
    middle = box.center()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    match layer:
        case Points():
            mark = scaled(symbol(layer.role), 8 * style.theme.zoom, middle.x(), middle.y())
            painter.fillPath(mark, style.pale(layer.role, 0.85))
        case Area():
            painter.fillRect(box, style.pale(layer.role, 0.3))
        case Lines() | Arrows() | Rule():
            ends = np.array([[box.left(), middle.y()], [box.right(), middle.y()]])
            dashed = isinstance(layer, Lines | Rule) and layer.dashed
            stroke(ends, layer.role, 1.2, dashed, style)(painter)
