"""The preview of a table or a text: how it was read, its rows, and the points that it becomes."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from core.data.brought import Rows
from core.views import CLASSES, Plane, Points, frozen, role_of_class
from gui.i18n import tr
from gui.panels import panel_for
from gui.rows_table import RowsTable, listed
from gui.theme import Theme
from gui.widgets import label

if TYPE_CHECKING:
    from core.door import Reading

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blanks",
              "，": "full-width comma", "": "none"}  # fmt: skip
DECIMALS = {".": "point, 4.8", ",": "comma, 4,8"}
DATES = {"day": "day first, 31/12", "month": "month first, 12/31"}
HEADERS = {True: "names above", False: "no names"}


class TablePart(QWidget):
    """`changed` carries choices by which the table is to be read again."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.options = QGridLayout()
        self.table = RowsTable(theme)
        self.table.taken.connect(self._take_for)
        self.panel = panel_for(scatter(np.zeros((0, 2)), ()))
        self.panel.restyle(theme)
        self.reading: Reading | None = None
        self._offered: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self.options)
        column.addWidget(self.table, 3)
        column.addWidget(self.panel, 2)

    def show_reading(self, reading: "Reading") -> None:
        """Show what was read."""
        self.reading = reading
        self._clear()
        if reading.table is not None:
            self._offer_choices(reading)
        self.table.show_reading(reading)
        rows = reading.brought
        self.panel.setVisible(isinstance(rows, Rows))
        if isinstance(rows, Rows):
            self.panel.draw(scatter(_in_a_plane(rows), rows.labels, self._axes(reading)), True)

    def _axes(self, reading: "Reading") -> tuple[str, ...]:
        if reading.table is None or reading.points is None:
            return ("x", "y")
        return tuple(reading.table.columns[place].name for place in reading.points.columns)

    def _clear(self) -> None:
        for widget in self._offered:
            self.options.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._offered = []

    def _offer_choices(self, reading: "Reading") -> None:
        """A list for each choice, with its name above."""
        from core.importing.encoding import ENCODINGS

        table, settled = reading.table, reading.choices.table
        assert table is not None
        offered: list[tuple[str, str, dict[Any, str], Any]] = [
            ("separator", "Separator", SEPARATORS, settled.separator),
            ("decimal", "Decimal sign", DECIMALS, settled.decimal),
            ("encoding", "Encoding", ENCODINGS, settled.encoding),
            ("header", "Header", HEADERS, settled.header),
        ]
        if settled.dates is not None:
            offered.append(("dates", "Dates", DATES, settled.dates))
        for place, (name, words, values, now) in enumerate(offered):
            guessed = f" · {tr('guessed')}" if name in table.guessed else ""
            control = listed(values, now, partial(self._read_as, name))
            control.setAccessibleName(tr(words))
            for row, widget in enumerate((label(tr(words) + guessed, "muted"), control)):
                self.options.addWidget(widget, row, place)
                self._offered.append(widget)

    def _read_as(self, name: str, value: Any) -> None:
        from core.door import Choices

        assert self.reading is not None
        table = replace(self.reading.choices.table, **{name: value})
        self.changed.emit(Choices(table=table))  # other columns may be meant then

    def _take_for(self, place: int, role: str) -> None:
        """Take a column for x, y or the label; what it was taken from is taken for nothing."""
        from core.door import Choices
        from core.importing.points import PointChoices

        assert self.reading is not None
        wanted, points = self.reading.takes.columns, self.reading.choices.points
        names = [name for name in wanted if name != "label"]
        taken: dict[str, int | None] = dict(zip(names, points.columns or (), strict=False))
        taken["label"] = points.label
        for name, there in taken.items():
            if there == place:
                taken[name] = taken.get(role)  # the two change places
        if role:
            taken[role] = place
        columns = tuple(there for name in names if (there := taken.get(name)) is not None)
        if len(columns) == len(names):
            chosen = PointChoices(columns, taken["label"])
            self.changed.emit(Choices(table=self.reading.choices.table, points=chosen))


def _in_a_plane(rows: Rows) -> Any:
    """Its first two coordinates (N, 2); a lone one lies on a line."""
    numbers = rows.numbers
    return numbers[:, :2] if numbers.shape[1] > 1 else np.c_[numbers[:, 0], 0 * numbers[:, 0]]


def scatter(
    places: Any, labels: Sequence[str], axes: Sequence[str] = ("x", "y"), equal: bool = False
) -> Plane:
    """Points (N, 2), a colour for each label, and their names with how many there are."""
    low, high = (places.min(0), places.max(0)) if len(places) else (np.zeros(2), np.ones(2))
    room = 0.05 * np.maximum(high - low, 1e-9)
    (left, bottom), (right, top) = (low - room).tolist(), (high + room).tolist()
    names = list(dict.fromkeys(labels)) or [""]
    chosen = np.array(labels) if labels else np.full(len(places), "")
    layers = {
        name or "points": Points(
            frozen(places[chosen == name]),
            role=role_of_class(number) if name else "data",
            label=f"{name} {int((chosen == name).sum())}" if name else "",
        )
        for number, name in enumerate(names[:CLASSES])
    }
    x, y = (*axes, "", "")[:2]
    return Plane(
        title="What was read", layers=layers, bounds=(left, right, bottom, top), equal=equal,
        x_label=x, y_label=y,
    )  # fmt: skip
