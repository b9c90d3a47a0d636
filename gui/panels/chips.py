"""Chips wrapped over lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from core.views import Token
from gui.panels.text import elided

NARROWEST = 14.0
"""Pixels of the chip of an empty word."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One word, what is written on its chip, where that stands, and where the writing begins."""

    token: Token
    text: str
    box: QRectF
    left: float


@dataclass(frozen=True, slots=True)
class Spacing:
    """Pixels beside and above a word in its chip, between chips, and between rows."""

    beside: float
    above: float
    gap: float
    between: float


def wrapped(
    rows: Sequence[Sequence[Token]], width: float, font: QFont, spacing: Spacing
) -> list[Chip]:
    """The chips of all rows in order; each row begins a new line and wraps at `width`."""
    chips: list[Chip] = []
    height = QFontMetricsF(font).height() + 2 * spacing.above
    top = 0.0
    for row in rows:
        left = 0.0
        for token in row:
            text, long = _written(token.text, width - 2 * spacing.beside, font)
            wide = max(NARROWEST, long) + 2 * spacing.beside
            if left > 0 and left + wide > width:
                left, top = 0.0, top + height + spacing.gap
            box = QRectF(left, top, wide, height)
            chips.append(Chip(token, text, box, left + (wide - long) / 2))
            left += wide + spacing.gap
        top += height + spacing.gap + spacing.between
    return chips


@lru_cache(maxsize=2048)
def _written(word: str, room: float, font: QFont) -> tuple[str, float]:
    """What is written of a word, and its pixels: the same words come at every picture."""
    metrics = QFontMetricsF(font)
    text = elided(word, room, metrics)
    return text, metrics.horizontalAdvance(text)


def chip_at(chips: Sequence[Chip], point: QPointF) -> int:
    """The chip under a point; -1 where there is none."""
    return next((i for i, chip in enumerate(chips) if chip.box.contains(point)), -1)
