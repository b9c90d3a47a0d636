"""The preview of pictures: the first of them, side by side, with their classes."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.data.brought import Pictures, Pixels
from core.params import Knob
from gui.preview_figure import Picture
from gui.rows import make_row
from gui.theme import Theme
from gui.widgets import Elided

if TYPE_CHECKING:
    from core.door import Reading

COLUMNS, ROWS = 8, 4


COUNT = "How many pictures stand above or beside each other, where the file is a sheet of them."
SHEET = {
    "rows": Knob("Rows of pictures", COUNT, 1, 1, 100, live=True),
    "columns": Knob("Columns of pictures", COUNT, 1, 1, 100, live=True),
    "classes": Knob(
        "Classes are", "What of a sheet are its classes, where the page learns classes.", "rows",
        choices=("rows", "columns", "none"), live=True,
    ),
}  # fmt: skip


class PicturesPart(QWidget):
    """`changed` carries choices by which one picture is to be cut into several."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.rows = {name: make_row(name, knob) for name, knob in SHEET.items()}
        self.reading: Reading | None = None
        self._shown: list[QWidget] = []
        choices = QHBoxLayout()
        choices.setSpacing(24)
        for name, row in self.rows.items():
            row.retranslate()
            row.moved.connect(partial(self._cut, name))
            choices.addWidget(row, 1 + bool(row.knob.choices))
        self._choices = QWidget()
        self._choices.setLayout(choices)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._choices)
        column.addLayout(self._grid, 1)

    def show_reading(self, reading: "Reading") -> None:
        """Show some pictures of each class, or the one that it is."""
        self.reading, brought = reading, reading.brought
        several = isinstance(brought, Pictures)
        self._choices.setVisible(not several or reading.sheet is not None)
        for name, row in self.rows.items():
            row.show_value(getattr(reading.choices.sheet, name) or row.knob.default)
        pictures, labels = (brought.pictures, brought.labels) if several else ((brought,), ())
        self._clear()
        for place, number in enumerate(spread(labels, len(pictures), COLUMNS * ROWS)):
            line, column = divmod(place, COLUMNS)
            picture, words = Picture(), Elided("muted")
            picture.show_pixels(_bytes(pictures[number]))
            words.say(labels[number] if labels else "")
            self._grid.addWidget(picture, 2 * line, column)
            self._grid.addWidget(words, 2 * line + 1, column)
            self._grid.setRowStretch(2 * line, 1)
            self._shown += [picture, words]

    def _clear(self) -> None:
        for widget in self._shown:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = []
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)

    def _cut(self, name: str, value: Any) -> None:
        from core.door import Choices

        assert self.reading is not None
        self.changed.emit(Choices(sheet=replace(self.reading.choices.sheet, **{name: value})))


def spread(labels: tuple[str, ...], count: int, most: int) -> list[int]:
    """At most `most` of `count` places, those of each label as often as those of any other."""
    if not labels:
        return list(range(min(count, most)))
    turns: dict[str, int] = {}
    order = []
    for place, label in enumerate(labels):
        turns[label] = turns.get(label, 0) + 1
        order.append((turns[label], place))
    return sorted(place for _, place in sorted(order)[:most])


def _bytes(picture: Pixels) -> npt.NDArray[np.uint8]:
    return (picture * 255).round().astype(np.uint8)
