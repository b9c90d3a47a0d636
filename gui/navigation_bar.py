"""The bar at the left: home, the pages, and what belongs to the whole window."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from core.experiments import ENTRIES
from gui.i18n import follow_language, tr
from gui.keys import OPEN, with_keys
from gui.scrolled import Scrolled
from gui.theme import Theme
from gui.widgets import IconButton, line

WIDTH = 56
"""Pixels; a button and its margin."""
MARGIN = 8
"""Pixels that are seen above and below the page that stands open."""


class NavigationBar(QFrame):
    """One button per page, hidden at first. `chosen` carries a page's name, "" for the gallery."""

    chosen = Signal(str)
    language_asked = Signal()
    theme_asked = Signal()
    help_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setFixedWidth(WIDTH)
        self.home = IconButton("house", partial(self.chosen.emit, ""))
        self.pages = {
            entry.name: IconButton(entry.icon, partial(self.chosen.emit, entry.name), True)
            for entry in ENTRIES
        }
        self.language = IconButton("languages", self.language_asked.emit)
        self.theme = IconButton("moon", self.theme_asked.emit)
        self.help = IconButton("keyboard", self.help_asked.emit)
        column = QVBoxLayout(self)
        column.setContentsMargins(7, 12, 0, 12)
        column.setSpacing(4)
        column.addWidget(self.home)
        column.addWidget(line(), alignment=Qt.AlignmentFlag.AlignLeft)
        pages = QVBoxLayout()
        pages.setContentsMargins(0, 0, 0, 0)
        pages.setSpacing(4)
        for made in self.pages.values():
            pages.addWidget(made)
        pages.addStretch(1)
        self._scrolled = Scrolled(pages)
        self._marked = self.home
        column.addWidget(self._scrolled, 1)
        for made in (self.language, self.theme, self.help):
            column.addWidget(made)
        self.hide()
        follow_language(self.retranslate)

    def mark(self, name: str, theme: Theme) -> None:
        """Show which page stands open."""
        for page, made in self.pages.items():
            made.setChecked(page == name)
        self._marked = self.pages.get(name, self.home)
        self._reveal()
        self.restyle(theme)

    def _reveal(self) -> None:
        """Scroll to the page that stands open, once all has its place."""
        QTimer.singleShot(
            0, self, lambda: self._scrolled.ensureWidgetVisible(self._marked, 0, MARGIN)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page that stands open in sight."""
        super().resizeEvent(event)
        self._reveal()

    def retranslate(self) -> None:
        self.home.say(tr("All pages"))
        for entry in ENTRIES:
            self.pages[entry.name].say(with_keys(OPEN + entry.name))
        self.language.say(with_keys("language"))
        self.theme.say(with_keys("theme"))
        self.help.say(with_keys("keys"))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for made in (self.home, *self.pages.values(), self.language, self.theme, self.help):
            made.restyle(theme)
