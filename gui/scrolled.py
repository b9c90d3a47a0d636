"""What is longer than its room: scrolled by wheel, bar, keys, or a finger."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QLayout, QScrollArea, QScroller, QWidget

FADED = 24
"""Pixels at the foot over which a column fades that goes on below it."""
BAR = 8
"""Pixels that the bar takes, as the style sheet has it."""


def by_finger(area: QAbstractScrollArea) -> None:
    """Have a finger scroll `area`; a mouse that drags there does what it did."""
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)


class Fade(QWidget):
    """Over the last pixels of a column that goes on: what is cut there is seen to be cut."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """From nothing to the ground on which the column stands."""
        ground = self.palette().color(self.backgroundRole())
        gradient = QLinearGradient(0, 0, 0, self.height())
        gradient.setColorAt(1, ground)
        ground.setAlpha(0)
        gradient.setColorAt(0, ground)
        painter = QPainter(self)
        painter.fillRect(self.rect(), gradient)
        painter.end()


class Scrolled(QScrollArea):
    """`layout` in a column as wide as its room, scrolled up and down where it is too long.

    It fades at its foot while more lies below, into the colour of `ground`.
    """

    def __init__(
        self, layout: QLayout, ground: QPalette.ColorRole = QPalette.ColorRole.Base
    ) -> None:
        super().__init__()
        self._fade = Fade(self)
        self._fade.setBackgroundRole(ground)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._fade_foot)
        bar.rangeChanged.connect(self._fade_foot)
        self._inner = QWidget()
        self._inner.setLayout(layout)
        margins = layout.contentsMargins()
        margins.setRight(max(margins.right(), BAR))
        layout.setContentsMargins(margins)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        by_finger(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fade_foot()

    def _fade_foot(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().rect()
        high = min(FADED, bar.maximum() - bar.value())
        self._fade.setGeometry(room.adjusted(0, room.height() - high, 0, 0))
        self._fade.setVisible(high > 0)

    def minimumSizeHint(self) -> QSize:
        """As wide as what is in it needs, and not high."""
        return QSize(self._inner.minimumSizeHint().width(), 0)
