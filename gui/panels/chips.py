"""Chips wrapped over lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from core.views import Token
from gui.panels.words import elided

NARROWEST = 14.0
"""Pixels of the chip of an empty word."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One word, where it stands, and what is written on it."""

    token: Token
    text: str
    box: QRectF


@dataclass(frozen=True, slots=True)
class Spacing:
    """Pixels beside and above a word in its chip, between chips, and between rows."""

    beside: float
    above: float
    gap: float
    between: float


def wrapped(
    rows: Sequence[Sequence[Token]], width: float, metrics: QFontMetricsF, spacing: Spacing
) -> list[Chip]:
    """The chips of all rows in order; each row begins a new line and wraps at `width`."""
    chips: list[Chip] = []
    height = metrics.height() + 2 * spacing.above
    top = 0.0
    for row in rows:
        left = 0.0
        for token in row:
            text = elided(token.text, width - 2 * spacing.beside, metrics)
            wide = max(NARROWEST, metrics.horizontalAdvance(text)) + 2 * spacing.beside
            if left > 0 and left + wide > width:
                left, top = 0.0, top + height + spacing.gap
            chips.append(Chip(token, text, QRectF(left, top, wide, height)))
            left += wide + spacing.gap
        top += height + spacing.gap + spacing.between
    return chips


def chip_at(chips: Sequence[Chip], point: QPointF) -> int:
    """The chip under a point; -1 where there is none."""
    return next((i for i, chip in enumerate(chips) if chip.box.contains(point)), -1)
