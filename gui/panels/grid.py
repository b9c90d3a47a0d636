"""Where the pictures of a grid stand."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF


@dataclass(frozen=True, slots=True)
class Grid:
    """Where pictures of `width` by `height` pixels stand on the screen."""

    count: int
    columns: int
    corner: QPointF
    width: float
    height: float
    gap: float
    label: float

    def box(self, index: int) -> QRectF:
        """The picture of this index."""
        row, column = divmod(index, self.columns)
        left = self.corner.x() + column * (self.width + self.gap)
        top = self.corner.y() + row * (self.height + self.gap + self.label)
        return QRectF(left, top, self.width, self.height)

    def at(self, point: QPointF) -> int:
        """The picture under a pixel; -1 where there is none."""
        return next((i for i in range(self.count) if self.box(i).contains(point)), -1)
