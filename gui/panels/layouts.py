"""Where the items of a panel stand: pictures in a grid, cells in a table, bars in slots."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from gui.panels.ranges import Limits

FLATTEST = 2.2
"""How much longer one side of a cell may be than the other."""
FILLED = 0.68
"""Share of its slot that a bar fills."""


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


@dataclass(frozen=True, slots=True)
class Table:
    """Where the cells stand: `rect` in pixels for `rows` by `columns`."""

    rect: QRectF
    rows: int
    columns: int
    turned: bool

    def cell(self, row: int, column: int) -> QRectF:
        """One cell in pixels."""
        width, height = self.rect.width() / self.columns, self.rect.height() / self.rows
        left, top = self.rect.left() + column * width, self.rect.top() + row * height
        return QRectF(left, top, width, height)

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """Row and column under a pixel."""
        if not (self.rows and self.columns and self.rect.contains(point)):
            return None
        row = int((point.y() - self.rect.top()) / self.rect.height() * self.rows)
        column = int((point.x() - self.rect.left()) / self.rect.width() * self.columns)
        return min(row, self.rows - 1), min(column, self.columns - 1)


def proportioned(rect: QRectF, rows: int, columns: int, flattest: float) -> QRectF:
    """The largest part of `rect` in which no side of a cell is longer than the other by more than
    `flattest`, in its middle."""
    if not rows or not columns:
        return rect
    width, height = rect.width() / columns, rect.height() / rows
    width, height = min(width, flattest * height), min(height, flattest * width)
    box = QRectF(0, 0, width * columns, height * rows)
    box.moveCenter(rect.center())
    return box


@dataclass(frozen=True, slots=True)
class Slots:
    """Where bars stand: `plot` in pixels, `limits` along the values, `count` slots across."""

    plot: QRectF
    limits: Limits
    count: int
    horizontal: bool

    def along(self, value: float) -> float:
        """The pixel of a value."""
        low, high = self.limits
        share = (min(max(value, low), high) - low) / (high - low)
        if self.horizontal:
            return self.plot.left() + share * self.plot.width()
        return self.plot.bottom() - share * self.plot.height()

    def slot(self, index: int) -> QRectF:
        """The whole room of a bar."""
        if self.horizontal:
            size = self.plot.height() / max(1, self.count)
            top = self.plot.top() + index * size
            return QRectF(self.plot.left(), top, self.plot.width(), size)
        size = self.plot.width() / max(1, self.count)
        return QRectF(self.plot.left() + index * size, self.plot.top(), size, self.plot.height())

    def bar(self, index: int, value: float, thickest: float) -> QRectF:
        """The bar of a value, from nought."""
        slot = self.slot(index)
        start, end = self.along(0.0), self.along(value)
        if self.horizontal:
            thick = min(thickest, FILLED * slot.height())
            middle = slot.center().y()
            return QRectF(QPointF(start, middle - thick / 2), QPointF(end, middle + thick / 2))
        thick = min(thickest, FILLED * slot.width())
        middle = slot.center().x()
        box = QRectF(QPointF(middle - thick / 2, start), QPointF(middle + thick / 2, end))
        return box.normalized()

    def at(self, point: QPointF) -> int:
        """The slot under a pixel, its label included; -1 where there is none."""
        place = point.y() - self.plot.top() if self.horizontal else point.x() - self.plot.left()
        length = self.plot.height() if self.horizontal else self.plot.width()
        index = int(place // max(1e-9, length / max(1, self.count)))
        return index if 0 <= index < self.count else -1


def stride(slots: Slots, line: float, widths: list[float]) -> int:
    """Every how many slots a label is written: all where they fit, or can be elided to some use."""
    if slots.count == 0 or not widths:
        return 1
    if slots.horizontal:
        room, needed = slots.plot.height() / slots.count, 0.85 * line
    else:
        room, needed = slots.plot.width() / slots.count, min(max(widths) + 4, 34.0)
    return max(1, int(np.ceil(needed / max(1e-6, room))))
