"""What lies over the stage: a pointer and a pen that fade, and a black screen."""

import math
import time
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QCursor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.panels.panel import UNTOUCHED
from gui.theme import Theme

STAYS, FADES = 4.0, 1.5
"""Seconds that a stroke of the pen stays, and in which it then fades."""
TRAIL = 0.5
"""Seconds in which the trail of the pointer fades."""
THICK, DOT = 5, 9
"""Pixels of the pen, and of half the pointer, without the zoom."""
FRAME = 25
"""Milliseconds between two pictures while something fades."""


class _Spot(NamedTuple):
    """A place of the pen or the pointer, and when it was there; `begins` a stroke."""

    at: QPointF
    when: float
    begins: bool


class Overlay(QWidget):
    """Covers its parent; the mouse goes through but where there is a pen or a pointer."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self.tool, self.black = "", False
        self._pen: list[_Spot] = []
        self._trail: list[_Spot] = []
        self._timer = QTimer(self, interval=FRAME)
        self._timer.timeout.connect(self._fade)
        self.setMouseTracking(True)
        self._cover()

    def take(self, tool: str) -> None:
        """Have the "pointer" or the "pen"; the one that is there goes."""
        self.tool = "" if tool == self.tool else tool
        self._trail.clear()
        self._cover()

    def blacken(self, black: bool) -> None:
        """Show nothing at all, or what there is."""
        self.black = black
        self._cover()

    def _cover(self) -> None:
        self.setAttribute(UNTOUCHED, not self.tool)
        self.setCursor(Qt.CursorShape.BlankCursor if self.tool == "pointer" or self.black
                       else Qt.CursorShape.CrossCursor)  # fmt: skip
        shows = bool(self.black or self.tool or self._pen)
        self.setVisible(shows)
        if shows:
            self.raise_()
        if self.tool == "pointer":
            at = QPointF(self.mapFromGlobal(QCursor.pos()))
            self._trail.append(_Spot(at, time.monotonic(), True))
        self.update()

    @property
    def strokes(self) -> int:
        """Strokes of the pen that have not faded."""
        return sum(spot.begins for spot in self._pen)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if self.tool == "pen":
            self._add(self._pen, event, True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a stroke, or move the pointer."""
        if self.tool == "pointer":
            self._add(self._trail, event, False)
        elif self.tool == "pen" and event.buttons() & Qt.MouseButton.LeftButton:
            self._add(self._pen, event, False)

    def _add(self, spots: list[_Spot], event: QMouseEvent, begins: bool) -> None:
        spots.append(_Spot(event.position(), time.monotonic(), begins))
        self._timer.start()
        self.update()

    def _fade(self) -> None:
        """Drop what has faded."""
        now = time.monotonic()
        self._trail = [*(s for s in self._trail[:-1] if now - s.when < TRAIL), *self._trail[-1:]]
        kept = [spot for spot in self._pen if now - spot.when < STAYS + FADES]
        if kept and len(kept) < len(self._pen):
            kept[0] = kept[0]._replace(begins=True)
        self._pen = kept
        if not kept and len(self._trail) < 2:
            self._timer.stop()
        self.setVisible(bool(self.black or self.tool or kept))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Nothing, or strokes and pointer, or black."""
        painter = QPainter(self)
        if self.black:
            painter.fillRect(self.rect(), QColor("black"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        now, colour = time.monotonic(), QColor(self._theme.warning)
        pen = QPen(
            colour, self._theme.pixels(THICK), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
        )
        for before, spot in zip(self._pen, self._pen[1:], strict=False):
            if not spot.begins:
                colour.setAlphaF(_left(now - spot.when - STAYS, FADES))
                pen.setColor(colour)
                painter.setPen(pen)
                painter.drawLine(before.at, spot.at)
        painter.setPen(Qt.PenStyle.NoPen)
        for spot in self._trail:
            last = spot is self._trail[-1]
            colour.setAlphaF(0.9 if last else 0.4 * _left(now - spot.when, TRAIL))
            painter.setBrush(colour)
            radius = self._theme.pixels(DOT) * (1.0 if last else 0.6)
            painter.drawEllipse(spot.at, radius, radius)
        painter.end()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()


def _left(seconds: float, fades: float) -> float:
    """The share that is left after so many seconds of fading."""
    return 1.0 if seconds <= 0 else max(0.0, math.cos(min(seconds / fades, 1.0) * math.pi / 2))
