"""Panels with a line in which a person types."""

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from core.touches import Type
from core.views import Search, Tokens
from gui.panels.pickable import PickablePanel
from gui.panels.text_input import TextInput
from gui.theme import Theme

EDGE = 10
ENTRY_HEIGHT = 34


class TypedPanel(PickablePanel):
    """The line stands below the key, where the view has one; `below` it is the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = TextInput(self)
        self.entry.textEdited.connect(self._typed)
        self.entry.restyle(self.theme)

    def draw(self, view: Any, fine: bool, run: int = 0, answered: int = 0) -> None:
        super().draw(view, fine, run, answered)
        self.entry.take(view, answered)  # the same view may answer more than before

    def received(self, view: Tokens | Search) -> None:
        self._place_entry()

    def _typed(self, text: str) -> None:
        self.entry.asked = self.send(Type(text))

    def restyle(self, theme: Theme) -> None:
        super().restyle(theme)
        self.entry.restyle(theme)
        self._place_entry()

    def retranslate(self) -> None:
        super().retranslate()
        self._place_entry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_entry()

    def below(self, view: Any) -> QRectF:
        """The part of the panel for the picture."""
        body, edge = self.body(view), self.theme.pixels(EDGE)
        entry = edge / 2 + self.theme.pixels(ENTRY_HEIGHT) if view.entry else 0
        return body.adjusted(edge, entry + edge, -edge, -edge / 2)

    def _place_entry(self) -> None:
        if self.view is not None:
            edge, high = self.theme.pixels(EDGE), self.theme.pixels(ENTRY_HEIGHT)
            top = int(self.body(self.view).top()) + edge // 2
            self.entry.setGeometry(edge, top, self.width() - 2 * edge, high)
