"""A table of values as colours."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from core.touches import Pick
from core.views import Matrix
from core.words import meaning
from gui.i18n import tr
from gui.panels.fills import coloured, indexed, unsmoothed
from gui.panels.layouts import FLATTEST, Table, proportioned
from gui.panels.pickable import PickablePanel
from gui.panels.reading_text import written
from gui.panels.readout import Readout, Row
from gui.panels.style import pen
from gui.panels.text import elided, readable_on
from gui.theme import Theme

TEXT_SIZE = 11
LABEL_SIZE = 12
EDGE = 8
WIDEST_LABEL = 0.34
"""Share of the panel that row labels, or turned column labels, may take."""
THUMBNAIL = 150
"""Pixels of the shorter side below which only the table is drawn."""
UNKNOWN = Qt.BrushStyle.BDiagPattern
"""What stands where there is no value."""
WIDE = 1.8
"""By how much a panel is wider than high that has room beside a square table."""
MOST_NUMBERS = 400
"""Cells above which no values are written into them."""


class MatrixPanel(PickablePanel):
    """Draws a Matrix; the value under the pointer is written beside it."""

    items = "matrix"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None

    def received(self, view: Matrix) -> None:
        self._image = None

    def restyle(self, theme: Theme) -> None:
        self._image = None
        super().restyle(theme)

    def is_beside(self, view: Matrix) -> bool:
        return view.square and self.width() > WIDE * self.height() and self.fits_beside(view)

    def table(self, view: Matrix) -> Table:
        """Where everything lies at this moment."""
        metrics = QFontMetricsF(self.theme.font(TEXT_SIZE))
        edge = self.theme.pixels(EDGE)
        view = self._without_labels(view)
        rows, columns = view.values.shape
        rect = self.body(view).adjusted(edge, edge, -edge, -edge)
        line = metrics.height() + 3
        left = min(_widest(view.row_labels, metrics), WIDEST_LABEL * self.width())
        rect.setLeft(rect.left() + (left + edge if left else 0))
        rect.setTop(rect.top() + (line + 2 if view.y_label else 0))
        rect.setBottom(rect.bottom() - (line + 2 if view.x_label else 0))
        widest = _widest(view.column_labels, metrics)
        turned = widest > rect.width() / max(1, columns) - 2
        foot = min(widest + 4, WIDEST_LABEL * self.height()) if turned else line
        rect.setBottom(rect.bottom() - (foot if widest else 0))
        rect.setSize(rect.size().expandedTo(QRectF(0, 0, 8, 8).size()))
        flattest = 1.0 if view.square else FLATTEST
        return Table(proportioned(rect, rows, columns, flattest), rows, columns, turned)

    def _without_labels(self, view: Matrix) -> Matrix:
        """In a thumbnail labels would leave no room for the table."""
        if min(self.width(), self.height()) >= THUMBNAIL * self.theme.zoom:
            return view
        return replace(view, row_labels=(), column_labels=(), x_label="", y_label="")

    def paint(self, painter: QPainter, view: Matrix) -> None:
        if view.values.ndim != 2 or view.values.size == 0:
            return
        if self._image is None:
            lut = self.theme.lut(view.scale)
            self._image = coloured(view.values, view.levels, lut)
        table = self.table(view)
        self.paint_key(painter, view)
        straight, image = self.straight, self._image
        if np.isnan(view.values).any():
            painter.fillRect(table.rect, QBrush(QColor(self.theme.muted), UNKNOWN))
        painter.drawImage(table.rect, unsmoothed(image, table.rect) if straight else image)
        painter.setPen(pen(QColor(self.theme.hairline), 1.0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawRect(table.rect)
        self._paint_numbers(painter, view, table)
        labelled = self._without_labels(view)
        self._paint_row_labels(painter, labelled, table)
        self._paint_column_labels(painter, labelled, table)
        self._paint_titles(painter, labelled, table)
        if view.picked is not None:
            self._outline(painter, table, view.picked, 2.2)

    def item_at(self, view: Matrix, at: QPointF) -> int:
        cell = self.table(view).at(at)
        return -1 if cell is None else cell[0] * view.values.shape[1] + cell[1]

    def count(self, view: Matrix) -> int:
        return view.values.size

    def picked(self, view: Matrix) -> Sequence[int]:
        if view.picked is None:
            return ()
        return (view.picked[0] * view.values.shape[1] + view.picked[1],)

    def pick(self, view: Matrix, index: int) -> Pick:
        return Pick(self.items, *(divmod(index, view.values.shape[1]) if index >= 0 else (-1,)))

    def read(self, view: Matrix, at: QPointF) -> Readout | None:
        table = self.table(view) if view.values.ndim == 2 and view.values.size else None
        place = table.at(at) if table is not None else None
        if table is None or place is None:
            return None
        row, column = place
        metrics = QFontMetricsF(self.theme.font(TEXT_SIZE))
        names = [
            elided(names[index], 0.3 * self.width(), metrics)
            for names, index in ((view.row_labels, row), (view.column_labels, column))
            if index < len(names)
        ]
        cell, value = table.cell(row, column), _number(float(view.values[row, column]), 3)
        rows = (Row(" · ".join(names), value),)
        return Readout(rows, cell.center(), outline=cell)

    def _paint_numbers(self, painter: QPainter, view: Matrix, table: Table) -> None:
        """Values in the cells, where cells are few and all of them find room."""
        if view.values.size > MOST_NUMBERS:
            return
        font = self.theme.font(TEXT_SIZE)
        metrics, cell = QFontMetricsF(font), table.cell(0, 0)
        if cell.height() < metrics.ascent() or cell.width() < metrics.horizontalAdvance("0") + 6:
            return
        said = {
            place: _number(float(view.values[place]))
            for place in np.ndindex(*view.values.shape)
            if np.isfinite(view.values[place])
        }
        if cell.width() < _widest(said.values(), metrics) + 6:
            return
        painter.setFont(font)
        lut = self.theme.lut(view.scale)
        places = indexed(view.values, view.levels, len(lut))
        for place, words in said.items():
            painter.setPen(readable_on(QColor(*lut[places[place]].tolist()), self.theme))
            painter.drawText(table.cell(*place), Qt.AlignmentFlag.AlignCenter, words)

    def tip(self, at: QPointF) -> str:
        """What the axis beside or below the table counts."""
        view = self.view
        if view is None or not view.values.size:
            return ""
        rect = self.table(view).rect
        below, beside = at.y() > rect.bottom(), at.x() < rect.left() or at.y() < rect.top()
        label = view.x_label if below else view.y_label if beside else ""
        words = [tr(label), tr(meaning(view, label))] if label else []
        return super().tip(at) or "\n".join(filter(None, words))

    def _paint_row_labels(self, painter: QPainter, view: Matrix, table: Table) -> None:
        font = self.theme.font(TEXT_SIZE)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        edge = self.theme.pixels(EDGE)
        widest = min(_widest(view.row_labels, metrics), WIDEST_LABEL * self.width())
        right = table.rect.left() - 0.75 * edge
        stride = max(1, int(np.ceil(0.85 * metrics.height() / table.cell(0, 0).height())))
        for row in range(0, min(table.rows, len(view.row_labels)), stride):
            self._label_pen(painter, view.picked is not None and view.picked[0] == row)
            middle = table.cell(row, 0).center().y()
            box = QRectF(right - widest, middle - 12, widest, 24)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, elided(view.row_labels[row], widest + 1, metrics))

    def _paint_column_labels(self, painter: QPainter, view: Matrix, table: Table) -> None:
        font = self.theme.font(TEXT_SIZE)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        width = table.cell(0, 0).width()
        needed = 0.85 * metrics.height() if table.turned else 1.0
        stride = max(1, int(np.ceil(needed / width)))
        room = WIDEST_LABEL * self.height()
        for column in range(0, min(table.columns, len(view.column_labels)), stride):
            self._label_pen(painter, view.picked is not None and view.picked[1] == column)
            cell = table.cell(table.rows - 1, column)
            text = view.column_labels[column]
            painter.save()
            painter.translate(cell.center().x(), table.rect.bottom() + 4)
            if table.turned:
                painter.rotate(-90)
                box = QRectF(-room, -12, room, 24)
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(box, flags, elided(text, room, metrics))
            else:
                box = QRectF(-width / 2, 0, width, metrics.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, elided(text, width, metrics))
            painter.restore()

    def _paint_titles(self, painter: QPainter, view: Matrix, table: Table) -> None:
        painter.setFont(self.theme.font(LABEL_SIZE))
        painter.setPen(QColor(self.theme.muted))
        edge = self.theme.pixels(EDGE)
        whole = self.body(view).adjusted(edge, edge / 2, -edge, -edge / 2)
        if view.y_label:
            whole.setLeft(min(table.rect.left(), whole.right() - 60))
            painter.drawText(whole, Qt.AlignmentFlag.AlignLeft, tr(view.y_label))
        if view.x_label:
            whole.setRight(max(table.rect.right(), whole.left() + 60))
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
            painter.drawText(whole, flags, tr(view.x_label))

    def _outline(
        self, painter: QPainter, table: Table, cell: tuple[int, int], width: float
    ) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(QColor(self.theme.accent), width * self.theme.zoom))
        painter.drawRect(table.cell(*cell))

    def _label_pen(self, painter: QPainter, picked: bool) -> None:
        painter.setPen(QColor(self.theme.text if picked else self.theme.muted))


def _widest(labels: Iterable[str], metrics: QFontMetricsF) -> float:
    return max((metrics.horizontalAdvance(text[:200]) for text in labels), default=0.0)


def _number(value: float, decimals: int = 2) -> str:
    whole = value == round(value) and abs(value) < 1e6 if np.isfinite(value) else False
    return written(value, ".0f" if whole else f".{decimals}f")
