"""A small dialog that says what came of something, and meanwhile how far it is."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout, QWidget

from core.mailbox import Mailbox
from gui.i18n import tr
from gui.widgets import button, label

POLL = 50
"""Milliseconds between two looks at the progress."""
WIDTH = 420
"""Pixels, which a sentence of some eighty letters fills twice."""


class Told(QDialog):
    """A title, then a bar or sentences; closing it ends what it waits for."""

    def __init__(self, parent: QWidget, title: str, style: str) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setStyleSheet(style)
        self.setWindowTitle(title)
        self.setMinimumWidth(WIDTH)
        self.closed = False
        self.finished.connect(self._note_closed)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.said: list[str] = []
        close = button(self.accept)
        close.setText(tr("Close"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 24, 24, 20)
        self._column.setSpacing(12)
        self._column.addWidget(label(title, "title"))
        self._column.addWidget(self.bar)
        self._column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)

    def _note_closed(self) -> None:
        self.closed = True

    def watch(self) -> Mailbox[tuple[int, int]]:
        """Where to say how many of how many are done."""
        steps: Mailbox[tuple[int, int]] = Mailbox()
        timer = QTimer(self, interval=POLL)
        timer.timeout.connect(lambda: self._show(steps.take()))
        timer.start()
        return steps

    def _show(self, done: tuple[int, int] | None) -> None:
        if done is not None:
            self.bar.setRange(0, max(1, done[1]))
            self.bar.setValue(done[0])

    def say(self, *sentences: str) -> None:
        """Say what came of it."""
        if self.closed:
            return
        self.bar.hide()
        self.said = [*sentences]
        for place, sentence in enumerate(sentences):
            self._column.insertWidget(1 + place, label(sentence, wrap=True))
