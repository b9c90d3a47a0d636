"""The form: the knobs of a page, shown as the run has them."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.params import Knob, Params
from gui.i18n import follow_language
from gui.rows import make_row
from gui.widgets import button


class ParamForm(QWidget):
    """The rows of those knobs that stand in `place`. `changed` carries name and value."""

    changed = Signal(str, object)
    refused = Signal(str)

    def __init__(self, knobs: Mapping[str, Knob], place: str) -> None:
        super().__init__()
        self.rows = {n: make_row(n, knob) for n, knob in knobs.items() if knob.place == place}
        self.switched_on: list[str] = []
        """The labels of the knobs that are off by default and now are not."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for name, row in self.rows.items():
            row.moved.connect(partial(self.changed.emit, name))
            row.refused.connect(self.refused)
            follow_language(row.retranslate)
            column.addWidget(row)

    def show_params(self, params: Params) -> None:
        """Show the values of `params`, but for a knob on which a hand still rests."""
        self.switched_on = [
            row.knob.label
            for name, row in self.rows.items()
            if not row.knob.default and getattr(params, name)
        ]
        for name, row in self.rows.items():
            if not row.resting:
                row.show_value(getattr(params, name))


class Folded(QWidget):
    """A form behind a button, which says in `width` pixels what is in it."""

    def __init__(self, form: ParamForm, width: int) -> None:
        super().__init__()
        self.form, self._width, self._words = form, width, ("", "")
        self.button = button(self._turned, "more", checkable=True)
        self.inner = QWidget()
        self.column = QVBoxLayout(self.inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button)
        column.addWidget(self.inner)
        self.inner.hide()
        if not form.rows:
            self.hide()

    def unfold(self) -> None:
        """Show the form."""
        self.button.setChecked(True)
        self._turned()

    def _turned(self) -> None:
        self.inner.setVisible(self.button.isChecked())
        self.say(*self._words)

    def say(self, folded: str, unfolded: str) -> None:
        """The words on the button."""
        self._words = folded, unfolded
        words = unfolded if self.button.isChecked() else folded
        metrics = self.button.fontMetrics()
        self.button.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, self._width))
