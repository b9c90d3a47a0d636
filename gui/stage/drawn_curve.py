"""A curve that the audience predicts by hand, and beside it what the run has shown."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from core.stories.story import Beat
from gui.drags import Dragged
from gui.i18n import tr
from gui.theme import Theme

Drawn = tuple[tuple[float, float], ...]
MARGIN = 10
"""Pixels round the curves."""
LEAST = 150
"""Pixels of height in which a curve can be drawn."""


class DrawnCurve(Dragged, QWidget):
    """A field over the steps of a beat. `drawn` carries points as shares of width and height.

    What counts is the shape: the run's curve fills the height, from its least to its largest value.
    """

    drawn = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._drawn: list[tuple[float, float]] = []
        self._real: list[tuple[float, float]] = []
        self._open, self._held = True, False
        self.setMinimumHeight(LEAST)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def show_curves(self, drawn: Drawn, real: tuple[Any, Any] | None, beat: Beat) -> None:
        """Show what was drawn and what came of it, so far."""
        self._open, self._steps = real is None or not len(real[0]), beat.steps
        if drawn != tuple(self._drawn) and not self._held:
            self._drawn = list(drawn)
        self._real = [] if real is None else _shares(*real, beat.trained, beat.steps)
        self.update()

    def holds(self) -> bool:
        return self._held

    def grasp(self, at: QPointF) -> None:
        """Begin a curve."""
        if self._open:
            self._held, self._drawn = True, []
            self.follow(at)

    def let_go(self) -> None:
        """It is drawn."""
        self._held = False
        self.drawn.emit(tuple(self._drawn))

    def follow(self, at: QPointF) -> None:
        """Go on with it; it never goes back."""
        inner = self._inner()
        x = min(max((at.x() - inner.left()) / inner.width(), 0.0), 1.0)
        y = min(max((inner.bottom() - at.y()) / inner.height(), 0.0), 1.0)
        self._drawn = [point for point in self._drawn if point[0] < x] + [(x, y)]
        self.update()

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The field, the drawn curve dashed and pale, the run's over it."""
        painter, theme = QPainter(self), self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.hairline))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if not self._drawn and not self._real:
            painter.setPen(QColor(theme.muted))
            painter.setFont(theme.font(13))
            painter.drawText(self._inner(), Qt.AlignmentFlag.AlignCenter, tr("Draw the curve here"))
        self._stroke(painter, self._drawn, QPen(QColor(theme.muted), 3, Qt.PenStyle.DashLine))
        self._stroke(painter, self._real, QPen(QColor(theme.model), 3))
        painter.end()

    def _stroke(self, painter: QPainter, points: list[tuple[float, float]], pen: QPen) -> None:
        inner = self._inner()
        painter.setPen(pen)
        line = QPolygonF()
        for x, y in points:
            line.append(
                QPointF(inner.left() + x * inner.width(), inner.bottom() - y * inner.height())
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()


def _shares(steps: Any, values: Any, first: int, last: int) -> list[tuple[float, float]]:
    """Steps and values (N,) as shares of the field."""
    known = np.isfinite(values) & (steps >= first)
    x, y = steps[known], values[known]
    if len(x) < 2:
        return []
    low, high = float(y.min()), float(y.max())
    across = (x - first) / max(last - first, 1)
    up = (y - low) / (high - low or 1.0)
    return list(zip(across.tolist(), up.tolist(), strict=True))
