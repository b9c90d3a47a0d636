"""Words of handles and rules stand on a pale ground: they are read where curves pass.

Texts of a layer have a halo: they stand at the very marks that they name, which a ground would
hide.
"""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from gui.panels.style import Style

GROUND, MARGIN, HALO = 0.78, 2.0, 1.0
"""How opaque it is, and how far it and a halo go beyond the words (pixels at zoom 1)."""


def box_of(text: str, font: QFont) -> QRectF:
    """The room that words take, from the origin on."""
    metrics = QFontMetricsF(font)
    return QRectF(0, 0, metrics.horizontalAdvance(text) + 1, metrics.height())


def paint_words(
    painter: QPainter, words: Iterable[tuple[QRectF, str]], font: QFont, colour: QColor
) -> None:
    """Write each text in the middle of its box."""
    painter.setFont(font)
    painter.setPen(colour)
    for box, text in words:
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_halos(
    painter: QPainter, words: Iterable[tuple[QRectF, str]], font: QFont, style: Style
) -> None:
    """Write words that are painted next a little beside their places, in the surface's colour."""
    away = HALO * style.theme.zoom
    corners = [(across, up) for across in (-away, away) for up in (-away, away)]
    around = [(box.translated(*corner), text) for box, text in words for corner in corners]
    paint_words(painter, around, font, QColor(style.theme.surface))


def paint_grounds(painter: QPainter, words: Iterable[tuple[QRectF, str]], style: Style) -> None:
    """Cover what lies under words that are painted next."""
    margin, ground = MARGIN * style.theme.zoom, QColor(style.theme.surface)
    ground.setAlphaF(GROUND)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    for box, _ in words:
        painter.drawRoundedRect(box.adjusted(-margin, 0, margin, 0), 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
