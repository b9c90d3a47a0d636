"""The form: the knobs of a page, shown as the run has them."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.params import Knob, Params
from gui.i18n import follow_language
from gui.rows import make_row


class ParamForm(QWidget):
    """The rows of those knobs that stand in `place`. `changed` carries name and value."""

    changed = Signal(str, object)
    refused = Signal(str)

    def __init__(self, knobs: Mapping[str, Knob], place: str) -> None:
        super().__init__()
        self.rows = {n: make_row(n, knob) for n, knob in knobs.items() if knob.place == place}
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
        for name, row in self.rows.items():
            if not row.resting:
                row.show_value(getattr(params, name))
