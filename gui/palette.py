"""The command palette: what can be done, found by a few letters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.i18n import tr
from gui.widgets import label

WIDTH, ROWS, ROW = 560, 10, 34
"""Pixels of the palette, the entries in view, and pixels of one."""
TOP = 72
"""Pixels from the top of the page."""
START, NEXT, WHOLE, EARLY = 8.0, 5.0, 16.0, 0.02
"""What a letter counts at the start of a word, after the one before, in what was typed as it
stands, and less for each of the words."""


@dataclass(frozen=True)
class Found:
    """Something that can be done: `words` in the language of the window, the `source` in English.

    `kind` says what it is, `keys` what does it too, and `act` does it.
    """

    words: str
    source: str
    kind: str
    act: Callable[[], object]
    keys: str = ""


def match(typed: str, words: str) -> float:
    """How well the letters of `typed` stand in `words` in their order; 0 where they do not.

    >>> match("lr", "Learning rate") > match("lr", "Pull of the law or so")
    True
    >>> match("xyz", "Learning rate")
    0.0
    """
    score, place, last = 1.0, 0, -2
    lower, whole = words.lower(), typed.lower().strip()
    if whole in lower:
        begins = any(_begins(lower, i) for i in range(len(lower)) if lower.startswith(whole, i))
        return len(whole) * (WHOLE + (START if begins else 0.0)) - EARLY * len(words)
    for letter in typed.lower().replace(" ", ""):
        starts = (i for i in range(place, len(lower)) if lower[i] == letter and _begins(lower, i))
        there = lower.find(letter, place)
        if there < 0:
            return 0.0
        start = next(starts, -1)
        at = there if there == last + 1 or start < 0 else start
        score += 1.0 + (NEXT if at == last + 1 else 0.0) + (START if at == start else 0.0)
        place, last = at + 1, at
    return score - EARLY * len(words)


def _begins(words: str, at: int) -> bool:
    return at == 0 or not words[at - 1].isalnum()


def ranked(typed: str, all_found: Sequence[Found]) -> list[Found]:
    """Those that match, the best first; all, as they stand, where nothing is typed."""
    if not typed.strip():
        return list(all_found)
    scores = {id(f): max(match(typed, f.words), match(typed, f.source)) for f in all_found}
    matching = [each for each in all_found if scores[id(each)] > 0]
    return sorted(matching, key=lambda each: -scores[id(each)])


class Palette(QDialog):
    """A line to type in, and what fits; arrows choose, Enter does it, Esc closes."""

    def __init__(self, parent: QWidget, all_found: Sequence[Found]) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._all, self.shown = all_found, list[Found]()
        self.field, self.list = QLineEdit(), QListWidget()
        self.field.setPlaceholderText(tr("Find an action, a page, a preset, a knob or a number"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.list.setObjectName("found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _item: self.choose())
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.field)
        column.addWidget(self.list)
        width = min(WIDTH, parent.width() - 32)
        self.setFixedWidth(width)
        self.list.setFixedHeight(ROWS * ROW)
        self.move(parent.mapToGlobal(QPoint((parent.width() - width) // 2, TOP)))
        self._filter("")
        self.field.setFocus()

    def _filter(self, typed: str) -> None:
        self.shown = ranked(typed, self._all)
        self.list.clear()
        for each in self.shown:
            self._add(each)
        self.list.setCurrentRow(0)

    def _add(self, found: Found) -> None:
        row, item = QWidget(), QListWidgetItem()
        line = QHBoxLayout(row)
        line.setContentsMargins(10, 0, 10, 0)
        line.addWidget(label(found.words), 1)
        line.addWidget(label(found.keys or tr(found.kind), "muted"))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{found.words}, {tr(found.kind)}")
        item.setSizeHint(QSize(0, max(ROW, row.sizeHint().height())))
        self.list.addItem(item)
        self.list.setItemWidget(item, row)

    def choose(self) -> None:
        """Do what is marked, after the palette has gone."""
        row = self.list.currentRow()
        found = self.shown[row] if 0 <= row < len(self.shown) else None
        self.close()
        if found is not None:
            found.act()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Arrows move the mark, Enter does what is marked, Esc closes."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1,
                 Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps and self.shown:
            last, row = len(self.shown) - 1, self.list.currentRow() + steps[key]
            self.list.setCurrentRow(min(max(row, 0), last))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True
