"""Axes where there is a label: few ticks, muted type, hairlines; and the room they take."""

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from core.view_layers import Bounds
from gui.panels.end_labels import gutter_of
from gui.panels.frame import Frame, letterboxed
from gui.panels.legend_layout import MOST_OF_HEIGHT, Legend, Mark, legend_of
from gui.panels.ticks import Tick, ticks
from gui.theme import Theme

TICK_SIZE = 11
LABEL_SIZE = 12
EDGE = 8
"""Pixels round a plot."""
X_TICK_ROOM = 96
Y_TICK_ROOM = 44
"""Pixels for which one tick is drawn."""
HEAD = 0.4
"""Share of the room to which a label is cut where names or ticks would have to go for it."""


@dataclass(frozen=True, slots=True)
class AxesSpec:
    """What a view asks of its axes; `bounds` hold logarithms where an axis is logarithmic."""

    bounds: Bounds
    x_label: str
    y_label: str
    equal: bool = False
    log_x: bool = False
    log_y: bool = False
    marks: tuple[Mark, ...] = ()
    """What the legend above the plot tells."""
    ends: tuple[Mark, ...] = ()
    """What can be named at the right of the plot instead, where the lines end."""
    share: float = MOST_OF_HEIGHT
    """What the legend may take of the height."""
    whole_x: bool = False
    """Whether x counts something."""
    edge: bool = True
    grid: bool = True


@dataclass(frozen=True, slots=True)
class Axes:
    """The frame of the data, the ticks, and the strip above for the y label and the legend.

    `ends` are named at the right, in the gutter.
    """

    spec: AxesSpec
    legend: Legend
    frame: Frame
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    strip: QRectF
    ends: tuple[Mark, ...] = ()


def laid_out(spec: AxesSpec, whole: QRectF, theme: Theme) -> Axes:
    """Divide the panel `whole` between data and axes."""
    spec = replace(spec, y_label=_head(spec, whole, theme))
    metrics = QFontMetricsF(theme.font(TICK_SIZE))
    edge = theme.pixels(EDGE)
    around = edge if spec.edge or spec.x_label or spec.y_label else 0
    gutter = gutter_of(spec.ends, whole, theme)
    ends = spec.ends if gutter else ()
    legend = _lettered(spec, ends, whole, theme)
    above = max(legend.height, metrics.height() + 2 if spec.y_label else 0.0)
    strip_height = above + edge if above else around
    foot = metrics.height() + edge if spec.x_label else around
    rect = whole.adjusted(around, strip_height, -around - gutter, -foot)
    if spec.y_label:
        found = _y_ticks(spec, spec.bounds, rect, theme)
        widest = max((metrics.horizontalAdvance(text) for _, text in found), default=0.0)
        rect.setLeft(rect.left() + widest + edge * 0.75)
    rect = QRectF(rect.topLeft(), rect.bottomRight())
    rect.setWidth(max(8.0, rect.width()))
    rect.setHeight(max(8.0, rect.height()))
    bounds = letterboxed(spec.bounds, rect) if spec.equal else spec.bounds
    frame = Frame(rect, bounds, spec.log_x, spec.log_y)
    spec, across = _foot(spec, frame, theme)
    up = _y_ticks(spec, bounds, rect, theme) if spec.y_label else []
    strip = QRectF(max(around, edge), 2, whole.width() - 2 * max(around, edge), strip_height)
    return Axes(spec, legend, frame, tuple(across), tuple(up), strip, ends)


def _head(spec: AxesSpec, whole: QRectF, theme: Theme) -> str:
    """The y label, cut where it would fold names away."""
    if not _lettered(spec, (), whole, theme).more:
        return spec.y_label
    room = HEAD * (whole.width() - 2 * theme.pixels(EDGE))
    metrics = QFontMetricsF(theme.font(LABEL_SIZE))
    return metrics.elidedText(spec.y_label, Qt.TextElideMode.ElideRight, room)


def _lettered(spec: AxesSpec, ends: tuple[Mark, ...], whole: QRectF, theme: Theme) -> Legend:
    """The legend in what the y label leaves of the strip."""
    taken = QFontMetricsF(theme.font(LABEL_SIZE)).horizontalAdvance(spec.y_label)
    edge = theme.pixels(EDGE)
    room = whole.width() - 2 * edge
    marks = [mark for mark in spec.marks if mark not in ends]
    beside = taken + edge if taken else 0.0
    return legend_of(marks, room, whole.height(), theme, beside, spec.share)


def paint_axes(painter: QPainter, axes: Axes, theme: Theme) -> None:
    """Hairlines behind the data, ticks and labels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(QColor(theme.hairline), 1.0))
    rect = axes.frame.rect
    lines = [_across(axes, at) for at, _ in axes.y_ticks] if axes.spec.grid else []
    if axes.spec.x_label:
        lines.append(QLineF(rect.bottomLeft(), rect.bottomRight()))
    if axes.spec.y_label and not axes.spec.grid:
        lines.append(QLineF(rect.bottomLeft(), rect.topLeft()))
    painter.drawLines(lines)
    painter.setPen(QColor(theme.muted))
    _y_texts(painter, axes, theme)
    _x_texts(painter, axes, theme)


def _y_texts(painter: QPainter, axes: Axes, theme: Theme) -> None:
    font = theme.font(TICK_SIZE)
    painter.setFont(font)
    height = QFontMetricsF(font).height()
    right = axes.frame.rect.left() - theme.pixels(EDGE) * 0.75
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for at, text in axes.y_ticks:
        y = _across(axes, at).y1()
        painter.drawText(QRectF(0, y - height / 2, right, height), flags, text)
    if axes.spec.y_label:
        painter.setFont(theme.font(LABEL_SIZE))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(axes.strip, left, axes.spec.y_label)


def _x_texts(painter: QPainter, axes: Axes, theme: Theme) -> None:
    if not axes.spec.x_label:
        return
    metrics = QFontMetricsF(theme.font(TICK_SIZE))
    rect = axes.frame.rect
    top = rect.bottom() + theme.pixels(3)
    painter.setFont(theme.font(TICK_SIZE))
    for tick in axes.x_ticks:
        left, right = _span(tick, axes.frame, metrics)
        painter.drawText(QRectF(left, top, right - left + 1, metrics.height()), tick[1])
    painter.setFont(theme.font(LABEL_SIZE))
    box = QRectF(rect.left(), top, rect.width(), metrics.height() + 2)
    painter.drawText(box, Qt.AlignmentFlag.AlignRight, axes.spec.x_label)


def _foot(spec: AxesSpec, frame: Frame, theme: Theme) -> tuple[AxesSpec, list[Tick]]:
    """Ticks that stand clear of each other and of the label, closer ones where few would.

    The label is cut where it leaves no room for two.
    """
    metrics, found = QFontMetricsF(theme.font(LABEL_SIZE)), list[Tick]()
    if not spec.x_label:
        return spec, found
    count = max(2.0, frame.rect.width() / theme.pixels(X_TICK_ROOM))
    room, right = HEAD * frame.rect.width(), Qt.TextElideMode.ElideRight
    for label in (spec.x_label, metrics.elidedText(spec.x_label, right, room)):
        free = frame.rect.right() - metrics.horizontalAdvance(label) - theme.pixels(EDGE)
        spec = replace(spec, x_label=label)
        for closer in (1.0, 2.0, 4.0, 8.0):
            every = ticks(*frame.bounds[:2], count * closer, spec.log_x, spec.whole_x)
            found = _clear(every, frame, free, theme)
            if len(found) > 1:
                return spec, found
    return spec, found


def _clear(every: list[Tick], frame: Frame, free: float, theme: Theme) -> list[Tick]:
    metrics, found, last = QFontMetricsF(theme.font(TICK_SIZE)), list[Tick](), -math.inf
    for tick in every:
        left, right = _span(tick, frame, metrics)
        if left >= last and right <= free:
            last = right + theme.pixels(EDGE)
            found.append(tick)
    return found


def _span(tick: Tick, frame: Frame, metrics: QFontMetricsF) -> tuple[float, float]:
    """From where to where a tick's text reaches."""
    (left, right, _, _), rect = frame.bounds, frame.rect
    width = metrics.horizontalAdvance(tick[1])
    middle = rect.left() + (tick[0] - left) / (right - left) * rect.width()
    begins = max(2.0, middle - width / 2)
    return begins, begins + width


def _y_ticks(spec: AxesSpec, bounds: Bounds, rect: QRectF, theme: Theme) -> list[Tick]:
    count = rect.height() / theme.pixels(Y_TICK_ROOM)
    return ticks(bounds[2], bounds[3], max(2.0, count), spec.log_y)


def _across(axes: Axes, at: float) -> QLineF:
    rect, (_, _, bottom, top) = axes.frame.rect, axes.frame.bounds
    y = round(rect.bottom() - (at - bottom) / (top - bottom) * rect.height())
    return QLineF(rect.left(), y, rect.right(), y)
