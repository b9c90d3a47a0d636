"""Names at the ends of the lines of a chart, in a gutter at its right."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from core.view_layers import Layers, Lines, Rule
from gui.i18n import tr
from gui.panels.frame import Frame
from gui.panels.legend_layout import LABEL_SIZE, Mark
from gui.panels.style import Style, pen
from gui.theme import Theme

LEADER = 16
"""Pixels between the plot and the names, for the lines that lead to them."""
LED = 0.35
"""Opacity of those lines, grey so that nobody takes them for the curve that they lead from."""
WIDEST = 0.36
"""Share of the panel's width above which names stand in the legend instead."""


class EndLabel(NamedTuple):
    """What names a line, where that stands, and where the line ends, if it has begun."""

    mark: Mark
    rect: QRectF
    end: QPointF | None


def at_ends(layers: Layers, marks: Sequence[Mark]) -> bool:
    """Whether all `marks` name rules and lines that run from left to right."""
    return all(has_end(layers[mark.name]) for mark in marks)


def gutter_of(marks: Sequence[Mark], whole: QRectF, theme: Theme) -> float:
    """The width of a gutter for `marks` in the panel `whole`; 0 where they do not fit."""
    metrics = QFontMetricsF(theme.font(LABEL_SIZE))
    widest = max((metrics.horizontalAdvance(tr(mark.label)) for mark in marks), default=0.0)
    width = widest + theme.pixels(LEADER) + 2
    fits = width <= WIDEST * whole.width()
    # Below the plot the axis takes about three lines.
    fits = fits and metrics.height() * (len(marks) + 3) <= whole.height()
    return width if marks and fits else 0.0


def placed(marks: Sequence[Mark], layers: Layers, frame: Frame, theme: Theme) -> list[EndLabel]:
    """The names beside `frame`, in the order of the ends of their lines, none over another."""
    metrics = QFontMetricsF(theme.font(LABEL_SIZE))
    ends = sorted(
        ((_end(layers[mark.name], frame), mark) for mark in marks if mark.name in layers),
        key=lambda each: each[0].y() if each[0] else frame.rect.bottom(),
    )
    line = metrics.height()
    wanted = [end.y() if end else frame.rect.bottom() for end, _ in ends]
    middles = spread(wanted, line, frame.rect.top(), frame.rect.bottom())
    left = frame.rect.right() + theme.pixels(LEADER)
    return [
        EndLabel(
            mark,
            QRectF(left, at - line / 2, metrics.horizontalAdvance(tr(mark.label)) + 1, line),
            end,
        )
        for (end, mark), at in zip(ends, middles, strict=True)
    ]


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places in ascending order near `wanted`, which ascends, at least `apart` from each other.

    They lie between `low` and `high` where all find room there.
    """
    places: list[float] = []
    for at in wanted:
        places.append(max(at, low, places[-1] + apart if places else low))
    last = high
    for index in reversed(range(len(places))):
        places[index] = min(places[index], last)
        last = places[index] - apart
    return places


def paint_ends(
    painter: QPainter, labels: Sequence[EndLabel], hidden: frozenset[str], style: Style
) -> None:
    """A leader from each line's end to its name, in the line's colour; hidden ones are struck."""
    font = style.theme.font(LABEL_SIZE)
    struck = QFont(font)
    struck.setStrikeOut(True)
    painter.setClipping(False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for label in labels:
        gone = label.mark.label in hidden
        role = "muted" if gone or label.mark.role == "ghost" else label.mark.role
        if not gone and label.end is not None:
            painter.setPen(pen(style.pale("muted", LED), 1.0))
            painter.drawLine(label.end, QPointF(label.rect.left() - 3, label.rect.center().y()))
        painter.setFont(struck if gone else font)
        painter.setPen(style.theme.colour(role))
        painter.drawText(label.rect, Qt.AlignmentFlag.AlignVCenter, tr(label.mark.label))


def has_end(layer: object) -> bool:
    """Whether it is a rule, or a line that runs from left to right."""
    if not isinstance(layer, Lines):
        return isinstance(layer, Rule)
    across = layer.points[:, 0]
    across = across[np.isfinite(across)]
    return bool(np.all(np.diff(across) >= 0))


def _end(layer: object, frame: Frame) -> QPointF | None:
    """The last point of a line that is shown, kept inside the frame; None where none is yet."""
    rect = frame.rect
    if isinstance(layer, Rule):
        y = frame.to_pixels(np.array([[1.0, layer.value]]))[0, 1]
        return QPointF(*frame.within(rect.right(), y if np.isfinite(y) else rect.bottom()))
    assert isinstance(layer, Lines)
    pixels = frame.to_pixels(layer.points)
    sound = pixels[np.isfinite(pixels).all(axis=1) & (pixels[:, 0] <= rect.right() + 1)]
    if not len(sound):
        return None
    return QPointF(*frame.within(*sound[-1].tolist()))
