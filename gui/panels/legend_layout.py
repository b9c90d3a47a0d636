"""Where the names of a legend stand: in rows, and what finds no room there behind "+3"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF

from core.view_layers import Layer
from gui.i18n import tr
from gui.panels.reading_text import written
from gui.theme import Theme

LABEL_SIZE = 12
WIDE, TIGHT = (16, 6, 14), (10, 4, 8)
"""Pixels of a swatch, between it and its text, and between two entries: usual, and least."""
NARROWEST = 44
"""Pixels of a column in which a name can be told."""
MOST_OF_WIDTH = 0.96
MOST_OF_HEIGHT = 0.25
"""Share of a panel that a legend may take on the screen; one row it always has."""
PRINTED = 0.5
"""The same on paper, where nothing can be unfolded."""


class Mark(NamedTuple):
    """What a legend says of the layer `name`; legends of equal marks are equal.

    The shape is that of the layer, or the form of a key; the role of a field is its scale, whose
    colours stand for what lies between its `ends`.
    """

    name: str
    shape: type[Layer] | str
    role: str
    dashed: bool
    label: str
    ends: tuple[float, float] | None = None

    @property
    def text(self) -> str:
        """What is written beside its swatch."""
        if self.ends is None:
            return tr(self.label)
        low, high = self.ends
        pale = (low + high) / 2 if self.role == "sign" else 0.0  # which looks like nought
        aside = abs(pale) > 0.01 * (high - low)
        numbers = [written(each, ".2g") for each in ((low, pale, high) if aside else (low, high))]
        return f"{tr(self.label)} {('…' if aside else ' … ').join(numbers)}"


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


Rows = tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """Entries in rows, each of the height `line`; `more` marks are folded away behind a number.

    The number takes `chip` pixels at the end of the last row.
    """

    rows: Rows
    line: float
    gaps: Gaps
    more: int = 0
    chip: float = 0.0

    @property
    def height(self) -> float:
        """Pixels of all rows."""
        return self.line * len(self.rows)

    @property
    def width(self) -> float:
        """Pixels of the longest row."""
        return max((self.gaps.of(row) for row in self.rows), default=0.0)


def legend_of(
    marks: Sequence[Mark],
    width: float,
    height: float,
    theme: Theme,
    taken: float = 0.0,
    share: float = MOST_OF_HEIGHT,
) -> Legend:
    """The legend of `marks` in a panel of this size, of whose first row `taken` pixels are.

    Names that find no room in its `share` of the height move together; then some are folded
    away, those of what is dashed last of all. Where it may take more than usual, nothing is.
    """
    metrics = QFontMetricsF(theme.font(LABEL_SIZE))
    line, room = metrics.height() + 2, MOST_OF_WIDTH * width
    wide, tight = (Gaps(*map(theme.pixels, each)) for each in (WIDE, TIGHT))
    most = max(1, int(share * height / line))
    rows = _in_order(_entries(marks, metrics), wide, room, taken)
    if len(rows) <= most and _fits(rows, wide, room, taken):
        return Legend(rows, line, wide)
    rows = _packed(_entries(marks, metrics), tight, room, taken)
    if len(rows) <= most and _fits(rows, tight, room, taken):
        return Legend(rows, line, tight)
    if share > MOST_OF_HEIGHT:
        return Legend(_in_columns(marks, tight, room - taken, most, metrics), line, tight)
    chip = metrics.horizontalAdvance(more(len(marks))) + tight.between
    rows = _folded(marks, tight, (room, taken, chip), most, metrics)
    return Legend(rows, line, tight, len(marks) - sum(map(len, rows)), chip)


def more(count: int) -> str:
    """What stands for so many names."""
    return f"+{count}"


def _entries(
    marks: Sequence[Mark], metrics: QFontMetricsF, room: float = float("inf")
) -> list[Entry]:
    texts = [mark.text for mark in marks]
    if room < float("inf"):
        texts = [metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) for text in texts]
    pairs = zip(marks, texts, strict=True)
    return [Entry(mark, text, metrics.horizontalAdvance(text)) for mark, text in pairs]


def _fits(rows: Rows, gaps: Gaps, room: float, taken: float) -> bool:
    return all(gaps.of(row) <= room - taken * (n == 0) for n, row in enumerate(rows))


def _in_order(entries: Sequence[Entry], gaps: Gaps, room: float, taken: float) -> Rows:
    rows: list[list[Entry]] = []
    for entry in entries:
        left = room - taken if len(rows) == 1 else room
        if not rows or gaps.of([*rows[-1], entry]) > left:
            rows.append([])
        rows[-1].append(entry)
    return tuple(map(tuple, rows))


def _packed(entries: Sequence[Entry], gaps: Gaps, room: float, taken: float) -> Rows:
    """The longest names first, each in the first row that has room for it; rows in order."""
    rows: list[list[Entry]] = [[]]
    for entry in sorted(entries, key=lambda each: -each.width):
        fits = (r for i, r in enumerate(rows) if gaps.of([*r, entry]) <= room - taken * (i == 0))
        row = next(fits, None)
        if row is None:
            rows.append(row := [])
        row.append(entry)
    places = {id(entry): place for place, entry in enumerate(entries)}
    return tuple(tuple(sorted(row, key=lambda entry: places[id(entry)])) for row in rows)


def _folded(
    marks: Sequence[Mark],
    gaps: Gaps,
    rooms: tuple[float, float, float],
    most: int,
    metrics: QFontMetricsF,
) -> Rows:
    """The rows of as many names as fit, those of what is dashed first; of these alone names are
    cut, to what one row has for each."""
    room, taken, chip = rooms
    kept: dict[Mark, Entry] = {}
    dashed = sum(mark.dashed for mark in marks)
    each = (room - taken - chip) / max(1, -(-dashed // most)) - gaps.swatch - gaps.gap
    for mark in sorted(marks, key=lambda mark: not mark.dashed):
        cut = each - gaps.between if mark.dashed else float("inf")
        trial = kept | {mark: _entries([mark], metrics, cut)[0]}
        rows = _packed([trial[one] for one in marks if one in trial], gaps, room - chip, taken)
        if len(rows) <= most and _fits(rows, gaps, room - chip, taken):
            kept = trial
    return _packed([kept[one] for one in marks if one in kept], gaps, room - chip, taken)


def _in_columns(
    marks: Sequence[Mark], gaps: Gaps, room: float, most: int, metrics: QFontMetricsF
) -> Rows:
    """As many columns as bring all into `most` rows, or as can be read."""
    across = min(-(-len(marks) // most), max(1, int(room / NARROWEST)))
    each = (room + gaps.between) / across - gaps.between - gaps.swatch - gaps.gap
    entries = _entries(marks, metrics, each)
    return tuple(tuple(entries[at : at + across]) for at in range(0, len(entries), across))


def placed(legend: Legend, strip: QRectF) -> list[tuple[Entry, QRectF]]:
    """Each entry with its rectangle: rows from the top of `strip`, each ending at its right."""
    gaps = legend.gaps
    found = []
    for number, row in enumerate(legend.rows):
        last = number == len(legend.rows) - 1
        left = strip.right() - gaps.of(row) - (legend.chip if last else 0.0)
        left = max(strip.left(), left)
        top = strip.top() + number * legend.line
        for entry in row:
            wide = gaps.of([entry])
            found.append((entry, QRectF(left, top, wide + 2, legend.line)))
            left += wide + gaps.between
    return found


def chip_at(legend: Legend, strip: QRectF) -> QRectF:
    """Where the number of those that are folded away stands; nothing where there are none."""
    if not legend.more:
        return QRectF()
    top = strip.top() + (len(legend.rows) - 1) * legend.line
    return QRectF(strip.right() - legend.chip + 2, top, legend.chip - 2, legend.line)
