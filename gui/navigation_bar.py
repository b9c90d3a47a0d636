"""The bar at the left: home, the pages, and what belongs to the whole window."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from core.experiments import ENTRIES
from gui.i18n import follow_language, tr
from gui.keys import OPEN, with_keys
from gui.theme import Theme
from gui.widgets import IconButton, line

WIDTH = 56
"""Pixels; a button and its margin."""


class NavigationBar(QFrame):
    """One button per page. `chosen` carries a page's name, "" for the gallery."""

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
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(4)
        column.addWidget(self.home)
        column.addWidget(line())
        for made in self.pages.values():
            column.addWidget(made)
        column.addStretch(1)
        for made in (self.language, self.theme, self.help):
            column.addWidget(made)
        follow_language(self.retranslate)

    def mark(self, name: str, theme: Theme) -> None:
        """Show which page stands open."""
        for page, made in self.pages.items():
            made.setChecked(page == name)
        self.restyle(theme)

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
