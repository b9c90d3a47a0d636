"""Panels of items that can be picked, by mouse or keys."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from core.touches import Pick
from gui.panels.keyed import KeyedPanel

STEPS = {Qt.Key.Key_Comma: -1, Qt.Key.Key_Period: 1}


class PickablePanel(KeyedPanel):
    """A click picks an item, a second one lets go; comma and full stop go to the next."""

    items = ""
    """What a Pick calls the layer of the items."""

    def pickable(self, view: Any) -> bool:
        """Whether an item of `view` can be picked."""
        return bool(view.pickable)

    def touchable(self, view: Any) -> bool:
        return self.pickable(view)

    def item_at(self, view: Any, at: QPointF) -> int:
        """The item under a pixel; -1 where there is none."""
        raise NotImplementedError

    def count(self, view: Any) -> int:
        """How many items there are."""
        raise NotImplementedError

    def picked(self, view: Any) -> Sequence[int]:
        """The items that are picked."""
        return (view.picked,) if view.picked >= 0 else ()

    def pick(self, view: Any, index: int) -> Pick:
        """The touch that picks an item, or lets go with -1."""
        return Pick(self.items, index, key=key_of(view.keys, index))

    def pressed(self, view: Any, event: QMouseEvent) -> bool:
        if not self.pickable(view) or event.button() != Qt.MouseButton.LeftButton:
            return False
        index = self.item_at(view, event.position())
        if index >= 0:
            self.send(self.pick(view, -1 if index in self.picked(view) else index))
        return index >= 0

    def keyed(self, view: Any, event: QKeyEvent) -> bool:
        step, count = STEPS.get(Qt.Key(event.key())), self.count(view)
        if step is None or count == 0 or not self.pickable(view):
            return False
        place = next(iter(self.picked(view)), -1 if step > 0 else 0)
        self.send(self.pick(view, (place + step) % count))
        return True


def key_of(keys: Sequence[str], index: int) -> str:
    """What a layer calls its item; "" where it has no name for it."""
    return keys[index] if 0 <= index < len(keys) else ""
