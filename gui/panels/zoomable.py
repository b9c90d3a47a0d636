"""A panel with axes that wheel, fingers, keys and drags magnify and move."""

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from core.view_layers import Bounds
from gui.i18n import tr
from gui.panels.frame import Frame
from gui.panels.layers_panel import LayersPanel
from gui.panels.panel import Panel
from gui.panels.plot_interaction import ARROWS
from gui.panels.zoom import NOTCH, STEP, Zoom

SIGN_SIZE = 11
KEY_PAN = 0.1
"""Share of what is shown by which a key moves it."""
IN, OUT = (Qt.Key.Key_Plus, Qt.Key.Key_Equal), (Qt.Key.Key_Minus,)


class ZoomablePanel(LayersPanel):
    """Magnifies round the pointer, or one axis where the pointer lies on it; moves by dragging.

    What is magnified says so at the top right, where a click shows all again.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoom = Zoom()
        self.zoom.changed.connect(self._look_again)
        self._panned_at: QPointF | None = None
        self._sign = QRectF()
        self.grabGesture(Qt.GestureType.PinchGesture)

    def share_camera(self, other: Panel) -> None:
        if isinstance(other, ZoomablePanel) and other.zoom is not self.zoom:
            self.zoom = other.zoom
            self.zoom.changed.connect(self._look_again)

    def _look_again(self) -> None:
        self.update()

    def projection(self, view: Any) -> Frame:
        raise NotImplementedError

    def whole_bounds(self, view: Any) -> Bounds:
        """All that the axes can show, in their own coordinates."""
        raise NotImplementedError

    def magnify(self, at: QPointF, wheel: float) -> None:
        """Magnify by `wheel` eighths of a degree round a pixel, or the axis on which that lies."""
        frame = self.projection(self.view)
        rect = frame.rect
        on_x, on_y = at.y() > rect.bottom(), at.x() < rect.left()
        apart = not getattr(self.view, "equal", False) and on_x != on_y
        axes = (on_x, on_y) if apart else (True, True)
        self.zoom.turn(self.whole_bounds(self.view), _on_axes(frame, at), wheel, axes)

    def look_at(self, bounds: Bounds) -> None:
        self.zoom.look_at(bounds)
        self.update()

    def holds(self) -> bool:
        return super().holds() or self._panned_at is not None

    def pressed(self, view: Any, event: QMouseEvent) -> bool:
        at, middle = event.position(), event.button() == Qt.MouseButton.MiddleButton
        if event.button() == Qt.MouseButton.LeftButton and self._sign.contains(at):
            return self.zoom.reset()
        if middle and self.zoom.magnified:
            self._panned_at = at
            return True
        return super().pressed(view, event)

    def press_beside(self, view: Any, at: QPointF) -> None:
        if self.zoom.magnified and not view.draws:
            self._panned_at = at

    def moved(self, view: Any, at: QPointF) -> None:
        if self._panned_at is None:
            super().moved(view, at)
            return
        frame = self.projection(view)
        (x0, y0), (x1, y1) = _on_axes(frame, self._panned_at), _on_axes(frame, at)
        self.zoom.pan(x0 - x1, y0 - y1)
        self._panned_at = at

    def released(self, view: Any, at: QPointF) -> None:
        self._panned_at = None
        super().released(view, at)

    def keyed(self, view: Any, event: QKeyEvent) -> bool:
        key, middle = Qt.Key(event.key()), self.projection(view).rect.center()
        if key in (*IN, *OUT):
            self.magnify(middle, STEP if key in IN else -STEP)
        elif key == Qt.Key.Key_Home:
            self.zoom.reset()
        elif key in ARROWS and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            left, right, bottom, top = self.projection(view).bounds
            across, up = ARROWS[key]
            self.zoom.pan(across * KEY_PAN * (right - left), up * KEY_PAN * (top - bottom))
        else:
            return super().keyed(view, event)
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.view is not None:
            self.magnify(event.position(), event.angleDelta().y())
            event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.zoom.reset():
            self.mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Two fingers, on a pad or on the screen, magnify as the wheel does."""
        if isinstance(event, QNativeGestureEvent) and self.view is not None:
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._pinched(event.position(), 1.0 + event.value())
                return True
        elif isinstance(event, QGestureEvent) and self.view is not None:
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                at = self.mapFromGlobal(pinch.centerPoint().toPoint())
                self._pinched(QPointF(at), pinch.scaleFactor())
                return True
        return super().event(event)

    def _pinched(self, at: QPointF, factor: float) -> None:
        if factor > 0:
            self.magnify(at, math.log(factor) / math.log(NOTCH))

    def paint_sign(self, painter: QPainter, frame: Frame) -> None:
        """Say that less than all is shown, and how to see all."""
        if self.straight:
            return
        self._sign = QRectF()
        if not self.zoom.magnified:
            return
        theme, words = self.theme, tr("zoomed · Home")
        font = theme.font(SIGN_SIZE)
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(words) + 16, metrics.height() + 6
        right, top = frame.rect.right() - 4, frame.rect.top() + 4
        self._sign = QRectF(right - width, top, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.hairline))
        painter.setBrush(QColor(theme.tint))
        painter.drawRoundedRect(self._sign, height / 2, height / 2)
        painter.setPen(QColor(theme.accent))
        painter.setFont(font)
        painter.drawText(self._sign, Qt.AlignmentFlag.AlignCenter, words)


def _on_axes(frame: Frame, at: QPointF) -> tuple[float, float]:
    """Where a pixel lies in the axes' own coordinates."""
    x, y = frame.to_axis(np.array([frame.to_data(at.x(), at.y())]))[0].tolist()
    return x, y
