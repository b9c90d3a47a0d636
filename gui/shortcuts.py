"""The keys of the window, and the sheet that shows them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from gui.i18n import tr
from gui.widgets import button, label

KEYS: tuple[tuple[str, str], ...] = (
    ("Space", "Play or pause"),
    ("→", "Train one step"),
    ("R", "Begin again with the same seed"),
    ("Shift+R", "Begin again with a new seed"),
    ("F11", "Present: fill the screen with the pictures"),
    ("PageDown / PageUp", "Next or previous preset"),
    ("Esc", "Leave the presentation, or go to all pages"),
    ("1 – 9", "Open a page"),
    ("T", "Change between light and dark"),
    ("L", "Change the language"),
    ("Tab", "Go from one control to the next"),
    ("Shift + arrows", "Move the handle of the picture that has the focus"),
    ("?", "Show this sheet"),
)


class ShortcutsDialog(QDialog):
    """A table of the keys."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for row, (key, words) in enumerate(KEYS):
            grid.addWidget(label(key, "strong"), row, 0)
            grid.addWidget(label(tr(words)), row, 1)
        close = button(self.accept)
        close.setText(tr("Close"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(16)
        column.addWidget(label(tr("Shortcuts"), "title"))
        column.addLayout(grid)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
