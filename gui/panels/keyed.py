"""Panels without layers say in a legend what their colours mean."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from core.views import View
from gui.panels.legend import explained_name, marks_of_key, paint_legend
from gui.panels.legend_layout import MOST_OF_WIDTH, PRINTED, Legend, legend_of, placed
from gui.panels.memo import Memo
from gui.panels.panel import Panel

EDGE = 10
ENDLESS = 1e6
"""Pixels in which any legend finds room."""
BELOW = 4
"""Pixels between a legend and the picture."""


class KeyedPanel(Panel):
    """The key stands in rows at the top right, and the picture in the `body` below it or beside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._legend: Memo[Legend] = Memo()
        super().__init__(parent)

    def retranslate(self) -> None:
        self._legend = Memo()
        super().retranslate()

    def is_beside(self, view: Any) -> bool:
        """Whether the key stands at the left of the picture instead."""
        return False

    def fits_beside(self, view: Any) -> bool:
        """Whether the longest name finds room in half of the panel."""
        whole = legend_of(marks_of_key(view), ENDLESS, ENDLESS, self.theme, 0.0, PRINTED)
        entries = [entry for row in whole.rows for entry in row]
        widest = max((whole.gaps.of([entry]) for entry in entries), default=0.0)
        return widest < MOST_OF_WIDTH * self._room(beside=True)

    def _room(self, beside: bool) -> float:
        """Pixels across for the legend."""
        return (self.width() / 2 if beside else self.width()) - 2 * self.theme.pixels(EDGE)

    def legend(self, view: View) -> Legend:
        """What the legend says, in the width that there is."""
        marks, theme, beside = marks_of_key(view), self.theme, self.is_beside(view)
        width = self._room(beside)
        made_for = (marks, width, self.height(), theme)
        share = 1.0 if beside else PRINTED
        return self._legend.get(
            made_for, lambda: legend_of(marks, width, self.height(), theme, 0.0, share)
        )

    def body(self, view: Any) -> QRectF:
        """What the legend leaves of the panel."""
        legend, below = self.legend(view), self.theme.pixels(BELOW)
        whole = QRectF(self.rect())
        if not legend.rows:
            return whole
        if self.is_beside(view):
            return whole.adjusted(self.strip().right() + below, 0, 0, 0)
        return whole.adjusted(0, legend.height + below, 0, 0)

    def paint_key(self, painter: QPainter, view: View) -> None:
        """The legend over the body."""
        paint_legend(painter, self.legend(view), self.strip(), frozenset(), self.style_now())

    def tip(self, at: QPointF) -> str:
        """What the name under a pixel stands for."""
        entries = placed(self.legend(self.view), self.strip()) if self.view is not None else ()
        label = next((entry.mark.label for entry, rect in entries if rect.contains(at)), "")
        return explained_name(self.view, label) if label else ""

    def strip(self) -> QRectF:
        """Where the legend stands, from the top."""
        edge, view = self.theme.pixels(EDGE), self.view
        strip = QRectF(self.rect()).adjusted(edge, 2, -edge, 0)
        if view is not None and self.is_beside(view):
            strip.setWidth(min(self.legend(view).width + 2, self.width() / 2))
        return strip
