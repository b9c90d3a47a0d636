"""The threshold of a picture's ink as a handle on the histogram of its levels."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen

from gui.theme import Theme
from gui.wheeled import DraggedSlider

LEVELS = 256
HANDLE = 7
"""The radius of the handle, in pixels."""
HEIGHT = 96


class LevelSlider(DraggedSlider):
    """A slider over 256 levels, below it how many pixels have each, on a logarithmic scale."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setRange(0, LEVELS - 1)
        self.setPageStep(10)
        self.setFixedHeight(HEIGHT)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._theme, self._heights, self._dark = theme, np.zeros(LEVELS), True

    def show_levels(self, histogram: Sequence[int], threshold: int, dark: bool) -> None:
        """Show how often each level comes, and on which side of the threshold the ink is."""
        heights = np.log1p(np.asarray(histogram, dtype=float))
        self._heights, self._dark = heights / max(heights.max(), 1e-9), dark
        if not self.isSliderDown():
            self.blockSignals(True)
            self.setValue(threshold)
            self.blockSignals(False)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * LEVELS, HEIGHT)

    def _place(self, level: float) -> float:
        return HANDLE + level / (LEVELS - 1) * (self.width() - 2 * HANDLE)

    def follow(self, at: QPointF) -> None:
        share = (at.x() - HANDLE) / max(1, self.width() - 2 * HANDLE)
        self.setValue(round(share * (LEVELS - 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The levels of the ink in the colour of text, those of the ground pale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base, top = self.height() - 2.0, 2.0 * HANDLE + 2
        at = self._place(self.value() + 0.5)
        path = QPainterPath(QPointF(self._place(0), base))
        for level, height in enumerate(self._heights):
            path.lineTo(self._place(level), base - height * (base - top))
        path.lineTo(self._place(LEVELS - 1), base)
        ink, ground = QColor(self._theme.text), QColor(self._theme.hairline)
        for is_left in (True, False):
            left, right = (0.0, at) if is_left else (at, float(self.width()))
            painter.setClipRect(QRectF(left, 0, right - left, self.height()))
            painter.fillPath(path, ink if is_left == self._dark else ground)
        painter.setClipping(False)
        painter.setPen(QPen(QColor(self._theme.hairline), 1))
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
        painter.setPen(QPen(QColor(self._theme.accent), 2))
        painter.drawLine(QPointF(at, HANDLE), QPointF(at, base))
        painter.setBrush(QColor(self._theme.surface))
        painter.drawEllipse(QPointF(at, HANDLE + 1), HANDLE - 1, HANDLE - 1)
        painter.end()
