"""The form: the knobs of a page, shown as the run has them."""

import time
from collections.abc import Mapping

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.params import Knob, Params, Value
from gui.rows import make_row

# What a person chose is shown this long, in seconds, before an older snapshot may overrule it.
PATIENCE = 1.5


class ParamForm(QWidget):
    """The rows of those knobs that stand in `place`. `changed` carries name and value."""

    changed = Signal(str, object)
    refused = Signal(str)

    def __init__(self, knobs: Mapping[str, Knob], place: str) -> None:
        super().__init__()
        self.rows = {n: make_row(knob) for n, knob in knobs.items() if knob.place == place}
        self._pending: dict[str, tuple[Value, float]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for name, row in self.rows.items():
            row.moved.connect(lambda value, name=name: self._moved(name, value))
            row.refused.connect(self.refused)
            column.addWidget(row)
        self.retranslate()

    def _moved(self, name: str, value: Value) -> None:
        self._pending[name] = (value, time.monotonic())
        self.changed.emit(name, value)

    def pending(self) -> dict[str, Value]:
        """What a person chose and no snapshot has shown yet."""
        return {name: value for name, (value, _) in self._pending.items()}

    def show_params(self, params: Params) -> None:
        """Show the values that the run has, save those that a person has only just chosen."""
        for name, row in self.rows.items():
            value = getattr(params, name)
            if name in self._pending:
                wish, since = self._pending[name]
                if value != wish and time.monotonic() - since < PATIENCE:
                    continue
                del self._pending[name]
            row.show_value(value)

    def retranslate(self) -> None:
        """Take the language of the window."""
        for row in self.rows.values():
            row.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
