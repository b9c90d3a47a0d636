"""The keys of the window, and the sheet that shows them."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from gui.i18n import tr
from gui.keys import ACTIONS, ANSWERS, GESTURES, OPENING, SHARED, STAGE, action_called, shown
from gui.scrolled import BAR, Scrolled
from gui.widgets import button, label

AROUND = 200
"""Pixels of a screen that the sheet leaves for its own frame, title and button, and for bars."""


def stage_rows() -> list[tuple[str, str]]:
    """The keys of a talk and what they do, translated."""
    acts = [*STAGE, *map(action_called, SHARED)]
    answers = f"{ANSWERS[0].keys[0]} – {ANSWERS[-1].keys[0]}", tr(ANSWERS[0].words)
    return [answers, *((" / ".join(map(shown, each.keys)), tr(each.words)) for each in acts)]


def rows() -> list[tuple[str, str]]:
    """The keys and what they do, translated, those that open pages in one row."""
    first, last = OPENING[0].keys[0], OPENING[-1].keys[0]
    acts = [(" / ".join(map(shown, each.keys)), tr(each.words)) for each in ACTIONS if each.keys]
    pages = [
        (f"{first} – 9, 0, {last}" if len(OPENING) > 9 else f"{first} – {last}", tr("Open a page"))
    ]
    return [*acts, *pages, *((key, tr(words)) for key, words in GESTURES)]


class ShortcutsDialog(QDialog):
    """A table of the keys, of a page or `on_stage`."""

    def __init__(self, parent: QWidget, style: str, on_stage: bool = False) -> None:
        super().__init__(parent)
        self.setStyleSheet(style)
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Shortcuts"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for row, (key, words) in enumerate(stage_rows() if on_stage else rows()):
            grid.addWidget(label(key, "strong"), row, 0)
            grid.addWidget(label(words), row, 1)
        close = button(self.accept)
        close.setText(tr("Close"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 20)
        column.setSpacing(16)
        column.addWidget(label(tr("Shortcuts"), "title"))
        table, wanted = Scrolled(grid, QPalette.ColorRole.Window), grid.sizeHint()
        room = self.screen().availableGeometry().height() - AROUND
        table.setMinimumHeight(min(wanted.height(), room))
        table.setMinimumWidth(wanted.width() + 2 * BAR)
        column.addWidget(table)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
