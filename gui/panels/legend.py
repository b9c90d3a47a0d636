"""A legend in rows at the top right, where two or more layers carry a label, or a rule does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from core.view_layers import Area, Arrows, Layer, Layers, Lines, Points, Rings, Rule
from gui.i18n import tr
from gui.panels.strokes import dash_of, stroke
from gui.panels.style import Style
from gui.panels.symbols import scaled, symbol
from gui.theme import Theme

LABEL_SIZE = 12
WIDE, TIGHT = (16, 6, 14), (10, 4, 8)
"""Pixels of a swatch, between it and its text, and between two entries: usual, and least."""
NARROWEST = 44
"""Pixels of a column in which a name can be told."""
MOST_OF_WIDTH = 0.96
MOST_OF_HEIGHT = 0.5

SPEAKING = (Lines, Area, Points, Arrows, Rings, Rule)


class Mark(NamedTuple):
    """What a legend says of the layer `name`; legends of equal marks are equal."""

    name: str
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


class Gaps(NamedTuple):
    """Pixels of a swatch, between it and its text, and between two entries."""

    swatch: float
    gap: float
    between: float

    def of(self, row: Sequence[Entry]) -> float:
        """Pixels of a row."""
        names = sum(self.swatch + self.gap + entry.width for entry in row)
        return names + self.between * max(0, len(row) - 1)


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries in rows, each of the height `line`."""

    rows: tuple[tuple[Entry, ...], ...]
    line: float
    gaps: Gaps

    @property
    def height(self) -> float:
        """Pixels of all rows."""
        return self.line * len(self.rows)


def legend_of(
    marks: Sequence[Mark], width: float, height: float, theme: Theme, taken: float = 0.0
) -> Legend:
    """The legend of `marks` in a panel of this size, of whose first row `taken` pixels are.

    Where names find no room they move together; then they stand in columns, and long ones end in
    an ellipsis. What is dashed is the last to go.
    """
    metrics = QFontMetricsF(theme.font(LABEL_SIZE))
    line, room = metrics.height() + 2, MOST_OF_WIDTH * width
    wide, tight = (Gaps(*map(theme.pixels, each)) for each in (WIDE, TIGHT))
    most = max(1, int(MOST_OF_HEIGHT * height / line))
    rows = _in_order(
        _entries(marks, room - taken - wide.swatch - wide.gap, metrics), wide, room, taken
    )
    if len(rows) <= most:
        return Legend(rows, line, wide)
    entries = _entries(marks, room - taken - tight.swatch - tight.gap, metrics)
    rows = _packed(entries, tight, room, taken)
    if len(rows) > most:
        rows = _in_columns(marks, tight, room, taken, most, metrics)
    return Legend(rows, line, tight)


Rows = tuple[tuple[Entry, ...], ...]


def _entries(marks: Sequence[Mark], room: float, metrics: QFontMetricsF) -> list[Entry]:
    texts = [metrics.elidedText(tr(m.label), Qt.TextElideMode.ElideRight, room) for m in marks]
    pairs = zip(marks, texts, strict=True)
    return [Entry(mark, text, metrics.horizontalAdvance(text)) for mark, text in pairs]


def _in_order(entries: Sequence[Entry], gaps: Gaps, room: float, taken: float) -> Rows:
    rows: list[list[Entry]] = []
    for entry in entries:
        left = room - taken if len(rows) == 1 else room
        if not rows or gaps.of([*rows[-1], entry]) > left:
            rows.append([])
        rows[-1].append(entry)
    return tuple(map(tuple, rows))


def _packed(entries: Sequence[Entry], gaps: Gaps, room: float, taken: float) -> Rows:
    """The longest names first, each in the first row that has room for it."""
    rows: list[list[Entry]] = [[]]
    for entry in sorted(entries, key=lambda each: -each.width):
        fits = (r for i, r in enumerate(rows) if gaps.of([*r, entry]) <= room - taken * (i == 0))
        row = next(fits, None)
        if row is None:
            rows.append(row := [])
        row.append(entry)
    return tuple(tuple(row) for row in rows if row)


def _in_columns(
    marks: Sequence[Mark], gaps: Gaps, room: float, taken: float, most: int, metrics: QFontMetricsF
) -> Rows:
    """As many columns as bring all into `most` rows, or as can be read."""
    across = min(-(-len(marks) // most), max(1, int(room / NARROWEST)))
    each = (room - taken + gaps.between) / across - gaps.between - gaps.swatch - gaps.gap
    kept = sorted(marks, key=lambda mark: not mark.dashed)[: across * most]
    entries = _entries([mark for mark in marks if mark in kept], each, metrics)
    return tuple(tuple(entries[at : at + across]) for at in range(0, len(entries), across))


def marks_of(layers: Layers) -> tuple[Mark, ...]:
    """The marks of a legend: none where one label stands alone, unless it names a rule.

    Layers of one label share a mark, that of the first. A rule across x has its label at its end.
    """
    found: dict[str, Mark] = {}
    for name, layer in layers.items():
        if isinstance(layer, SPEAKING) and layer.label and getattr(layer, "axis", "y") == "y":
            dashed = getattr(layer, "dashed", False)
            found.setdefault(layer.label, Mark(name, type(layer), layer.role, dashed, layer.label))
    marks = tuple(found.values())
    return marks if len(marks) > 1 or any(mark.shape is Rule for mark in marks) else ()


def shown(layers: Layers, hidden: frozenset[str]) -> dict[str, Layer]:
    """The layers whose labels are not `hidden`."""
    return {n: layer for n, layer in layers.items() if getattr(layer, "label", "") not in hidden}


def family(layers: Layers, name: str) -> frozenset[str]:
    """The layers that share the label of `name`, and itself."""
    label = getattr(layers.get(name), "label", "")
    others = (each for each in layers if label and getattr(layers[each], "label", "") == label)
    return frozenset({name, *others})


def placed(legend: Legend, strip: QRectF) -> list[tuple[Entry, QRectF]]:
    """Each entry with its rectangle: rows from the top of `strip`, each ending at its right."""
    gaps = legend.gaps
    found = []
    for number, row in enumerate(legend.rows):
        left = max(strip.left(), strip.right() - gaps.of(row))
        top = strip.top() + number * legend.line
        for entry in row:
            wide = gaps.of([entry])
            found.append((entry, QRectF(left, top, wide + 2, legend.line)))
            left += wide + gaps.between
    return found


def paint_legend(
    painter: QPainter, legend: Legend, strip: QRectF, hidden: frozenset[str], style: Style
) -> None:
    """A swatch and a name for each layer; those that are `hidden` are struck."""
    theme, (swatch, gap, _) = style.theme, legend.gaps
    for entry, rect in placed(legend, strip):
        font, gone = QFont(theme.font(LABEL_SIZE)), entry.mark.label in hidden
        painter.setOpacity(0.4 if gone else 1.0)
        box = QRectF(rect.left(), rect.center().y() - 5, swatch, 10)
        _paint_swatch(painter, entry.mark, box, style)
        painter.setOpacity(1.0)
        font.setStrikeOut(gone)
        painter.setFont(font)
        painter.setPen(QColor(theme.muted))
        words = rect.adjusted(swatch + gap, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, entry.text)


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
        stroke(ends, mark.role, 1.2, dash_of(mark.role, mark.dashed, named=True), style)(painter)
