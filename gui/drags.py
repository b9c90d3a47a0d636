"""What a hand holds: dragged by one button, and let go where it is when something else comes."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QAbstractSlider, QApplication, QWidget

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
RESTS = QAbstractSlider.SliderAction.SliderNoAction


@runtime_checkable
class Draggable(Protocol):
    """Knows how to end what a hand is in the middle of where it is now."""

    def end_drag(self) -> bool:
        """End it; whether there was anything."""


class Dragged:
    """Part of a widget that the left button alone drags: what another one does says nothing."""

    def holds(self) -> bool:
        """Whether a hand is in the middle of a drag."""
        raise NotImplementedError

    def grasp(self, at: QPointF) -> None:
        """The button goes down."""
        raise NotImplementedError

    def follow(self, at: QPointF) -> None:
        """The hand moves."""
        raise NotImplementedError

    def let_go(self) -> None:
        """The hand stays where it is."""
        raise NotImplementedError

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == LEFT:
            self.grasp(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.holds():
            self.follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == LEFT:
            self.end_drag()

    def end_drag(self) -> bool:
        held = self.holds()
        if held:
            self.let_go()
        return held


class Drags(QObject):
    """Ends all drags in `window` when its mouse is taken: the button goes up in another window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        """Another window has come, or a dialog before this one."""
        if event.type() in (QEvent.Type.WindowBlocked, QEvent.Type.WindowDeactivate):
            self.end()
        return False

    def end(self) -> bool:
        """End what a hand is in the middle of; whether there was anything."""
        if not self._window.isVisible():  # nor are its parts there any more when it ends
            return False
        return sum(_end(each) for each in self._window.findChildren(QWidget)) > 0


def _end(widget: QWidget) -> bool:
    if isinstance(widget, Draggable):
        return widget.end_drag()
    held = isinstance(widget, QAbstractSlider) and (
        widget.isSliderDown() or widget.repeatAction() is not RESTS
    )
    if held:  # Qt's own believe that they are held until they see the button go up
        at = QPointF(QCursor.pos())
        here = widget.mapFromGlobal(at)
        up = QEvent.Type.MouseButtonRelease
        QApplication.sendEvent(
            widget, QMouseEvent(up, here, at, LEFT, NONE, Qt.KeyboardModifier.NoModifier)
        )
    return held
