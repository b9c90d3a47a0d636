"""Pictures that light what a hand points at elsewhere, and say what it points at here."""

from typing import Any

from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QWidget

from gui.panels.tipped import Tipped


class Linked(Tipped):
    """Shows `view`, whose parts have names; those of the same name in several pictures go together.

    `over` carries the names of what the pointer rests on, none beside them, or None where it has
    left.
    """

    over = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: Any = None
        self.lit: frozenset[str] = frozenset()
        """The names of what is lit here."""
        self.rests_on: frozenset[str] | None = None
        """What `over` said last."""

    def names_at(self, view: Any, at: QPointF) -> frozenset[str]:
        """What lies under a pixel, by the names that views give to their parts."""
        return frozenset()

    def lights(self, view: Any) -> frozenset[str]:
        """The names of all that can be lit."""
        return frozenset(getattr(view, "layers", ()))

    def light(self, names: frozenset[str] | None) -> None:
        """Light those of `names` that are here, and no others."""
        here = frozenset() if self.view is None else (names or frozenset()) & self.lights(self.view)
        if here != self.lit:
            self.lit = here
            self.update()

    def rest_on(self, names: frozenset[str] | None) -> None:
        """The pointer, or the key that chooses, is on `names` now."""
        if names != self.rests_on:
            self.rests_on = names
            self.over.emit(names)
