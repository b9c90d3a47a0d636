"""One of the answers among which an audience chooses."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from gui.widgets import label


class Choice(QFrame):
    """A sign and words on as many lines as it takes; `chosen` by a click."""

    chosen = Signal()

    def __init__(self, words: str) -> None:
        super().__init__()
        self.setObjectName("choice")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(words)
        self.sign, self.words = label(name="muted"), label(words, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(14)
        row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    def show_state(self, sign: str, marked: bool, open_: bool) -> None:
        """Say by which key it is chosen, or that it is right; `marked` stands out."""
        self.sign.setText(sign)
        self.setEnabled(open_ or marked)
        if self.property("marked") != marked:
            self.setProperty("marked", marked)
            self.style().polish(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.chosen.emit()
