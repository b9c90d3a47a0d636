"""Lists and sliders, which the wheel turns only with the focus on them.

They take the focus by Tab alone: after a click the keys belong to the window again.
"""

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSlider

from gui.assets import icon
from gui.drags import Dragged


class Choices(QComboBox):
    """A list to choose from, with an arrow in the colours of the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Without the focus it scrolls what stands around."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow over what the style sheet makes of the box."""
        super().paintEvent(event)
        arrow = icon("chevron-down", self.palette().mid().color().name())
        side = self.fontMetrics().height()
        corner = QPoint(self.width() - side - 8, (self.height() - side) // 2)
        painter = QPainter(self)
        arrow.paint(painter, QRect(corner, QSize(side, side)))


class Slider(QSlider):
    """A horizontal slider."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Without the focus it scrolls what stands around."""
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


class DraggedSlider(Dragged, Slider):
    """A slider whose handle comes to where it is pressed, and is dragged by the left button."""

    def holds(self) -> bool:
        return self.isSliderDown()

    def grasp(self, at: QPointF) -> None:
        self.setSliderDown(True)
        self.follow(at)

    def let_go(self) -> None:
        self.setSliderDown(False)
