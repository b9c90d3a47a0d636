"""What stays the same from one picture to the next, kept as one picture."""

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
    """A picture of the ground and of the lowest layers, up to the first that changes each time.

    A layer that changed twice running is taken for one that always does.
    """

    def __init__(self) -> None:
        self._ground: Memo[QPixmap] = Memo()
        self._base = self._picture = QPixmap()
        self._held: Sequence[Paint] = ()
        self._last: Sequence[Paint] = ()
        self._changed: list[bool] = []

    def paint(
        self, painter: QPainter, ground: Background, layers: Sequence[Paint], ratio: float
    ) -> Sequence[Paint]:
        """Paint what stays the same; the layers that are left are returned."""
        made_for = (ground.shows, ground.size, ratio)
        base = self._ground.get(made_for, lambda: _painted(ground, ratio))
        changed = _differences(layers, self._last)
        calm = takewhile(lambda pair: not all(pair), zip_longest(changed, self._changed))
        lowest = layers[: sum(1 for _ in calm)]
        held = len(self._held)
        if base is not self._base or any(_differences(lowest[:held], self._held)):
            self._base, held = base, 0
        self._renew(ground, lowest, held)
        self._held, self._last, self._changed = lowest, layers, changed
        painter.drawPixmap(0, 0, self._picture)
        return layers[len(lowest) :]

    def _renew(self, ground: Background, lowest: Sequence[Paint], held: int) -> None:
        """Paint those of the lowest layers that the picture does not hold yet."""
        if not held:
            self._picture = self._base.copy() if lowest else self._base
        if len(lowest) == held:
            return
        painter = QPainter(self._picture)
        painter.setClipRect(ground.clip)
        for paint in lowest[held:]:
            paint(painter)
        painter.end()


def _differences(now: Sequence[Paint], before: Sequence[Paint]) -> list[bool]:
    return [new is not old for new, old in zip_longest(now, before)]


def _painted(ground: Background, ratio: float) -> QPixmap:
    pixmap = QPixmap(ground.size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    painter = QPainter(pixmap)
    ground.paint(painter)
    painter.end()
    return pixmap
