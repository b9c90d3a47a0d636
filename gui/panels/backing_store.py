"""What stays the same from one picture to the next, kept as one picture."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from gui.panels.memo import Memo

Paint = Callable[[QPainter], None]


@dataclass(frozen=True, slots=True)
class Background:
    """What lies under the layers of a panel of `size`: `paint` paints all that `shows` names.

    The layers are cut at `clip`.
    """

    shows: object
    size: QSize
    clip: QRectF
    paint: Paint


class BackingStore:
    """A picture of the background and of the lowest layers, up to the first that always changes.

    A layer that changed twice running is taken for one that always does.
    """

    def __init__(self) -> None:
        self._background: Memo[QPixmap] = Memo()
        self._base = self._picture = QPixmap()
        self._held = 0
        self._last: Sequence[Paint] = ()
        self._changed: list[bool] = []

    def paint(
        self, painter: QPainter, background: Background, layers: Sequence[Paint], ratio: float
    ) -> Sequence[Paint]:
        """Paint what stays the same; the layers that are left are returned."""
        made_for = (background.shows, background.size, ratio)
        base = self._background.get(made_for, lambda: _painted(background, ratio))
        changed = [new is not old for new, old in zip_longest(layers, self._last)]
        calm = takewhile(lambda pair: not all(pair), zip_longest(changed, self._changed))
        lowest = layers[: sum(1 for _ in calm)]
        if base is not self._base or len(lowest) < self._held or any(changed[: self._held]):
            self._base, self._held = base, 0
        self._renew(background, lowest)
        self._held, self._last, self._changed = len(lowest), layers, changed
        painter.drawPixmap(0, 0, self._picture)
        return layers[len(lowest) :]

    def _renew(self, background: Background, lowest: Sequence[Paint]) -> None:
        """Paint those of the lowest layers that the picture does not hold yet."""
        if not self._held:
            self._picture = self._base.copy() if lowest else self._base
        if len(lowest) == self._held:
            return
        painter = QPainter(self._picture)
        painter.setClipRect(background.clip)
        for paint in lowest[self._held :]:
            paint(painter)
        painter.end()


def _painted(background: Background, ratio: float) -> QPixmap:
    size = background.size
    pixmap = QPixmap(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    painter = QPainter(pixmap)
    background.paint(painter)
    painter.end()
    return pixmap
