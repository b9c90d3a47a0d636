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


Place = tuple[str, QRectF, float]
"""What is written on a chip, its box, and where the writing begins."""


def wrapped(
    rows: Sequence[Sequence[str]], width: float, metrics: QFontMetricsF, spacing: Spacing
) -> list[Place]:
    """The places of the words of all rows; each row begins a new line and wraps at `width`."""
    places: list[Place] = []
    height = metrics.height() + 2 * spacing.above
    top = 0.0
    for row in rows:
        left = 0.0
        for word in row:
            text = elided(word, width - 2 * spacing.beside, metrics)
            said = metrics.horizontalAdvance(text)
            wide = max(NARROWEST, said) + 2 * spacing.beside
            if left > 0 and left + wide > width:
                left, top = 0.0, top + height + spacing.gap
            places.append((text, QRectF(left, top, wide, height), left + (wide - said) / 2))
            left += wide + spacing.gap
        top += height + spacing.gap + spacing.between
    return places


def chip_at(chips: Sequence[Chip], point: QPointF) -> int:
    """The chip under a point; -1 where there is none."""
    return next((i for i, chip in enumerate(chips) if chip.box.contains(point)), -1)
