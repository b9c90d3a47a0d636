"""Panels without layers say in a legend what their colours mean."""

from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from core.views import View
from gui.panels.legend import explained_name, marks_of_key, paint_legend
from gui.panels.legend_layout import PRINTED, Legend, legend_of, placed
from gui.panels.memo import Memo
from gui.panels.panel import Panel

EDGE = 10
BELOW = 4
"""Pixels between a legend and the picture."""


class KeyedPanel(Panel):
    """The key stands in rows at the top right, and the picture in the `body` below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._legend: Memo[Legend] = Memo()
        super().__init__(parent)

    def retranslate(self) -> None:
        self._legend = Memo()
        super().retranslate()

    def legend(self, view: View) -> Legend:
        """What the legend says, in the width that there is."""
        marks, theme = marks_of_key(view), self.theme
        width, height = self.width() - 2 * theme.pixels(EDGE), self.height()
        made_for = (marks, width, height, theme)
        return self._legend.get(
            made_for, lambda: legend_of(marks, width, height, theme, 0.0, PRINTED)
        )

    def body(self, view: Any) -> QRectF:
        """What the legend leaves of the panel."""
        high = self.legend(view).height
        return QRectF(self.rect()).adjusted(0, high + self.theme.pixels(BELOW) if high else 0, 0, 0)

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
        edge = self.theme.pixels(EDGE)
        return QRectF(self.rect()).adjusted(edge, 2, -edge, 0)
