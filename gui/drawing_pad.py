"""A square on which a figure is drawn by the mouse; the page gets it as it would get a picture."""

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.drags import Dragged
from gui.theme import CORNER, Theme

SIDE, PEN = 200, 18
"""Of the square and of the pen, in pixels."""
ROOM = 1.3
"""So many times as long as the figure is the side of its picture, as in sets of digits."""


class DrawingPad(Dragged, QWidget):
    """`drawn` carries the figure so far, as the bytes of a picture, when the pen is lifted."""

    drawn = Signal(bytes)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedSize(SIDE, SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._theme, self._last, self._held = theme, QPointF(), False
        self._ink = QImage(SIDE, SIDE, QImage.Format.Format_Alpha8)
        self.clear()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return self._within.isNull()

    def clear(self) -> None:
        """Take the figure away."""
        self._ink.fill(0)
        self._within = QRect()
        self.update()

    def holds(self) -> bool:
        return self._held

    def grasp(self, at: QPointF) -> None:
        """Set the pen down."""
        self._held, self._last = True, at
        self.follow(at + QPointF(0.1, 0))

    def let_go(self) -> None:
        """Lift the pen."""
        self._held = False
        if not self.is_empty:
            self.drawn.emit(self.picture())

    def follow(self, at: QPointF) -> None:
        """Draw."""
        painter = QPainter(self._ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_ones = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(Qt.GlobalColor.black, PEN, Qt.PenStyle.SolidLine, *round_ones))
        painter.drawLine(self._last, at)
        painter.end()
        half = PEN // 2
        for end in (self._last, at):
            corner = end.toPoint() - QPoint(half, half)
            self._within = self._within.united(QRect(corner, QSize(PEN, PEN)))
        self._within &= self._ink.rect()
        self._last = at
        self.update()

    def picture(self) -> bytes:
        """The figure in the middle of a white square, as digits stand in theirs."""
        side = round(ROOM * max(self._within.width(), self._within.height()))
        paper = QImage(side, side, QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        corner = paper.rect().center() - QPoint(
            self._within.width() // 2, self._within.height() // 2
        )
        painter.drawImage(corner, self._ink, self._within)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        paper.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The square, and the ink in the colour of text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.hairline)))
        painter.setBrush(QColor(self._theme.field))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        ink = QImage(self._ink.size(), QImage.Format.Format_ARGB32_Premultiplied)
        ink.fill(QColor(self._theme.text))
        mask = QPainter(ink)
        mask.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        mask.drawImage(0, 0, self._ink)
        mask.end()
        painter.drawImage(0, 0, ink)
        painter.end()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.update()
