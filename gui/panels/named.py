"""Plots whose names switch the layers: by a click, or by the keys that go through them."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from gui.panels.legend import family
from gui.panels.pickable import STEPS
from gui.panels.zoomable import ZoomablePanel


class NamedPanel(ZoomablePanel):
    """A click on a name hides its layer, or shows it again.

    Where there is no handle, comma and full stop go through the names, and Return does the same.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hidden: frozenset[str] = frozenset()
        """The labels of the layers that are not shown."""
        self._named = ""

    def names(self, view: Any) -> dict[str, QRectF]:
        """Where the names of the layers stand."""
        raise NotImplementedError

    def switched(self) -> None:
        """Other layers are hidden than before."""

    def switch(self, name: str) -> None:
        """Hide the layer called `name` and those of its label, or show them again."""
        self.hidden ^= {self.view.layers[name].label}
        self.switched()
        self.update()

    def name_at(self, view: Any, at: QPointF) -> str:
        """The layer whose name lies under a pixel; empty where there is none."""
        found = (name for name, rect in self.names(view).items() if rect.contains(at))
        return next(found, "")

    def pressed(self, view: Any, event: QMouseEvent) -> bool:
        name = self.name_at(view, event.position())
        if name and event.button() == Qt.MouseButton.LeftButton:
            self.switch(name)
            return True
        return super().pressed(view, event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys are elsewhere: nothing is lit for them."""
        self.light(None)
        self.rest_on(None)
        super().focusOutEvent(event)

    def keyed(self, view: Any, event: QKeyEvent) -> bool:
        if super().keyed(view, event):
            return True
        key, known = Qt.Key(event.key()), [*self.names(view)]
        if key in STEPS and known:
            place = known.index(self._named) + STEPS[key] if self._named in known else 0
            self._named = known[place % len(known)]
            self.light(family(view.layers, self._named))
            self.rest_on(frozenset({self._named}))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._named in known:
            self.switch(self._named)
            return True
        return False
