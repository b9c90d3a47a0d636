"""The grid: the cards of a page, the hero large, the others beside and below."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.commands import ApplyTouch
from core.snapshot import Snapshot
from core.views import RUN_CHART, AnyView, Views
from gui.cards import Card
from gui.theme import Theme

if TYPE_CHECKING:
    from core.scene import Scene

GAP = 12
"""Pixels between two cards."""
HERO, SIDE = 56, 30
"""Shares of the width."""
UPPER, STRIP = 52, 15
"""Shares of the height."""


class ViewGrid(QWidget):
    """Lays out one card per view. `touched` carries an ApplyTouch command."""

    touched = Signal(object)

    def __init__(self, scene: "Scene", views: Views, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("cards")
        self.cards = {name: self._card(name, view, theme) for name, view in views.items()}
        self._drawn: dict[str, tuple[AnyView, bool]] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.addWidget(self.cards[scene.hero], 0, 0)
        if scene.side:
            side = QVBoxLayout()
            side.setSpacing(GAP)
            self._fill(side, scene.side)
            grid.addLayout(side, 0, 1)
            grid.setColumnStretch(1, SIDE)
        grid.setColumnStretch(0, HERO)
        strip = QHBoxLayout()
        strip.setSpacing(GAP)
        self._fill(strip, [*scene.strip, RUN_CHART])
        grid.addLayout(strip, 1, 0, 1, 2)
        grid.setRowStretch(0, UPPER)
        grid.setRowStretch(1, STRIP + (4 if scene.strip else 0))

    def _card(self, name: str, view: AnyView, theme: Theme) -> Card:
        card = Card(view, theme)
        card.touched.connect(lambda touch: self.touched.emit(ApplyTouch(name, touch)))
        return card

    def _fill(self, layout: QVBoxLayout | QHBoxLayout, names: Sequence[str]) -> None:
        for name in names:
            layout.addWidget(self.cards[name], 1)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the views that are new."""
        for name, view in snapshot.views.items():
            wanted = (view, snapshot.fine)
            drawn = self._drawn.get(name)
            if drawn is None or drawn[0] is not view or drawn[1] != snapshot.fine:
                self._drawn[name] = wanted
                self.cards[name].draw(view, snapshot.fine)

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        for card in self.cards.values():
            card.restyle(theme)
