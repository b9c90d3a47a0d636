"""What mouse and keys do to layers, as touches in data coordinates."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from core.touches import Drag, Pick, Stroke, Touch
from core.view_layers import Handles, Layers, Points, Texts
from gui.i18n import tr
from gui.panels.frame import Pixels
from gui.panels.marks import nearest
from gui.panels.pickable import key_of

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

Item = tuple[str, int]
"""A layer and the index of one of its points."""


class Projection(Protocol):
    """Where points of the data lie on the screen, and which point a pixel stands for."""

    @property
    def rect(self) -> QRectF:
        """The pixels over which the data lie."""

    def to_pixels(self, points: npt.NDArray[Any]) -> Pixels:
        """Pixels (N, 2) of data (N, D); NaN where a value cannot be shown."""

    def in_front(self, points: npt.NDArray[Any]) -> Pixels:
        """The same, but NaN for what lies behind and cannot be taken."""

    def to_data(self, x: float, y: float) -> tuple[float, ...]:
        """Data coordinates (D) of a pixel."""

    def within(self, x: float, y: float) -> tuple[float, float]:
        """The pixel to which a handle goes that a hand moves to (x, y)."""


@dataclass(frozen=True, slots=True)
class Held:
    """Handle `index` of `layer` at the place (D) where the hand has it."""

    layer: str
    index: int
    place: tuple[float, ...]


class PlotInteraction:
    """Drags handles, draws strokes and picks points; the panel feeds it pixels.

    What the hand has moved or drawn is shown as the hand left it until the model has answered.
    With `may_choose_none` the keys that go through the handles also come past none of them.
    """

    def __init__(self, send: Callable[[Touch], int], may_choose_none: bool = False) -> None:
        self.send = send
        self.chosen: Item | None = None
        self.held: Held | None = None
        self.stroke: list[tuple[float, ...]] = []
        self.busy = False
        self._may_choose_none = may_choose_none
        self._asked = 0
        self._grip = (0.0, 0.0)
        self._last = QPointF()

    def press(self, at: QPointF, layers: Layers, projection: Projection) -> bool:
        """The left button goes down; whether there is a handle to take or a point to pick."""
        self.busy, self.held, self.stroke = False, None, []
        found = self.handle_at(at, layers, projection)
        if found is not None:
            self.chosen, self.busy = found, True
            x, y = _pixel(layers, projection, found)
            self._grip = (x - at.x(), y - at.y())
            return True
        picked = self.point_at(at, layers, projection)
        if picked is not None:
            self.send(Pick(*picked, key=_key(layers, picked)))
        return picked is not None

    def begin_stroke(self, at: QPointF, projection: Projection) -> None:
        """The left button went down where there is nothing to take: moved, it draws a line."""
        self.busy, self._last = True, at
        self.stroke = [projection.to_data(at.x(), at.y())]

    def move(self, at: QPointF, layers: Layers, projection: Projection, done: bool = False) -> None:
        """The mouse moves, or at last lets go, while the button is down."""
        if self.stroke:
            self._draw(at, projection, done)
        elif self.chosen is not None and (self.held is not None or not done):
            x, y = at.x() + self._grip[0], at.y() + self._grip[1]
            self._drag(x, y, layers, projection, done)
        self.busy = not done

    def let_go(self, answered: int) -> bool:
        """Forget what the hand shows if the model has answered it; whether there was anything."""
        shows = self.held is not None or bool(self.stroke)
        if self.busy or answered < self._asked or not shows:
            return False
        self.held, self.stroke = None, []
        return True

    def choose(self, step: int, layers: Layers) -> bool:
        """Choose the next handle, or the one before; False where there is none."""
        known: list[Item | None] = [*all_handles(layers)]
        if not known:
            return False
        chosen = self.chosen if self.chosen in known else None
        ring = [None, *known] if self._may_choose_none else known
        place = ring.index(chosen) if chosen in ring else min(0, -step)
        self.chosen = ring[(place + step) % len(ring)]
        return True

    def nudge(self, key: Qt.Key, layers: Layers, projection: Projection) -> bool:
        """Move the chosen handle by an arrow key."""
        if self.chosen not in all_handles(layers) and not self.choose(1, layers):
            return False
        place = self.chosen_pixel(layers, projection)
        if place is None:
            return False
        across, up = ARROWS[key]
        x = place[0] + across * KEY_STEP * projection.rect.width()
        y = place[1] - up * KEY_STEP * projection.rect.height()
        self._drag(x, y, layers, projection, True)
        return True

    def chosen_pixel(self, layers: Layers, projection: Projection) -> tuple[float, float] | None:
        """Where the chosen handle is shown; None without one, or where it cannot be shown."""
        if self.chosen is None or self.chosen not in all_handles(layers):
            return None
        x, y = _pixel(self.shown(layers), projection, self.chosen)
        return (x, y) if np.isfinite(x + y) else None

    def shown(self, layers: Layers) -> Layers:
        """The layers with the handle where the hand has it."""
        held = self.held
        layer = layers.get(held.layer) if held else None
        if held is None or not isinstance(layer, Handles) or held.index >= len(layer.points):
            return layers
        points = np.array(layer.points)
        points[held.index] = held.place
        return {**layers, held.layer: replace(layer, points=points)}

    def handle_at(self, at: QPointF, layers: Layers, projection: Projection) -> Item | None:
        """The handle within reach; the nearest, and of equals the uppermost."""
        handles = {k: v for k, v in layers.items() if isinstance(v, Handles)}
        return _nearest(at, handles, projection, REACH)

    def point_at(self, at: QPointF, layers: Layers, projection: Projection) -> Item | None:
        """The pickable point within reach, or the text under the pointer that has a name."""
        pickable = {k: v for k, v in layers.items() if isinstance(v, Points) and v.pickable}
        texts = {k: v for k, v in layers.items() if isinstance(v, Texts) and v.keys}
        return _nearest(at, pickable, projection, PICK_REACH) or text_at(at, texts, projection)

    def _drag(self, x: float, y: float, layers: Layers, projection: Projection, done: bool) -> None:
        assert self.chosen is not None
        place = projection.to_data(*projection.within(x, y))
        self.held = Held(*self.chosen, place)
        across, up, out = (*place, 0.0)[:3]
        key = _key(layers, self.chosen)
        self._asked = self.send(Drag(*self.chosen, across, up, out, done, key))

    def _draw(self, at: QPointF, projection: Projection, done: bool) -> None:
        far = (at - self._last).manhattanLength() >= STROKE_STEP
        if far:
            self._last = at
            self.stroke.append(projection.to_data(at.x(), at.y()))
        if len(self.stroke) == 1:  # a click is no stroke
            self.stroke = [] if done else self.stroke
        elif far or done:
            self._asked = self.send(Stroke(np.array(self.stroke, dtype=np.float32), done))


def all_handles(layers: Layers) -> list[Item]:
    """Every handle, in the order of painting."""
    return [
        (name, index)
        for name, layer in layers.items()
        if isinstance(layer, Handles)
        for index in range(len(layer.points))
    ]


def _key(layers: Layers, item: Item) -> str:
    layer = layers.get(item[0])
    return key_of(layer.keys, item[1]) if isinstance(layer, Handles | Points | Texts) else ""


def _pixel(layers: Layers, projection: Projection, handle: Item) -> tuple[float, float]:
    layer = layers[handle[0]]
    assert isinstance(layer, Handles)
    x, y = projection.to_pixels(layer.points)[handle[1]].tolist()
    return x, y


def _nearest(
    at: QPointF, candidates: dict[str, Handles] | dict[str, Points], projection: Projection,
    reach: float,
) -> Item | None:  # fmt: skip
    best: Item | None = None
    for name, layer in candidates.items():
        index, distance = nearest(projection.in_front(layer.points), at.x(), at.y())
        if distance <= reach:
            best, reach = (name, index), distance
    return best


def text_at(at: QPointF, candidates: dict[str, Texts], projection: Projection) -> Item | None:
    """The text under a pixel."""
    metrics = QFontMetricsF(QApplication.font())
    for name, layer in candidates.items():
        places = projection.in_front(layer.points).tolist()
        for index, (text, (x, y)) in enumerate(zip(layer.texts, places, strict=True)):
            wide = metrics.horizontalAdvance(text if layer.verbatim else tr(text))
            if abs(at.x() - x) <= wide / 2 and abs(at.y() - y) <= metrics.height() / 2:
                return name, index
    return None


def words_at(layers: Layers, projection: Projection, at: QPointF) -> str:
    """The words of this program, not of the data, that stand under a pixel."""
    texts = {k: v for k, v in layers.items() if isinstance(v, Texts) and not v.verbatim}
    found = text_at(at, texts, projection)
    return texts[found[0]].texts[found[1]] if found else ""
