"""The grid: the cards of a page, the hero large, the others beside and below."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from core.commands import ApplyTouch, Command
from core.snapshot import Snapshot
from core.touches import Touch
from core.views import RUN_CHART, Views
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
    """Lays out one card per view. `send` takes an ApplyTouch command and gives its number."""

    def __init__(
        self,
        scene: "Scene",
        views: Views,
        theme: Theme,
        send: Callable[[Command], int],
    ) -> None:
        super().__init__()
        self.setObjectName("cards")
        self._send = send
        self.cards = {n: Card(view, theme, partial(self._touch, n)) for n, view in views.items()}
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

    def _touch(self, name: str, touch: Touch) -> int:
        return self._send(ApplyTouch(name, touch))

    def _fill(self, layout: QVBoxLayout | QHBoxLayout, names: Sequence[str]) -> None:
        for name in names:
            layout.addWidget(self.cards[name], 1)

    def draw(self, snapshot: Snapshot) -> None:
        """Show the views of `snapshot`."""
        for name, view in snapshot.views.items():
            self.cards[name].draw(view, snapshot.fine, snapshot.run, snapshot.answered)

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        for card in self.cards.values():
            card.restyle(theme)
