"""A sphere turned by hand, drawn without OpenGL."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from core.view_layers import Layer
from core.views import Globe
from gui.panels.frame import Frame, letterboxed
from gui.panels.layers_panel import LayersPanel
from gui.panels.legend import marks_of, paint_legend
from gui.panels.legend_layout import PRINTED, Legend, legend_of
from gui.panels.lit import lit
from gui.panels.memo import Memo
from gui.panels.nearest import mark_at
from gui.panels.panel import Panel
from gui.panels.plot_interaction import ARROWS, all_handles
from gui.panels.readout import Readout
from gui.panels.scene import Scene
from gui.panels.sphere import Sides, Sphere, Turn, first_turn, graticule, sides, turned
from gui.panels.style import pen

MARGIN = 1.12
"""Radii from the middle to the nearest edge of the panel: handles on the rim are whole."""
EDGE = 8
"""Pixels at the sides of the legend."""
FAR = 0.22
"""Opacity of the far side."""
KEY_TURN = np.radians(6.0)


class GlobePanel(LayersPanel):
    """Draws a Globe; dragging beside the handles turns it, and so do arrows without a handle."""

    may_choose_none = True
    turned_to = Signal(object)
    """How it is turned now, which another globe may be as well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.turn: Turn = first_turn()
        self.far, self.near = Scene(), Scene()
        self._projected: dict[str, tuple[Layer, Sides | None]] = {}
        self._net: Memo[Layer] = Memo()
        self._turned_at: QPointF | None = None

    def retranslate(self) -> None:
        """Letter the legend anew."""
        self._legend: Memo[Legend] = Memo()
        super().retranslate()

    def touchable(self, view: Globe) -> bool:
        return True

    def frame(self, view: Globe) -> Frame:
        """The plane of the screen in units of the data."""
        reach = MARGIN * max(view.radius, 1e-6)
        rect = QRectF(self.rect())
        rect.setTop(self.legend(view).height)
        return Frame(rect, letterboxed((-reach, reach, -reach, reach), rect))

    def legend(self, view: Globe) -> Legend:
        """What the legend says, in the width that there is."""
        marks, theme = marks_of(view.layers), self.theme
        width, height = self.width() - 2 * theme.pixels(EDGE), self.height()
        made_for = (marks, width, height, theme)
        return self._legend.get(
            made_for, lambda: legend_of(marks, width, height, theme, 0.0, PRINTED)
        )

    def projection(self, view: Globe) -> Sphere:
        return Sphere(self.frame(view), self.turn, view.radius)

    def turn_to(self, turn: Turn) -> None:
        """Show the globe turned like this."""
        if np.array_equal(turn, self.turn):
            return
        self.turn = turn
        self._projected.clear()
        self.update()
        self.turned_to.emit(turn)

    def share_camera(self, other: Panel) -> None:
        if isinstance(other, GlobePanel):
            self.turn_to(other.turn)
            kind = Qt.ConnectionType.UniqueConnection
            other.turned_to.connect(self.turn_to, kind)
            self.turned_to.connect(other.turn_to, kind)

    def turn_by(self, across: float, up: float) -> None:
        """Turn the globe by two angles in radians."""
        self.turn_to(turned(self.turn, across, up))

    def paint(self, painter: QPainter, view: Globe) -> None:
        frame, style = self.frame(view), self.style_now()
        self._paint_ball(painter, frame, view.radius)
        parts = self._sides(view)
        painter.setOpacity(FAR)
        self.far.paint(painter, {name: far for name, (far, _) in parts.items()}, frame, style)
        painter.setOpacity(1.0)
        self.near.paint(painter, {name: near for name, (_, near) in parts.items()}, frame, style)
        self.paint_choice(painter, view, style)
        edge = self.theme.pixels(EDGE)
        strip = QRectF(self.rect()).adjusted(edge, 2, -edge, 0)
        paint_legend(painter, self.legend(view), strip, frozenset(), style)

    def read(self, view: Globe, at: QPointF) -> Readout | None:
        return mark_at(view.layers, self.projection(view), at, view.title)

    def names_at(self, view: Globe, at: QPointF) -> frozenset[str]:
        found = self.read(view, at)
        return frozenset({found.layer} if found else ())

    def pressed(self, view: Globe, event: QMouseEvent) -> bool:
        taken = super().pressed(view, event)
        if taken and not self.interaction.busy:
            self._turned_at = event.position()
        return taken

    def holds(self) -> bool:
        return super().holds() or self._turned_at is not None

    def press_beside(self, view: Globe, at: QPointF) -> None:
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def hover(self, view: Globe, at: QPointF) -> None:
        if self._turned_at is None:
            grabbed = self.interaction.handle_at(at, view.layers, self.projection(view))
            hand = Qt.CursorShape.PointingHandCursor if grabbed else Qt.CursorShape.OpenHandCursor
            self.setCursor(hand)
            return
        frame = self.frame(view)
        per_pixel = (frame.bounds[1] - frame.bounds[0]) / frame.rect.width()
        moved = (at - self._turned_at) * per_pixel / max(view.radius, 1e-6)
        self._turned_at = at
        self.turn_by(moved.x(), moved.y())

    def released(self, view: Globe, at: QPointF) -> None:
        super().released(view, at)
        self._turned_at = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        view = self.view
        if view is None:
            return
        here = (event.position(), view.layers, self.projection(view))
        if self.interaction.handle_at(*here) is None:
            self.turn_to(first_turn())

    def arrow(self, view: Globe, key: Qt.Key) -> bool:
        if self.interaction.chosen in all_handles(view.layers):
            return super().arrow(view, key)
        across, up = ARROWS[key]
        self.turn_by(across * KEY_TURN, -up * KEY_TURN)
        return True

    def _sides(self, view: Globe) -> dict[str, Sides]:
        """The far and near part of each layer; those that have not changed are the same objects."""
        net = self._net.get(view.radius, lambda: graticule(view.radius))
        layers = {"": net, **lit(self.interaction.shown(view.layers), self.lit)}
        for name, layer in layers.items():
            known = self._projected.get(name)
            if known is None or known[0] is not layer:
                self._projected[name] = (layer, sides(layer, self.turn))
        found = {name: self._projected[name][1] for name in layers}
        return {name: parts for name, parts in found.items() if parts is not None}

    def _paint_ball(self, painter: QPainter, frame: Frame, radius: float) -> None:
        ball = frame.box((-radius, radius, -radius, radius))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(QColor(self.theme.hairline), 1.2 * self.theme.zoom))
        painter.setBrush(QColor(self.theme.field))
        painter.drawEllipse(ball)
