"""The field of a value that runs."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class ValueField(QLineEdit):
    """Shows what runs, but for what is being typed.

    Return, Tab and all else that takes the focus away commit that: `typed` carries it, if it is
    another text. Esc puts back what runs.
    """

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._runs = ""
        self.editingFinished.connect(self._commit)

    def show_text(self, text: str) -> None:
        """Show `text`, which says what runs; caret and selection stay where it is no other."""
        self._runs = text
        if not self.isModified() and self.text() != text:
            self._put_back()

    def _put_back(self) -> None:
        self.setText(self._runs)
        self.setCursorPosition(0)  # of a long number the beginning is seen

    def _commit(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        if self.text() != self._runs:
            self.typed.emit(self.text())

    def event(self, event: QEvent) -> bool:
        """Put back on Esc, as soon as Qt asks who wants that key: the window takes it then."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
            and self.isModified()
        ):
            self._put_back()
        return super().event(event)
