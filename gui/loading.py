"""What stands on a page before its first picture: that it loads, or why it cannot be opened."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.message import Message
from core.snapshot import Snapshot
from gui.i18n import follow_language, format_message

LOADING = Message("Loading")


class Loading(QLabel):
    """One sentence, in the middle; hidden by whoever has pictures to show."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._said = LOADING
        follow_language(self.retranslate)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Say why a page without a scene cannot be opened."""
        if snapshot.scene is None and snapshot.reason is not None:
            self._said = snapshot.reason
            self.retranslate()
            self.show()

    def retranslate(self) -> None:
        self.setText(format_message(self._said))
