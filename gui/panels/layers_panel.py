"""What planes, charts and globes share: layers that a hand touches through a projection."""

from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from gui.panels.panel import Panel
from gui.panels.plot_interaction import ARROWS, PlotInteraction, Projection
from gui.panels.style import Style
from gui.panels.symbols import HANDLE_RADIUS


class LayersPanel(Panel):
    """Drags handles and picks points; comma and full stop, Shift and arrows do it by keys."""

    may_choose_none = False
    """Whether the keys also mean something where no handle is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.interaction = PlotInteraction(self.send, self.may_choose_none)

    def projection(self, view: Any) -> Projection:
        """Where the data lie at this moment."""
        raise NotImplementedError

    def press_beside(self, view: Any, at: QPointF) -> None:
        """The left button goes down where there is nothing to take."""

    def hover(self, view: Any, at: QPointF) -> None:
        """The pointer moves, and the hand holds nothing."""

    def holds(self) -> bool:
        return self.interaction.busy

    def answered(self, serial: int) -> None:
        if self.interaction.let_go(serial):
            self.update()

    def pressed(self, view: Any, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        at = event.position()
        if not self.interaction.press(at, view.layers, self.projection(view)):
            self.press_beside(view, at)
        return True

    def moved(self, view: Any, at: QPointF) -> None:
        if self.interaction.busy:
            self.interaction.move(at, view.layers, self.projection(view))
            self.update()
        else:
            self.hover(view, at)

    def released(self, view: Any, at: QPointF) -> None:
        if self.interaction.busy:
            self.interaction.move(at, view.layers, self.projection(view), done=True)
            self.update()

    def keyed(self, view: Any, event: QKeyEvent) -> bool:
        held, key = event.modifiers(), Qt.Key(event.key())
        backwards = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Period, Qt.Key.Key_Comma):
            return self.interaction.choose(1 if key == Qt.Key.Key_Period else -1, view.layers)
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            control = bool(held & Qt.KeyboardModifier.ControlModifier)
            return control and self.interaction.choose(-1 if backwards else 1, view.layers)
        return key in ARROWS and backwards and self.arrow(view, key)

    def arrow(self, view: Any, key: Qt.Key) -> bool:
        """Shift and an arrow key: move the chosen handle."""
        return self.interaction.nudge(key, view.layers, self.projection(view))

    def paint_choice(self, painter: QPainter, view: Any, style: Style) -> None:
        """A second ring round the handle that the keys move."""
        if self.interaction.chosen is None or not self.hasFocus() or style.straight:
            return
        place = self.interaction.chosen_pixel(view.layers, self.projection(view))
        if place is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(style.pen("accent", 1.4))
            radius = (HANDLE_RADIUS + 5) * style.scale
            painter.drawEllipse(QPointF(*place), radius, radius)
