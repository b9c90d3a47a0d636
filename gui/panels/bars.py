"""Bars, upright or lying, with the truth as dashed ticks."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from core.view_layers import Array
from core.views import Bars
from gui.i18n import tr
from gui.panels.frame import Pixels
from gui.panels.layouts import Slots, stride
from gui.panels.pickable import PickablePanel
from gui.panels.ranges import FittedRange, Limits
from gui.panels.reading_text import written
from gui.panels.readout import Readout, Row, value_of
from gui.panels.strokes import DASH, stroke
from gui.panels.style import Cap, pen
from gui.panels.text import elided

TEXT_SIZE = 11
EDGE = 10
THICKEST = 56
"""Pixels of the widest bar: one bar alone does not fill a wall."""
WIDEST_LABEL = 0.45
"""Share of the panel for the labels of lying bars."""
PALE = 0.38
"""Opacity of the bars that are not picked while one is."""
CORNER = 2.0
MANY = 12
"""Bars beyond which those that cannot be seen have no number."""
THIN = 16
"""Pixels of a slot below which the truth is one line instead of a tick per bar."""


class BarsPanel(PickablePanel):
    """Draws Bars."""

    items = "bars"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fit = FittedRange(padded=True)
        self._limits: Limits = (0.0, 1.0)

    def received(self, view: Bars) -> None:
        self._limits = self._limits_of(view)

    def slots(self, view: Bars) -> Slots:
        """Where everything lies at this moment."""
        metrics = QFontMetricsF(self.theme.font(TEXT_SIZE))
        edge = self.theme.pixels(EDGE)
        whole = self.body(view).adjusted(edge, edge, -edge, -edge)
        line = metrics.height() + 2
        if view.horizontal:
            label = self._label_width(view, metrics)
            value = metrics.horizontalAdvance(written(-0.0, view.form)) + edge
            plot = whole.adjusted(label + edge if label else 0, 0, -value, 0)
        else:
            foot = line if any(view.labels) else 0
            plot = whole.adjusted(0, line, 0, -foot)
        plot.setSize(plot.size().expandedTo(QRectF(0, 0, 8, 8).size()))
        return Slots(plot, self._limits, len(view.values), view.horizontal)

    def paint(self, painter: QPainter, view: Bars) -> None:
        slots = self.slots(view)
        self.paint_key(painter, view)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_baseline(painter, slots)
        painter.setPen(Qt.PenStyle.NoPen)
        thickest = self.theme.pixels(THICKEST)
        for index, value in enumerate(view.values.tolist()):
            if np.isfinite(value):
                painter.setBrush(self._colour(view, index))
                painter.drawRoundedRect(slots.bar(index, value, thickest), CORNER, CORNER)
        self._paint_truth(painter, view, slots)
        painter.setFont(self.theme.font(TEXT_SIZE))
        self._paint_labels(painter, view, slots)
        self._paint_values(painter, view, slots)

    def item_at(self, view: Bars, at: QPointF) -> int:
        return self.slots(view).at(at)

    def read(self, view: Bars, at: QPointF) -> Readout | None:
        slots, labels = self.slots(view), _labels(view)
        index = slots.at(at)
        if index < 0:
            return None
        name = labels[index] if index < len(labels) else str(index + 1)
        rows = [Row(name, value_of(float(view.values[index])))]
        if view.truth is not None and index < len(view.truth):
            name = tr(view.truth_label or "true value")
            rows.append(Row(name, value_of(float(view.truth[index])), "truth"))
        return Readout(tuple(rows), slots.slot(index).center())

    def count(self, view: Bars) -> int:
        return len(view.values)

    def _limits_of(self, view: Bars) -> Limits:
        if view.limits is not None and view.limits[1] > view.limits[0]:
            return view.limits
        known = [view.values.ravel(), np.zeros(1, dtype=np.float32)]
        if view.truth is not None:
            known.append(view.truth.ravel())
        values = np.concatenate(known)
        values = values[np.isfinite(values)]
        return self._fit.take(float(values.min()), float(values.max()), False)

    def _label_width(self, view: Bars, metrics: QFontMetricsF) -> float:
        widest = max((metrics.horizontalAdvance(text[:200]) for text in _labels(view)), default=0.0)
        return min(widest + 1, WIDEST_LABEL * self.width())

    def _colour(self, view: Bars, index: int) -> QColor:
        role = view.roles[index] if index < len(view.roles) else "accent"
        if index == view.picked:
            role = "accent"
        colour = self.theme.colour(role)
        if view.picked >= 0 and index != view.picked:
            colour.setAlphaF(PALE * colour.alphaF())
        return colour

    def _paint_baseline(self, painter: QPainter, slots: Slots) -> None:
        painter.setPen(pen(QColor(self.theme.hairline), 1.0))
        at = round(slots.along(0.0)) + 0.5
        plot = slots.plot
        if slots.horizontal:
            painter.drawLine(QLineF(at, plot.top(), at, plot.bottom()))
        else:
            painter.drawLine(QLineF(plot.left(), at, plot.right(), at))

    def _paint_truth(self, painter: QPainter, view: Bars, slots: Slots) -> None:
        if view.truth is None:
            return
        ink: QPen = pen(self.theme.colour("truth"), 1.6 * self.theme.zoom, Cap.FlatCap)
        ink.setDashPattern([2.2, 1.4])
        painter.setPen(ink)
        slot = slots.slot(0)
        if slots.count > 1 and not slots.horizontal and slot.width() < THIN:
            line = self._truth_line(view.truth, slots)
            stroke(line, "truth", 1.25, DASH, self.style_now())(painter)
            return
        for index, value in enumerate(view.truth.tolist()[: slots.count]):
            if not np.isfinite(value):
                continue
            at, slot = slots.along(value), slots.slot(index)
            if slots.horizontal:
                reach = min(0.42 * slot.height(), 0.6 * self.theme.pixels(THICKEST))
                middle = slot.center().y()
                painter.drawLine(QLineF(at, middle - reach, at, middle + reach))
            else:
                reach = min(0.45 * slot.width(), 0.6 * self.theme.pixels(THICKEST))
                middle = slot.center().x()
                painter.drawLine(QLineF(middle - reach, at, middle + reach, at))

    def _outermost(self, view: Bars, index: int, value: float) -> float:
        """The farther of value and truth, so that a number does not stand on a tick."""
        if view.truth is None or index >= len(view.truth) or not np.isfinite(view.truth[index]):
            return value
        true = float(view.truth[index])
        return min(value, true) if value < 0 else max(value, true)

    def _truth_line(self, truth: Array, slots: Slots) -> Pixels:
        """The truth over thin bars: one dashed line, where ticks would be a crowd of crumbs."""
        values = truth.tolist()[: slots.count]
        points = np.full((len(values), 2), np.nan)
        for index, value in enumerate(values):
            if np.isfinite(value):
                middle, at = slots.slot(index).center(), slots.along(value)
                points[index] = (at, middle.y()) if slots.horizontal else (middle.x(), at)
        return points

    def _paint_labels(self, painter: QPainter, view: Bars, slots: Slots) -> None:
        metrics = painter.fontMetrics()
        measured = QFontMetricsF(self.theme.font(TEXT_SIZE))
        labels = _labels(view)
        every = stride(
            slots, metrics.height(), [measured.horizontalAdvance(text[:20]) for text in labels]
        )
        for index in range(0, min(slots.count, len(labels)), every):
            slot = slots.slot(index)
            picked = index == view.picked
            painter.setPen(QColor(self.theme.text if picked else self.theme.muted))
            if slots.horizontal:
                room = slots.plot.left() - 1.7 * self.theme.pixels(EDGE)
                box = QRectF(self.theme.pixels(EDGE), slot.center().y() - 12, room, 24)
                flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            else:
                room = slot.width() * every - 4
                box = QRectF(0, 0, slot.width() * every, metrics.height())
                box.moveCenter(
                    QPointF(slot.center().x(), slots.plot.bottom() + 3 + metrics.height() / 2)
                )
                flags = Qt.AlignmentFlag.AlignCenter
            painter.drawText(box, flags, elided(labels[index], room, measured))

    def _paint_values(self, painter: QPainter, view: Bars, slots: Slots) -> None:
        for index, box in self.number_boxes(view, slots).items():
            painter.setPen(QColor(self.theme.text if index == view.picked else self.theme.muted))
            painter.drawText(box.bottomLeft(), written(float(view.values[index]), view.form))

    def number_boxes(self, view: Bars, slots: Slots) -> dict[int, QRectF]:
        """Where numbers of bars stand: those of the largest first, and each covers no other."""
        values, found = view.values.tolist(), dict[int, QRectF]()
        known = [index for index, value in enumerate(values) if np.isfinite(value)]
        for index in sorted(known, key=lambda index: -abs(values[index])):
            box = self._number_box(view, index, slots)
            covers = any(box.intersects(other) for other in found.values())
            if not covers and not self._is_crumb(view, index, slots):
                found[index] = box
        return found

    def _number_box(self, view: Bars, index: int, slots: Slots) -> QRectF:
        """Where the number of a bar would stand: beyond its end, and the tick of its truth."""
        metrics = QFontMetricsF(self.theme.font(TEXT_SIZE))
        value, high = float(view.values[index]), metrics.ascent()
        width = metrics.horizontalAdvance(written(value, view.form))
        middle = slots.slot(index).center()
        end = slots.along(self._outermost(view, index, value))
        if slots.horizontal:
            zero = slots.along(0.0)
            left = max(end, zero) + 6 if view.truth is None else slots.plot.right() + 6
            left = min(left, self.width() - width - 2)
            return QRectF(left, middle.y() - 0.65 * high, width, high)
        top = end + 2 if value < 0 else end - 4 - high
        return QRectF(middle.x() - width / 2, top, width, high)

    def _is_crumb(self, view: Bars, index: int, slots: Slots) -> bool:
        """Whether a bar among many is too low to be seen; its number would say nothing."""
        low = abs(slots.along(float(view.values[index])) - slots.along(0.0)) < 1
        return low and slots.count > MANY


def _labels(view: Bars) -> list[str]:
    """What is written at the bars: words of the data as they are, others translated."""
    return [text if view.verbatim else tr(text) for text in view.labels]
