"""A grid of pictures that can be picked, and whose cells a brush can hide."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from core.views import Images
from gui.i18n import tr
from gui.panels.brush import Brush, Cell
from gui.panels.fills import indexed, picture, unsmoothed
from gui.panels.layouts import Grid
from gui.panels.mask_overlay import cell_box, outline, paint_veil
from gui.panels.pickable import PickablePanel
from gui.panels.readout import Readout, Row, value_of
from gui.panels.style import pen
from gui.panels.text import elided
from gui.theme import Theme

TEXT_SIZE = 11
EDGE = 8
GAP = 6
SMALLEST_GAP = 2.0
LABEL_GAP = 4
NARROWEST_LABEL = 24
"""Pixels below which a label under a picture says nothing."""


class ImagesPanel(PickablePanel):
    """Draws Images; all pictures of one view are one QImage."""

    items = "pictures"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip: QImage | None = None
        self.brush = Brush(self.send)
        self._cursor: Cell = (0, 0, 0)

    def touchable(self, view: Images) -> bool:
        return super().touchable(view) or view.cells is not None

    def received(self, view: Images) -> None:
        self._strip = None

    def restyle(self, theme: Theme) -> None:
        self._strip = None
        super().restyle(theme)

    def grid(self, view: Images) -> Grid:
        """Where everything lies at this moment: as large as the panel allows."""
        count = len(view.pictures)
        columns = max(1, min(view.columns, count))
        rows = max(1, -(-count // columns))
        edge = self.theme.pixels(EDGE)
        label = (
            QFontMetricsF(self.theme.font(TEXT_SIZE)).height() + LABEL_GAP
            if any(view.labels)
            else 0.0
        )
        tall, wide = view.pictures.shape[1:3] if count else (1, 1)
        gap = max(SMALLEST_GAP, min(self.theme.pixels(GAP), 0.15 * self.width() / columns))
        body = self.body(view)
        across = (self.width() - 2 * edge - (columns - 1) * gap) / columns
        up = (body.height() - 2 * edge - (rows - 1) * gap - rows * label) / rows
        scale = max(min(across / max(1, wide), up / max(1, tall)), 1 / max(1, wide, tall))
        width, height = scale * wide, scale * tall
        left = (self.width() - columns * width - (columns - 1) * gap) / 2
        top = body.center().y() - (rows * (height + label) + (rows - 1) * gap) / 2
        return Grid(count, columns, QPointF(left, top), width, height, gap, label)

    def paint(self, painter: QPainter, view: Images) -> None:
        if len(view.pictures) == 0:
            return
        if self._strip is None:
            self._strip = picture(_colours(view, self.theme))
        grid, tall = self.grid(view), view.pictures.shape[1]
        self.paint_key(painter, view)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, view.smooth)
        for index in range(grid.count):
            part = QRectF(0, index * tall, view.pictures.shape[2], tall)
            if self.straight and not view.smooth:
                alone = self._strip.copy(part.toRect())
                painter.drawImage(grid.box(index), unsmoothed(alone, grid.box(index)))
            elif view.smooth:  # smoothing would mix in the edge of the next picture
                painter.drawImage(grid.box(index), self._strip.copy(part.toRect()))
            else:
                painter.drawImage(grid.box(index), self._strip, part)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cells(painter, view, grid)
        self._paint_frames(painter, view, grid)
        self._paint_labels(painter, view, grid)

    def item_at(self, view: Images, at: QPointF) -> int:
        return self.grid(view).at(at)

    def read(self, view: Images, at: QPointF) -> Readout | None:
        grid = self.grid(view)
        index = grid.at(at) if grid.count else -1
        if index < 0:
            return None
        box, (tall, wide) = grid.box(index), view.pictures.shape[1:3]
        row = min(tall - 1, max(0, int((at.y() - box.top()) / box.height() * tall)))
        column = min(wide - 1, max(0, int((at.x() - box.left()) / box.width() * wide)))
        name = tr(view.labels[index]) if index < len(view.labels) else tr(view.title)
        value = ", ".join(value_of(each) for each in view.pictures[index, row, column].ravel())
        return Readout((Row(name, value),), at)

    def count(self, view: Images) -> int:
        return len(view.pictures)

    def picked(self, view: Images) -> Sequence[int]:
        return view.picked

    def holds(self) -> bool:
        return self.brush.busy

    def answered(self, serial: int) -> None:
        if self.brush.let_go(serial):
            self.update()

    def pressed(self, view: Images, event: QMouseEvent) -> bool:
        left, right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
        cell = self._cell_at(view, event.position()) if event.button() in (left, right) else None
        if cell is None:
            return super().pressed(view, event)
        self.brush.press(view, cell, hides=event.button() == left)
        return True

    def moved(self, view: Images, at: QPointF) -> None:
        cell = self._cell_at(view, at) if self.brush.busy else None
        if cell is not None:
            self.brush.move(view, cell)
            self.update()

    def released(self, view: Images, at: QPointF) -> None:
        self.brush.release()

    def keyed(self, view: Images, event: QKeyEvent) -> bool:
        if super().keyed(view, event):
            return True
        return view.cells is not None and self.count(view) > 0 and self._cell_key(event, view)

    def _cell_key(self, event: QKeyEvent, view: Images) -> bool:
        """Shift and arrows move a cursor over the cells, Return hides or shows the cell."""
        assert view.cells is not None
        rows, columns = view.cells
        index, row, column = self._cursor
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.brush.toggle(view, self._cursor)
            return True
        moves = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        if key not in moves or not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        down, right = moves[Qt.Key(key)]
        place = index * columns + column + right
        place %= columns * len(view.pictures)
        self._cursor = (place // columns, (row + down) % rows, place % columns)
        return True

    def _cell_at(self, view: Images, at: QPointF) -> Cell | None:
        if view.cells is None:
            return None
        grid = self.grid(view)
        index = grid.at(at)
        if index < 0:
            return None
        box = grid.box(index)
        rows, columns = view.cells
        row = int((at.y() - box.top()) / box.height() * rows)
        column = int((at.x() - box.left()) / box.width() * columns)
        return index, min(row, rows - 1), min(column, columns - 1)

    def _paint_cells(self, painter: QPainter, view: Images, grid: Grid) -> None:
        if view.cells is None:
            if view.masked is None or view.masked.ndim != 3:
                return
            rows, columns = view.masked.shape[1:]
        else:
            rows, columns = view.cells
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for index in range(grid.count):
            box = grid.box(index)
            paint_veil(painter, box, self.brush.mask(view, index, rows, columns), self.theme)
            if view.lit is not None:
                outline(painter, cell_box(box, rows, columns, *view.lit), self.theme)
        if view.cells is not None and self.hasFocus() and not self.straight:
            index, row, column = self._cursor
            outline(painter, cell_box(grid.box(index), rows, columns, row, column), self.theme)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_frames(self, painter: QPainter, view: Images, grid: Grid) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if view.cells is not None:
            painter.setPen(pen(QColor(self.theme.hairline), 1.0))
            for index in range(grid.count):
                painter.drawRect(grid.box(index))
        painter.setPen(pen(QColor(self.theme.accent), 2.0 * self.theme.zoom))
        for index in view.picked:
            if 0 <= index < grid.count:
                painter.drawRoundedRect(grid.box(index).adjusted(-2, -2, 2, 2), 3, 3)

    def _paint_labels(self, painter: QPainter, view: Images, grid: Grid) -> None:
        if grid.width < NARROWEST_LABEL:
            return
        font = self.theme.font(TEXT_SIZE)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.muted))
        for index, label in enumerate(view.labels[: grid.count]):
            box = grid.box(index)
            below = QRectF(
                box.left() - 2, box.bottom() + LABEL_GAP, box.width() + 4, metrics.height()
            )
            text = elided(tr(label), below.width(), metrics)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)


def _colours(view: Images, theme: Theme) -> npt.NDArray[np.uint8]:
    """All pictures below each other as red, green, blue, alpha."""
    pictures = view.pictures.reshape(-1, *view.pictures.shape[2:])
    if pictures.ndim == 2:
        colours = theme.lut("grey")[indexed(pictures, (0.0, 1.0), 256)]
        colours[~np.isfinite(pictures)] = 0
        return colours
    bytes_ = np.clip(np.nan_to_num(pictures) * 255 + 0.5, 0, 255).astype(np.uint8)
    alpha = np.full((*bytes_.shape[:2], 1), 255, dtype=np.uint8)
    return np.concatenate([bytes_[..., :3], alpha], axis=2)
