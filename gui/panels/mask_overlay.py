"""Cells of a picture: the veil over those that are hidden, and a frame round one."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from gui.panels.style import pen
from gui.panels.text import mixed
from gui.theme import Theme

VEIL, HATCH = 0.22, 0.42
"""Shares of the muted colour in the veil and in its lines."""


def cell_box(box: QRectF, rows: int, columns: int, row: int, column: int) -> QRectF:
    """A cell of the picture at `box`, on whole pixels, so that no seam shows between two."""
    return QRectF(
        QPointF(round(box.left() + column * box.width() / columns),
                round(box.top() + row * box.height() / rows)),
        QPointF(round(box.left() + (column + 1) * box.width() / columns),
                round(box.top() + (row + 1) * box.height() / rows)),
    )  # fmt: skip


def paint_veil(painter: QPainter, box: QRectF, mask: npt.NDArray[np.bool_], theme: Theme) -> None:
    """Hatch the cells of the picture at `box` that `mask` (rows, columns) hides."""
    veil = mixed(QColor(theme.muted), QColor(theme.surface), VEIL)
    hatch = QBrush(mixed(QColor(theme.muted), QColor(theme.surface), HATCH))
    hatch.setStyle(Qt.BrushStyle.BDiagPattern)
    rows, columns = mask.shape
    for row, column in np.argwhere(mask).tolist():
        cell = cell_box(box, rows, columns, row, column)
        painter.fillRect(cell, veil)
        painter.fillRect(cell, hatch)


def outline(painter: QPainter, cell: QRectF, theme: Theme) -> None:
    """A frame round a cell, in the accent colour."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(QColor(theme.accent), 2.0 * theme.zoom))
    painter.drawRect(cell)
