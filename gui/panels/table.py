"""Where the cells of a matrix stand."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

FLATTEST = 2.2
"""How much longer one side of a cell may be than the other."""


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


def proportioned(rect: QRectF, rows: int, columns: int) -> QRectF:
    """The largest part of `rect` in which cells are not too flat, in its middle."""
    if not rows or not columns:
        return rect
    width, height = rect.width() / columns, rect.height() / rows
    width, height = min(width, FLATTEST * height), min(height, FLATTEST * width)
    box = QRectF(0, 0, width * columns, height * rows)
    box.moveCenter(rect.center())
    return box
