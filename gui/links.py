"""What a hand points at in one picture or in the formula lights what it means in the others."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui.cards import Card
from gui.focus_ring import Spot
from gui.panels import Panel
from gui.theme import Theme

NOTHING: frozenset[str] = frozenset()


class Links(QObject):
    """Between the `cards` of `grid`; `linked` are the names of what shows a number.

    They end with the grid: a formula outlives it, and would light pictures that are gone.
    """

    def __init__(
        self, grid: QWidget, cards: Mapping[str, Card], linked: frozenset[str], theme: Theme
    ) -> None:
        super().__init__(grid)
        self._cards, self._linked = cards, linked
        self._formula: Panel | None = None
        self.glow = Spot(self, theme)
        """Round a view that is lit as a whole."""
        for name, card in cards.items():
            card.over.connect(partial(self._rest_on, name))

    def join(self, formula: Panel) -> None:
        """Have the terms of `formula` light what they mean, and the other way round."""
        if formula is not self._formula:
            self._formula = formula
            formula.over.connect(self.light)

    def _rest_on(self, view: str, names: frozenset[str] | None) -> None:
        """The pointer is in the picture called `view`, on what is called `names` there."""
        found = NOTHING if names is None else (names | {view}) & self._linked
        if self._formula is not None:
            self._formula.light(found)
        self.light(found - {view})

    def light(self, names: frozenset[str] | None) -> None:
        """Light what is called `names` in all pictures: numbers, layers, or a whole view."""
        names = names or NOTHING
        for card in self._cards.values():
            card.light(names)
        self.glow.follow(next((self._cards[name] for name in self._cards if name in names), None))
