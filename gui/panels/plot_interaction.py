"""What mouse and keys do to the layers of a plot, as touches in data coordinates."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from core.touches import Drag, Pick, Stroke, Touch
from core.view_layers import Array, Handles, Layers, Points
from gui.panels.frame import Frame
from gui.panels.marks import nearest

REACH = 16.0
"""Pixels from a handle within which the hand takes it."""
PICK_REACH = 12.0
KEY_STEP = 0.02
"""Share of the shown range by which an arrow key moves a handle."""
STROKE_STEP = 2.0
"""Pixels between two points of a stroke."""

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


@dataclass(frozen=True, slots=True)
class Held:
    """Handle `index` of `layer` at the place where the hand has it."""

    layer: str
    index: int
    x: float
    y: float


class PlotInteraction:
    """Drags handles, draws strokes and picks points; the panel feeds it pixels."""

    def __init__(self, send: Callable[[Touch], None]) -> None:
        self.send = send
        self.chosen: tuple[str, int] | None = None
        self.held: Held | None = None
        self.stroke: list[tuple[float, float]] = []
        self.busy = False
        self._grip = (0.0, 0.0)
        self._last = QPointF()

    def press(self, at: QPointF, layers: Layers, frame: Frame, draws: bool) -> None:
        """The left button goes down."""
        found = self.handle_at(at, layers, frame)
        if found is not None:
            self.chosen, self.busy = found, True
            x, y = _place(layers, frame, found)
            self._grip = (x - at.x(), y - at.y())
            return
        picked = self.point_at(at, layers, frame)
        if picked is not None:
            self.send(Pick(*picked))
        elif draws:
            self.busy, self._last = True, at
            self.stroke = [frame.to_data(at.x(), at.y())]
            self.send(Stroke(np.array(self.stroke, dtype=np.float32)))

    def move(self, at: QPointF, frame: Frame, done: bool = False) -> None:
        """The mouse moves, or at last lets go, while the button is down."""
        if not self.busy:
            return
        if self.stroke:
            self._draw(at, frame, done)
        elif self.chosen is not None and (self.held is not None or not done):
            x, y = at.x() + self._grip[0], at.y() + self._grip[1]
            self._drag(*frame.to_data(*_within(frame.rect, x, y)), done)
        self.busy = not done

    def let_go(self) -> None:
        """Forget what the hand shows: the model has answered."""
        if not self.busy:
            self.held, self.stroke = None, []

    def choose(self, step: int, layers: Layers) -> bool:
        """Choose the next handle, or the one before; False where there is none."""
        known = all_handles(layers)
        if not known:
            return False
        if self.chosen in known:
            place = (known.index(self.chosen) + step) % len(known)
        else:
            place = 0 if step > 0 else len(known) - 1
        self.chosen = known[place]
        return True

    def nudge(self, key: int, layers: Layers, frame: Frame) -> bool:
        """Move the chosen handle by an arrow key."""
        if self.chosen not in all_handles(layers) and not self.choose(1, layers):
            return False
        assert self.chosen is not None
        x, y = _place(self.shown(layers), frame, self.chosen)
        across, up = ARROWS[Qt.Key(key)]
        x += across * KEY_STEP * frame.rect.width()
        y -= up * KEY_STEP * frame.rect.height()
        self._drag(*frame.to_data(*_within(frame.rect, x, y)), True)
        return True

    def shown(self, layers: Layers) -> Layers:
        """The layers with the handle where the hand has it."""
        held = self.held
        layer = layers.get(held.layer) if held else None
        if held is None or not isinstance(layer, Handles) or held.index >= len(layer.points):
            return layers
        points = np.array(layer.points)
        points[held.index] = (held.x, held.y)
        return {**layers, held.layer: replace(layer, points=points)}

    def handle_at(self, at: QPointF, layers: Layers, frame: Frame) -> tuple[str, int] | None:
        """The handle within reach; the nearest, and of equals the uppermost."""
        return _nearest(at, {k: v.points for k, v in layers.items() if isinstance(v, Handles)},
                        frame, REACH)  # fmt: skip

    def point_at(self, at: QPointF, layers: Layers, frame: Frame) -> tuple[str, int] | None:
        """The pickable point within reach."""
        pickable = {k: v.points for k, v in layers.items() if isinstance(v, Points) and v.pickable}
        return _nearest(at, pickable, frame, PICK_REACH)

    def _drag(self, x: float, y: float, done: bool) -> None:
        assert self.chosen is not None
        self.held = Held(*self.chosen, x, y)
        self.send(Drag(*self.chosen, x, y, done=done))

    def _draw(self, at: QPointF, frame: Frame, done: bool) -> None:
        far = (at - self._last).manhattanLength() >= STROKE_STEP
        if far:
            self._last = at
            self.stroke.append(frame.to_data(at.x(), at.y()))
        if far or done:
            self.send(Stroke(np.array(self.stroke, dtype=np.float32), done))


def all_handles(layers: Layers) -> list[tuple[str, int]]:
    """Layer and index of every handle, in the order of painting."""
    return [
        (name, index)
        for name, layer in layers.items()
        if isinstance(layer, Handles)
        for index in range(len(layer.points))
    ]


def _place(layers: Layers, frame: Frame, handle: tuple[str, int]) -> tuple[float, float]:
    layer = layers[handle[0]]
    assert isinstance(layer, Handles)
    x, y = frame.to_pixels(layer.points)[handle[1]].tolist()
    return x, y


def _nearest(
    at: QPointF, candidates: dict[str, Array], frame: Frame, reach: float
) -> tuple[str, int] | None:
    best: tuple[str, int] | None = None
    for name, points in candidates.items():
        index, distance = nearest(frame.to_pixels(points), at.x(), at.y())
        if distance <= reach:
            best, reach = (name, index), distance
    return best


def _within(rect: QRectF, x: float, y: float) -> tuple[float, float]:
    return min(max(x, rect.left()), rect.right()), min(max(y, rect.top()), rect.bottom())
