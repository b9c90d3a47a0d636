"""A legend in one row at the top right, only where two or more layers carry a label."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from core.marks import Area, Arrows, Layers, Lines, Points
from gui.i18n import tr
from gui.panels.strokes import stroke
from gui.panels.style import Style
from gui.panels.symbols import scaled, symbol

LABEL_SIZE = 12
SWATCH = 16
GAP = 6
BETWEEN = 14
"""Pixels of a swatch, between it and its text, and between two entries."""
SHORTEST_TEXT = 30.0
"""Pixels below which a text is not worth its room."""

Labelled = Lines | Area | Points | Arrows


def labelled(layers: Layers) -> list[Labelled]:
    """The layers of a legend: none where fewer than two carry a label."""
    found = [
        x for x in layers.values() if isinstance(x, Lines | Area | Points | Arrows) and x.label
    ]
    return found if len(found) > 1 else []


def paint_legend(painter: QPainter, layers: Layers, strip: QRectF, style: Style) -> None:
    """Entries from the right end of `strip` leftwards; long texts are elided to an equal share."""
    entries = labelled(layers)
    if not entries:
        return
    theme = style.theme
    font = theme.font(LABEL_SIZE)
    metrics = QFontMetricsF(font)
    swatch, gap, between = theme.pixels(SWATCH), theme.pixels(GAP), theme.pixels(BETWEEN)
    fixed = len(entries) * (swatch + gap) + (len(entries) - 1) * between
    share = max(SHORTEST_TEXT, (strip.width() - fixed) / len(entries))
    words = [tr(entry.label) for entry in entries]
    natural = [metrics.horizontalAdvance(word) for word in words]
    if fixed + sum(natural) > strip.width():
        words = [metrics.elidedText(word, Qt.TextElideMode.ElideRight, share) for word in words]
        natural = [metrics.horizontalAdvance(word) for word in words]
    left = max(strip.left(), strip.right() - fixed - sum(natural))
    middle = strip.top() + metrics.height() / 2
    for entry, word, width in zip(entries, words, natural, strict=True):
        _paint_swatch(painter, entry, QRectF(left, middle - 5, swatch, 10), style)
        painter.setFont(font)
        painter.setPen(QColor(theme.muted))
        box = QRectF(left + swatch + gap, strip.top(), width + 2, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, word)
        left += swatch + gap + width + between


def _paint_swatch(painter: QPainter, entry: Labelled, box: QRectF, style: Style) -> None:
    middle = box.center()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    match entry:
        case Points():
            mark = scaled(symbol(entry.role), 8 * style.theme.zoom, middle.x(), middle.y())
            painter.fillPath(mark, style.pale(entry.role, 0.85))
        case Area():
            painter.fillRect(box, style.pale(entry.role, 0.3))
        case Lines() | Arrows():
            ends = np.array([[box.left(), middle.y()], [box.right(), middle.y()]])
            dashed = isinstance(entry, Lines) and entry.dashed
            stroke(ends, entry.role, 1.2, dashed, style)(painter)
