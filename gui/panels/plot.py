"""Planes and charts: layers in one pair of axes, touched by a hand."""

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from core.touches import Hover, Leave
from core.view_layers import Bounds, Layers, Points
from core.views import Chart, Plane
from gui.i18n import format_message, tr
from gui.panels.axes import Axes, AxesSpec, laid_out, paint_axes
from gui.panels.backing_store import Background
from gui.panels.easing import EasedLevels
from gui.panels.frame import Frame, log10, widened
from gui.panels.legend import marks_of, paint_legend
from gui.panels.marks import nearest
from gui.panels.memo import Memo
from gui.panels.ranges import Fit
from gui.panels.scene import Scene
from gui.panels.strokes import stroke
from gui.panels.zoomable import ZoomablePanel

HOVER_PAUSE = 33
"""Milliseconds between two reports of the pointer."""
TIP_REACH = 12
"""Pixels within which a mark says what it is."""


class PlotPanel(ZoomablePanel):
    """Draws a Plane or a Chart."""

    paints_background = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fit, self.levels = Fit(), EasedLevels()
        self._layers: Layers = {}
        self._fitted: Bounds = (0.0, 1.0, 0.0, 1.0)
        self._pointer: Hover | None = None
        self._hover_timer = QTimer(self, singleShot=True, interval=HOVER_PAUSE)
        self._hover_timer.timeout.connect(self._report)

    def touchable(self, view: Plane | Chart) -> bool:
        return True  # it can be magnified, if nothing else

    def received(self, view: Plane | Chart) -> None:
        self._layers = self.levels.layers(view.layers, self.run, self.fine)
        if isinstance(view, Chart) and view.bounds is None:
            self._fitted = self.fit.bounds(view.layers, view.log_x, view.log_y)

    def retranslate(self) -> None:
        """Lay out and prepare everything anew: words on the picture follow the language."""
        self.scene = Scene()
        self._axes: Memo[Axes] = Memo()
        super().retranslate()

    def axes(self, view: Plane | Chart) -> Axes:
        """Where everything lies at this moment."""
        plane = isinstance(view, Plane)
        spec = AxesSpec(
            self.zoom.shown(self.whole_bounds(view), view.bounds),
            tr(view.x_label),
            tr(view.y_label),
            equal=isinstance(view, Plane) and view.equal,
            log_x=isinstance(view, Chart) and view.log_x,
            log_y=isinstance(view, Chart) and view.log_y,
            marks=marks_of(view.layers),
            edge=not plane,
            grid=not plane,
        )
        whole, theme = QRectF(self.rect()), self.theme
        return self._axes.get((spec, whole, theme), lambda: laid_out(spec, whole, theme))

    def projection(self, view: Plane | Chart) -> Frame:
        return self.axes(view).frame

    def paint(self, painter: QPainter, view: Plane | Chart) -> None:
        axes, style = self.axes(view), self.style_now()

        def paint_background(onto: QPainter) -> None:
            onto.fillRect(self.whole(), QColor(style.theme.surface))
            paint_axes(onto, axes, style.theme)
            paint_legend(onto, axes.legend, axes.strip, style)

        background = Background((axes, style), self.size(), self._clip(axes), paint_background)
        layers = self.interaction.shown(self._layers)
        self.scene.paint_on(background, painter, layers, axes.frame, style)
        if self.interaction.stroke:
            drawn = axes.frame.to_pixels(np.array(self.interaction.stroke))
            stroke(drawn, "accent", 1.5, False, style)(painter)
        self.paint_choice(painter, view, style)
        self.paint_sign(painter, axes.frame)

    def press_beside(self, view: Plane | Chart, at: QPointF) -> None:
        super().press_beside(view, at)
        if view.draws:
            self.interaction.begin_stroke(at, self.projection(view))

    def moved(self, view: Plane | Chart, at: QPointF) -> None:
        super().moved(view, at)
        if view.hovers:
            self._pointer = Hover(*self.projection(view).to_data(at.x(), at.y()))
            if not self._hover_timer.isActive():
                self._report()

    def hover(self, view: Plane | Chart, at: QPointF) -> None:
        frame = self.projection(view)
        if self.interaction.handle_at(at, view.layers, frame) is not None:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self.interaction.point_at(at, view.layers, frame) is not None:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        elif view.draws:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

    def event(self, event: QEvent) -> bool:
        """Say what the mark is on which the pointer rests."""
        if not isinstance(event, QHelpEvent) or self.view is None:
            return super().event(event)
        words = self.tip(QPointF(event.pos()))
        if words:
            QToolTip.showText(event.globalPos(), words, self)
        else:
            QToolTip.hideText()
        return True

    def tip(self, at: QPointF) -> str:
        """What the nearest mark within reach says; marks on one place say all that they have."""
        frame, said = self.projection(self.view), list[str]()
        for layer in self.view.layers.values():
            if isinstance(layer, Points) and layer.tips:
                pixels = frame.to_pixels(layer.points)
                index, distance = nearest(pixels, at.x(), at.y())
                if distance <= TIP_REACH:
                    near = np.hypot(*(pixels - pixels[index]).T) <= TIP_REACH / 2
                    said += [format_message(layer.tips[one]) for one in np.flatnonzero(near)]
        return "\n".join(said)

    def leaveEvent(self, event: QEvent) -> None:
        if self.view is not None and self.view.hovers:
            self._pointer = None
            self.send(Leave())
        super().leaveEvent(event)

    def whole_bounds(self, view: Plane | Chart) -> Bounds:
        if view.bounds is None:
            return self._fitted
        left, right, bottom, top = np.array(view.bounds, dtype=np.float64)
        across, up = np.array([left, right]), np.array([bottom, top])
        if isinstance(view, Chart):
            across = log10(across) if view.log_x else across
            up = log10(up) if view.log_y else up
        return widened((*across.tolist(), *up.tolist()))

    def _clip(self, axes: Axes) -> QRectF:
        """A chart ends at its axes; a plane without axes may show what lies outside its bounds."""
        if axes.spec.x_label or axes.spec.y_label or axes.spec.grid:
            return axes.frame.rect.adjusted(-2, -2, 2, 2)
        return QRectF(self.whole()).adjusted(0, axes.strip.height(), 0, 0)

    def _report(self) -> None:
        if self._pointer is not None:
            self.send(self._pointer)
            self._pointer = None
            self._hover_timer.start()
