"""Planes and charts: layers in one pair of axes, touched by a hand."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.touches import Hover
from core.view_layers import Bounds, Handles, Points
from core.views import Chart, Plane
from gui.i18n import tr
from gui.panels.axes import EDGE, Axes, AxesSpec, laid_out, paint_axes
from gui.panels.backing_store import Background
from gui.panels.frame import log10, widened
from gui.panels.legend import LABEL_SIZE, Legend, Mark, legend_of, marks_of, paint_legend
from gui.panels.memo import Memo
from gui.panels.panel import Panel
from gui.panels.plot_interaction import ARROWS, PlotInteraction, all_handles
from gui.panels.ranges import Fit
from gui.panels.scene import Scene
from gui.panels.strokes import stroke
from gui.panels.style import Style
from gui.panels.symbols import HANDLE_RADIUS
from gui.panels.zoom import Zoom

HOVER_PAUSE = 33
"""Milliseconds between two reports of the pointer."""
LETTING_GO = 200
"""Milliseconds for which a handle stays where the hand left it, until the model has answered."""


class PlotPanel(Panel):
    """Draws a Plane or a Chart."""

    paints_ground = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.interaction = PlotInteraction(self.send)
        self.fit, self.zoom = Fit(), Zoom()
        self._forget()
        self._fitted: Bounds = (0.0, 1.0, 0.0, 1.0)
        self._pointer: Hover | None = None
        self._hover_timer = self._timer(HOVER_PAUSE, self._report)
        self._release_timer = self._timer(LETTING_GO, self._let_go)

    def touchable(self, view: Plane | Chart) -> bool:
        return (
            view.draws
            or bool(all_handles(view.layers))
            or any(isinstance(x, Points) and x.pickable for x in view.layers.values())
        )

    def received(self, view: Plane | Chart) -> None:
        if isinstance(view, Chart) and view.bounds is None:
            self._fitted = self.fit.bounds(view.layers, view.log_x, view.log_y)
        if self.interaction.stroke and not self._release_timer.isActive():
            self.interaction.let_go()

    def axes(self, view: Plane | Chart) -> Axes:
        """Where everything lies at this moment."""
        legend = self.legend(view).height
        names = (tr(view.x_label), tr(view.y_label))
        if isinstance(view, Plane):
            wanted = AxesSpec(
                self.zoom.shown(view.bounds), *names,
                equal=view.equal, legend=legend, edge=False, grid=False,
            )  # fmt: skip
        else:
            wanted = AxesSpec(
                self._chart_bounds(view), *names,
                log_x=view.log_x, log_y=view.log_y, legend=legend,
            )  # fmt: skip
        whole, theme = QRectF(self.rect()), self.theme
        return self._axes.get((wanted, whole, theme), lambda: laid_out(wanted, whole, theme))

    def legend(self, view: Plane | Chart) -> Legend:
        """The legend in what the y label leaves of the strip."""
        marks, width, height, theme = marks_of(view.layers), self.width(), self.height(), self.theme
        made_for = (marks, view.y_label, width, height, theme)
        return self._legend.get(made_for, lambda: self._lettered(marks, tr(view.y_label)))

    def paint(self, painter: QPainter, view: Plane | Chart) -> None:
        axes, legend = self.axes(view), self.legend(view)
        style = self.style_now()

        def paint_ground(onto: QPainter) -> None:
            onto.fillRect(self.rect(), QColor(style.theme.surface))
            paint_axes(onto, axes, style.theme)
            paint_legend(onto, legend, axes.strip, style)

        ground = Background((axes, legend, style), self.size(), self._clip(axes), paint_ground)
        layers = self.interaction.shown(view.layers)
        self.scene.paint_on(ground, painter, layers, axes.frame, style)
        if self.interaction.stroke:
            drawn = axes.frame.to_pixels(np.array(self.interaction.stroke))
            stroke(drawn, "accent", 1.5, False, style)(painter)
        self._paint_choice(painter, axes, style)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.view is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        frame = self.axes(self.view).frame
        self._release_timer.stop()
        self.interaction.busy = False
        self.interaction.let_go()
        self.interaction.press(event.position(), self.view.layers, frame, self.view.draws)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.view is None:
            return
        frame, at = self.axes(self.view).frame, event.position()
        if self.interaction.busy:
            self.interaction.move(at, frame)
            self.update()
        else:
            self._show_cursor(at)
        if self.view.hovers:
            self._pointer = Hover(*frame.to_data(at.x(), at.y()))
            if not self._hover_timer.isActive():
                self._report()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.view is None or not self.interaction.busy:
            return
        self.interaction.move(event.position(), self.axes(self.view).frame, done=True)
        self._release_timer.start()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.zoom.reset():
            self.update()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not isinstance(self.view, Plane):
            super().wheelEvent(event)
            return
        at = event.position()
        x, y = self.axes(self.view).frame.to_data(at.x(), at.y())
        self.zoom.turn(self.view.bounds, x, y, event.angleDelta().y())
        self.update()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.view is None or not self._key(event, self.view):
            super().keyPressEvent(event)
            return
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Words on the picture follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._forget()
        super().changeEvent(event)

    def _forget(self) -> None:
        """Lay out and prepare everything anew."""
        self.scene = Scene()
        self._axes: Memo[Axes] = Memo()
        self._legend: Memo[Legend] = Memo()

    def _key(self, event: QKeyEvent, view: Plane | Chart) -> bool:
        held = event.modifiers()
        backwards = bool(held & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        if key in (Qt.Key.Key_Period, Qt.Key.Key_Comma):
            return self.interaction.choose(1 if key == Qt.Key.Key_Period else -1, view.layers)
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            control = bool(held & Qt.KeyboardModifier.ControlModifier)
            return control and self.interaction.choose(-1 if backwards else 1, view.layers)
        if key in ARROWS and backwards:
            self._release_timer.start()
            return self.interaction.nudge(key, view.layers, self.axes(view).frame)
        return False

    def _chart_bounds(self, view: Chart) -> Bounds:
        if view.bounds is None:
            return self._fitted
        left, right, bottom, top = np.array(view.bounds, dtype=np.float64)
        across, up = np.array([left, right]), np.array([bottom, top])
        across = log10(across) if view.log_x else across
        up = log10(up) if view.log_y else up
        return widened((*across.tolist(), *up.tolist()))

    def _clip(self, axes: Axes) -> QRectF:
        """A chart ends at its axes; a plane without axes may show what lies outside its bounds."""
        if axes.wanted.x_label or axes.wanted.y_label or axes.wanted.grid:
            return axes.frame.rect.adjusted(-2, -2, 2, 2)
        return QRectF(self.rect()).adjusted(0, axes.strip.height(), 0, 0)

    def _lettered(self, marks: list[Mark], y_label: str) -> Legend:
        metrics = QFontMetricsF(self.theme.font(LABEL_SIZE))
        taken = metrics.horizontalAdvance(y_label) + 3 * self.theme.pixels(EDGE)
        return legend_of(marks, self.width() - taken, self.height(), self.theme)

    def _paint_choice(self, painter: QPainter, axes: Axes, style: Style) -> None:
        """A second ring round the handle that the keys move."""
        if self.view is None or self.interaction.chosen is None or not self.hasFocus():
            return
        name, index = self.interaction.chosen
        layer = self.interaction.shown(self.view.layers).get(name)
        if not isinstance(layer, Handles) or index >= len(layer.points):
            return
        x, y = axes.frame.to_pixels(layer.points)[index]
        if np.isfinite(x + y):
            painter.setPen(style.pen("accent", 1.4))
            radius = (HANDLE_RADIUS + 5) * style.scale
            painter.drawEllipse(QPointF(x, y), radius, radius)

    def _show_cursor(self, at: QPointF) -> None:
        assert self.view is not None
        frame = self.axes(self.view).frame
        if self.interaction.handle_at(at, self.view.layers, frame) is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self.interaction.point_at(at, self.view.layers, frame) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif self.view.draws:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

    def _report(self) -> None:
        if self._pointer is not None:
            self.send(self._pointer)
            self._pointer = None
            self._hover_timer.start()

    def _let_go(self) -> None:
        self.interaction.let_go()
        self.update()

    def _timer(self, pause: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(then)
        return timer
