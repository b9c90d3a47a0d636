"""A sphere turned by hand, drawn without OpenGL."""

from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from core.touches import Drag, Pick
from core.view_layers import Handles, Layer, Layers, Points
from core.views import Globe
from gui.panels.frame import Frame, letterboxed
from gui.panels.legend import Legend, legend_of, marks_of, paint_legend
from gui.panels.marks import nearest
from gui.panels.panel import Panel
from gui.panels.plot_interaction import ARROWS, REACH, all_handles
from gui.panels.scene import Scene
from gui.panels.sphere import Sides, Turn, first_turn, graticule, sides, to_view, turned, unproject
from gui.panels.style import Style, pen
from gui.panels.symbols import HANDLE_RADIUS

MARGIN = 1.12
"""Radii from the middle to the nearest edge of the panel: handles on the rim are whole."""
FAR = 0.22
"""Opacity of the far side."""
PICK_REACH = 12.0
KEY_TURN = np.radians(6.0)
LETTING_GO = 200
"""Milliseconds for which a handle stays where the hand left it, until the model has answered."""


class GlobePanel(Panel):
    """Draws a Globe; dragging beside the handles turns it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.turn: Turn = first_turn()
        self.far, self.near = Scene(), Scene()
        self.chosen: tuple[str, int] | None = None
        self.held: tuple[float, float, float] | None = None
        self._projected: dict[str, tuple[Layer, Sides | None]] = {}
        self._drag: str = ""
        self._last = QPointF()
        self._net: tuple[float, Layer] | None = None
        self._release = QTimer(self)
        self._release.setSingleShot(True)
        self._release.setInterval(LETTING_GO)
        self._release.timeout.connect(self._let_go)

    def touchable(self, view: Globe) -> bool:
        return True

    def frame(self, view: Globe) -> Frame:
        """The plane of the screen in units of the data."""
        reach = MARGIN * max(view.radius, 1e-6)
        rect = QRectF(self.rect())
        rect.setTop(self._legend(view).height)
        return Frame(rect, letterboxed((-reach, reach, -reach, reach), rect))

    def turn_by(self, across: float, up: float) -> None:
        """Turn the globe by two angles in radians."""
        self.turn = turned(self.turn, across, up)
        self._projected.clear()
        self.update()

    def paint(self, painter: QPainter, view: Globe) -> None:
        frame = self.frame(view)
        style = self.style_now()
        self._paint_ball(painter, frame, view.radius)
        parts = self._sides(view)
        painter.setOpacity(FAR)
        self.far.paint(painter, {name: far for name, (far, _) in parts.items()}, frame, style)
        painter.setOpacity(1.0)
        self.near.paint(painter, {name: near for name, (_, near) in parts.items()}, frame, style)
        self._paint_choice(painter, view, frame, style)
        edge = self.theme.pixels(8)
        strip = QRectF(self.rect()).adjusted(edge, 2, -edge, 0)
        paint_legend(painter, self._legend(view), strip, style)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.view is None or event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._let_go()
        self._last = event.position()
        grabbed = self._handle_at(event.position())
        self._drag = "handle" if grabbed is not None else "globe"
        if grabbed is not None:
            self.chosen = grabbed
        elif not self._pick(event.position()):
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self.view is None:
            return
        if self._drag == "handle":
            self._drag_to(at, done=False)
        elif self._drag == "globe":
            rect, (left, right, _, _) = self.frame(self.view).rect, self.frame(self.view).bounds
            per_pixel = (right - left) / rect.width() / max(self.view.radius, 1e-6)
            moved = (at - self._last) * per_pixel
            self._last = at
            self.turn_by(moved.x(), moved.y())
        else:
            grabbed = self._handle_at(at) is not None
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if grabbed else Qt.CursorShape.OpenHandCursor
            )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag == "handle" and self.held is not None:
            self._drag_to(event.position(), done=True)
            self._release.start()
        self._drag = ""
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._handle_at(event.position()) is None:
            self.turn = first_turn()
            self._projected.clear()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.view is None or not self._key(event, self.view):
            super().keyPressEvent(event)
        self.update()

    def _key(self, event: QKeyEvent, view: Globe) -> bool:
        """Comma and full stop go through the handles and none; Shift and arrows move or turn."""
        key, shift = event.key(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if key in (Qt.Key.Key_Comma, Qt.Key.Key_Period):
            ring: list[tuple[str, int] | None] = [None, *all_handles(view.layers)]
            place = ring.index(self.chosen) if self.chosen in ring else 0
            self.chosen = ring[(place + (1 if key == Qt.Key.Key_Period else -1)) % len(ring)]
            return len(ring) > 1
        if key not in ARROWS or not shift:
            return False
        across, up = ARROWS[Qt.Key(key)]
        if self.chosen is None or self.chosen not in all_handles(view.layers):
            self.turn_by(across * KEY_TURN, -up * KEY_TURN)
            return True
        x, y, _ = to_view(self._place(view), self.turn)[0]
        step = 0.04 * view.radius
        self._send(unproject(x + across * step, y + up * step, view.radius, self.turn), True)
        self._release.start()
        return True

    def _sides(self, view: Globe) -> dict[str, Sides]:
        """The far and near part of each layer; those that have not changed are the same objects."""
        if self._net is None or self._net[0] != view.radius:
            self._net = (view.radius, graticule(view.radius))
        layers = {"": self._net[1], **self._shown(view.layers)}
        for name, layer in layers.items():
            known = self._projected.get(name)
            if known is None or known[0] is not layer:
                self._projected[name] = (layer, sides(layer, self.turn))
        found = {name: self._projected[name][1] for name in layers}
        return {name: parts for name, parts in found.items() if parts is not None}

    def _shown(self, layers: Layers) -> Layers:
        """The layers with the handle where the hand has it."""
        layer = layers.get(self.chosen[0]) if self.chosen and self.held else None
        if not isinstance(layer, Handles) or self.chosen is None or self.held is None:
            return layers
        if self.chosen[1] >= len(layer.points):
            return layers
        points = np.array(layer.points)
        points[self.chosen[1]] = self.held
        return {**layers, self.chosen[0]: replace(layer, points=points)}

    def _legend(self, view: Globe) -> Legend:
        room = self.width() - 2 * self.theme.pixels(8)
        return legend_of(marks_of(view.layers), room, self.height(), self.theme)

    def _paint_ball(self, painter: QPainter, frame: Frame, radius: float) -> None:
        ball = frame.box((-radius, radius, -radius, radius))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(QColor(self.theme.hairline), 1.2 * self.theme.zoom))
        painter.setBrush(QColor(self.theme.field))
        painter.drawEllipse(ball)

    def _paint_choice(self, painter: QPainter, view: Globe, frame: Frame, style: Style) -> None:
        if self.chosen not in all_handles(view.layers) or not self.hasFocus():
            return
        x, y, _ = to_view(self._place(view), self.turn)[0]
        px, py = frame.to_pixels(np.array([[x, y]]))[0]
        if np.isfinite(px + py):
            radius = (HANDLE_RADIUS + 5) * style.scale
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(style.pen("accent", 1.4))
            painter.drawEllipse(QPointF(px, py), radius, radius)

    def _place(self, view: Globe) -> Any:
        """The chosen handle (3,) where it is shown."""
        assert self.chosen is not None
        layer = self._shown(view.layers)[self.chosen[0]]
        assert isinstance(layer, Handles)
        return layer.points[self.chosen[1]]

    def _found(self, at: QPointF, kind: type[Handles | Points], reach: float) -> Any:
        """Layer and index of the nearest near mark of a kind within reach."""
        frame, best = self.frame(self.view), None
        for name, layer in self.view.layers.items():
            if isinstance(layer, Points) and not layer.pickable:
                continue
            if isinstance(layer, kind) and layer.points.ndim == 2 and layer.points.shape[1] == 3:
                found = to_view(layer.points, self.turn)
                plane = np.where(found[:, 2:] >= 0, found[:, :2], np.nan)
                index, distance = nearest(frame.to_pixels(plane), at.x(), at.y())
                if distance <= reach:
                    best, reach = (name, index), distance
        return best

    def _handle_at(self, at: QPointF) -> tuple[str, int] | None:
        found: tuple[str, int] | None = self._found(at, Handles, REACH)
        return found

    def _pick(self, at: QPointF) -> bool:
        found = self._found(at, Points, PICK_REACH)
        if found is not None:
            self.send(Pick(*found))
        return found is not None

    def _drag_to(self, at: QPointF, done: bool) -> None:
        x, y = self.frame(self.view).to_data(at.x(), at.y())
        self._send(unproject(x, y, self.view.radius, self.turn), done)

    def _send(self, point: tuple[float, float, float], done: bool) -> None:
        assert self.chosen is not None
        self.held = point
        self.send(Drag(*self.chosen, *point, done=done))
        self.update()

    def _let_go(self) -> None:
        self.held = None
        self.update()
