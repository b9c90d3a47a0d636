"""Rows of a table that was read: what each column is taken for, and what became of each row."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from core.data.brought import Lines
from gui.i18n import format_message, tr
from gui.theme import Theme
from gui.wheeled import Choices

if TYPE_CHECKING:
    from core.door import Reading

ROWS, LEFT_OUT = 12, 60
"""So many rows from the beginning, and so many of those that were left out."""


class RowsTable(QTableWidget):
    """`taken` carries the place of a column and what a person takes it for, "" for nothing."""

    taken = Signal(int, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._warning = QColor(theme.warning)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setAccessibleName(tr("The first rows"))
        self.verticalHeader().hide()

    def show_reading(self, reading: "Reading") -> None:
        """Show its first rows and those that were left out, or its first lines."""
        self.clear()
        if reading.table is not None:
            self._show_table(reading)
        elif isinstance(reading.brought, Lines):
            self._show_lines(reading.brought)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        if reading.table is not None:
            ends = {0, self.columnCount() - 1} if reading.points is not None else {0}
            for place in ends:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)

    def _show_table(self, reading: "Reading") -> None:
        table, points = reading.table, reading.points
        assert table is not None
        fates = points.fates(table) if points is not None else None
        out = [n for n, fate in enumerate(fates or ()) if fate.text.startswith("left out")]
        rows = sorted({*range(min(ROWS, len(table))), *out[:LEFT_OUT]})
        columns = table.columns
        names = [f"{column.name} {column.unit}".strip() for column in columns]
        first = int(points is not None)  # below what the columns are taken for
        self._shape(
            first + len(rows),
            [tr("line of the file"), *names, *[tr("what became of it")] * bool(fates)],
        )
        if points is not None:
            self._offer_roles(reading)
        for place, row in enumerate(rows, first):
            is_out = row in out
            self._put(place, 0, str(table.lines[row]), True, is_out)
            for number, column in enumerate(columns, 1):
                self._put(place, number, column.cells[row], column.kind != "labels", is_out)
            if fates:
                self._put(place, len(columns) + 1, format_message(fates[row]), False, is_out)

    def _offer_roles(self, reading: "Reading") -> None:
        """Above each column what it is taken for."""
        wanted, points = reading.takes.columns, reading.choices.points
        assert reading.table is not None
        chosen = [*(points.columns or ()), *([points.label] if points.label is not None else [])]
        roles = {"": tr("not used"), **{each: each for each in wanted}}
        for place, column in enumerate(reading.table.columns):
            role = wanted[chosen.index(place)] if place in chosen else ""
            control = listed(roles, role, partial(self.taken.emit, place))
            control.setAccessibleName(column.name)
            self.setCellWidget(0, place + 1, control)

    def _show_lines(self, lines: Lines) -> None:
        self._shape(min(ROWS, len(lines.texts)), [tr("text"), *[tr("label")] * bool(lines.labels)])
        for row, text in enumerate(lines.texts[:ROWS]):
            self._put(row, 0, text, False)
            if lines.labels:
                self._put(row, 1, lines.labels[row], False)

    def _shape(self, rows: int, names: Sequence[str]) -> None:
        self.setColumnCount(len(names))
        self.setRowCount(rows)
        self.setHorizontalHeaderLabels(list(names))

    def _put(self, row: int, column: int, text: str, is_number: bool, is_out: bool = False) -> None:
        made = QTableWidgetItem(text)
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        made.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        if is_out:
            made.setForeground(self._warning)
        self.setItem(row, column, made)


def listed(values: Mapping[Any, str], now: Any, act: Callable[[Any], object]) -> Choices:
    """A list of values by their words, of which `now` is chosen; a choice is acted on."""
    made = Choices()
    keys = list(values) if now in values else [now, *values]
    made.addItems([tr(values.get(key, str(key))) for key in keys])
    made.setCurrentIndex(keys.index(now))
    made.activated.connect(lambda index: act(keys[index]))
    return made
