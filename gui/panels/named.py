"""Plots whose names switch the layers: by a click, or by the keys that go through them."""

from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from gui.panels.legend import family, paint_legend, paint_plate
from gui.panels.legend_layout import Legend, Mark, chip_at, legend_of, placed
from gui.panels.pickable import STEPS
from gui.panels.style import Style
from gui.panels.zoomable import ZoomablePanel

ROUND = 6
"""Pixels between the names of an unfolded legend and its edge."""


class NamedPanel(ZoomablePanel):
    """A click on a name hides its layer, or shows it again.

    Where there is no handle, comma and full stop go through the names, and Return does the same.
    Names that are folded away unfold over the picture under the pointer, or when a key comes to
    one of them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hidden: frozenset[str] = frozenset()
        """The labels of the layers that are not shown."""
        self.unfolded = False
        """Whether all names are shown over the picture."""
        self._named = ""

    def lettered(self, view: Any) -> tuple[Legend, QRectF]:
        """The legend and the strip in which it stands."""
        raise NotImplementedError

    def marks(self, view: Any) -> tuple[Mark, ...]:
        """All that the legend names, folded away or not."""
        raise NotImplementedError

    def switched(self) -> None:
        """Other layers are hidden than before."""

    def names(self, view: Any) -> dict[str, QRectF]:
        """Where the names of the layers stand."""
        legend, strip = self._seen_legend(view)
        return {entry.mark.name: rect for entry, rect in placed(legend, strip)}

    def plate(self, view: Any) -> QRectF:
        """What an unfolded legend covers, from the top right."""
        legend, strip = self._unfolded(view)
        width = min(legend.width + 2 * ROUND, self.width() - 2.0)
        box = QRectF(0, 1, width, legend.height + ROUND)
        box.moveRight(strip.right() + ROUND)
        return box

    def unfold(self, opened: bool) -> None:
        """Show all names over the picture, or no more."""
        opened = opened and bool(self.lettered(self.view)[0].more)
        if opened != self.unfolded:
            self.unfolded = opened
            self.update()

    def switch(self, name: str) -> None:
        """Hide the layer called `name` and those of its label, or show them again."""
        self.hidden ^= {self.view.layers[name].label}
        self.switched()
        self.update()

    def name_at(self, view: Any, at: QPointF) -> str:
        """The layer whose name lies under a pixel; empty where there is none."""
        found = (name for name, rect in self.names(view).items() if rect.contains(at))
        return next(found, "")

    def covered(self, view: Any, at: QPointF) -> bool:
        """Whether an unfolded legend lies over a pixel."""
        return self.unfolded and self.plate(view).contains(at)

    def paint_names(self, painter: QPainter, view: Any, style: Style) -> None:
        """All names over the picture, where they are unfolded."""
        if self.unfolded:
            paint_plate(painter, self.plate(view), style)
            paint_legend(painter, *self._unfolded(view), self.hidden, style)

    def pressed(self, view: Any, event: QMouseEvent) -> bool:
        at, left = event.position(), event.button() == Qt.MouseButton.LeftButton
        self._unfold_at(view, at)
        name = self.name_at(view, at)
        if name and left:
            self.switch(name)
        return bool(name and left) or self.covered(view, at) or super().pressed(view, event)

    def moved(self, view: Any, at: QPointF) -> None:
        if not self.holds():
            self._unfold_at(view, at)
        super().moved(view, at)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is elsewhere: what unfolded under it folds."""
        if self.view is not None:
            self.unfold(False)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys are elsewhere: nothing is lit for them."""
        self.light(None)
        self.rest_on(None)
        if self.view is not None:
            self.unfold(False)
        super().focusOutEvent(event)

    def keyed(self, view: Any, event: QKeyEvent) -> bool:
        if super().keyed(view, event):
            return True
        key, known = Qt.Key(event.key()), [mark.name for mark in self.marks(view)]
        if key in STEPS and known:
            place = known.index(self._named) + STEPS[key] if self._named in known else 0
            self._named = known[place % len(known)]
            self.light(family(view.layers, self._named))
            self.rest_on(frozenset({self._named}))
            self.unfold(self.unfolded or self._named not in self.names(view))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._named in known:
            self.switch(self._named)
            return True
        return False

    def _seen_legend(self, view: Any) -> tuple[Legend, QRectF]:
        return self._unfolded(view) if self.unfolded else self.lettered(view)

    def _unfolded(self, view: Any) -> tuple[Legend, QRectF]:
        _, strip = self.lettered(view)
        room = strip.width(), self.height() - 4.0
        return legend_of(self.marks(view), *room, self.theme, share=1.0), strip

    def _unfold_at(self, view: Any, at: QPointF) -> None:
        legend, strip = self.lettered(view)
        self.unfold(self.covered(view, at) or chip_at(legend, strip).contains(at))
