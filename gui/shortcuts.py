"""The keys of the window, and the sheet that shows them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from gui.i18n import tr
from gui.keys import ACTIONS, GESTURES, OPENING, shown
from gui.widgets import button, label


def rows() -> list[tuple[str, str]]:
    """The keys and what they do, translated, those that open pages in one row."""
    first, last = OPENING[0].keys[0], OPENING[-1].keys[0]
    acts = [(" / ".join(map(shown, action.keys)), tr(action.words)) for action in ACTIONS]
    pages = [
        (f"{first} – 9, 0, {last}" if len(OPENING) > 9 else f"{first} – {last}", tr("Open a page"))
    ]
    return [*acts, *pages, *((key, tr(words)) for key, words in GESTURES)]


class ShortcutsDialog(QDialog):
    """A table of the keys."""

    def __init__(self, parent: QWidget, style: str) -> None:
        super().__init__(parent)
        self.setStyleSheet(style)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for row, (key, words) in enumerate(rows()):
            grid.addWidget(label(key, "strong"), row, 0)
            grid.addWidget(label(words), row, 1)
        close = button(self.accept)
        close.setText(tr("Close"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(16)
        column.addWidget(label(tr("Shortcuts"), "title"))
        column.addLayout(grid)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
