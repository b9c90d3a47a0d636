"""The tab of the lesson: its text, and under it what a step asks to turn or to press."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from core.params import Knob, Params
from gui.i18n import follow_language
from gui.lesson import Lesson
from gui.row import Row
from gui.rows import make_row


class LessonTab(QWidget):
    """`turn` takes a knob's name and value from a hand."""

    def __init__(
        self, lesson: Lesson, knobs: Mapping[str, Knob], turn: Callable[[str, object], None]
    ) -> None:
        super().__init__()
        self.lesson, self._knobs, self._turn = lesson, knobs, turn
        self.rows: dict[str, Row] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(lesson, 1)
        self._buttons: list[QPushButton] = []
        follow_language(self.retranslate)

    def bring(self, names: Sequence[str], buttons: Sequence[QPushButton]) -> None:
        """Have the knobs called `names` and `buttons` at hand, and nothing else."""
        for former in (*self.rows.values(), *self._buttons):
            self._column.removeWidget(former)
            former.hide()
            former.deleteLater()
        self.rows = {name: make_row(name, self._knobs[name]) for name in names}
        self._buttons = list(buttons)
        for name, row in self.rows.items():
            row.moved.connect(partial(self._turn, name))
        for widget in (*self.rows.values(), *self._buttons):
            self._column.addWidget(widget)
        self.retranslate()

    def show_params(self, params: Params) -> None:
        """Show the values of `params`, but for a knob on which a hand still rests."""
        for name, row in self.rows.items():
            if not row.resting:
                row.show_value(getattr(params, name))

    def retranslate(self) -> None:
        for row in self.rows.values():
            row.retranslate()
