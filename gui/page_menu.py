"""The menu of a page: actions of the one table that have no button of their own."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from gui.i18n import follow_language, tr
from gui.keys import KeyAction, action_called, shown
from gui.widgets import IconButton

GROUPS: tuple[tuple[str, ...], ...] = (
    ("open", "save", "save as"),
    ("copy link", "save script", "verify"),
    ("copy picture", "save picture", "save page"),
    ("save numbers", "save curves", "record film", "save past", "save hand-out", "record story"),
    ("undo", "redo"),
    ("replay", "latest", "course", "pin", "twin"),
    ("compare", "other run"),
    ("find", "keys"),
)
"""The names of the actions, with a line between two groups."""


def menu_of(
    parent: QWidget, groups: Sequence[Sequence[str]], choose: Callable[[KeyAction], object]
) -> QMenu:
    """A menu of actions by their names, with a line between two groups."""
    menu = QMenu(parent)
    for group in groups:
        menu.addSeparator()
        for name in group:
            action = action_called(name)
            keys = f"\t{shown(action.keys[0])}" if action.keys else ""
            menu.addAction(tr(action.words) + keys, partial(choose, action))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


class PageMenu(IconButton):
    """The three dots at the head of a page. `chosen` carries the action that a person chose."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("ellipsis", self.drop_down)
        self._recent: Callable[[], Sequence[KeyAction]] = tuple
        follow_language(self.retranslate)

    def serve(
        self, obey: Callable[[KeyAction], object], recent: Callable[[], Sequence[KeyAction]]
    ) -> None:
        """Have `obey` do what is chosen; `recent` are the sessions offered again."""
        self.chosen.connect(obey)
        self._recent = recent

    def drop_down(self) -> None:
        """Show the actions below the button."""
        menu = menu_of(self, GROUPS, self.chosen.emit)
        self._offer_recent(menu)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _offer_recent(self, menu: QMenu) -> None:
        """Under the action that opens any."""
        recent, below = self._recent(), [each for each in menu.actions() if each.text()][1]
        if recent:
            inner = QMenu(tr("Open one of the last sessions"), menu)
            menu.insertMenu(below, inner)
            for action in recent:
                words = action.words.replace("&", "&&")  # or it underlines the next letter
                inner.addAction(words, partial(self.chosen.emit, action))

    def retranslate(self) -> None:
        self.say(tr("Save, share and more"))
