"""Where the terms of a formula stand: each row on one line, or on as many as it needs."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from core.views import Equation, Reading, Term
from gui.theme import Theme
from gui.typesetting import Typeset, typeset

SYMBOL_SIZE, TIGHT_SIZE, SMALLEST_SYMBOL, NUMBER_SIZE = 15, 12, 9, 12
BETWEEN, ABOVE, UNDER = 5, 1, 8
"""Pixels between two terms, between a symbol and its number, and between two rows."""
ROUND = 3
"""Pixels by which the box of a term that can be struck stands off."""
OPERATORS = ("+", "-", "=")


@dataclass(frozen=True, slots=True)
class Placed:
    """A term where it stands: its symbol's picture, and the room of both symbol and number."""

    term: int
    symbol: Typeset
    corner: QPointF
    box: QRectF
    number: QRectF


@dataclass(frozen=True, slots=True)
class Line:
    """Terms that stand on one line: their index, their symbol, and the width that they take."""

    terms: list[tuple[int, Term, Typeset, float]]

    def width(self, between: float) -> float:
        """Pixels from the first to the last."""
        return sum(wide for *_, wide in self.terms) + between * (len(self.terms) - 1)


def laid_out(view: Equation, width: float, theme: Theme) -> tuple[list[Placed], float]:
    """Rows of terms side by side; one that is too long is made smaller, or goes on below."""
    metrics = QFontMetricsF(theme.font(NUMBER_SIZE, QFont.Weight.Medium))
    room, between = width - 2 * theme.pixels(ROUND), theme.pixels(BETWEEN)
    placed, top, first = list[Placed](), float(theme.pixels(ROUND)), 0
    for row in view.rows:
        for size in (SYMBOL_SIZE, TIGHT_SIZE):
            line = Line([
                (first + place, term, symbol, max(float(symbol.size.width()), reserve))
                for place, term in enumerate(row)
                for symbol in (_symbol(term, theme.pixels(size), room, theme),)
                for reserve in (_reserve(term, metrics),)
            ])  # fmt: skip
            if line.width(between) <= room:
                break
        for part in _parted(line, room, between):
            top = _place(part, top, metrics, theme, placed)
        first += len(row)
    return placed, top


def _parted(line: Line, room: float, between: float) -> list[Line]:
    """The line in as many as it needs."""
    parts = [Line([])]
    for term in line.terms:
        if parts[-1].terms and parts[-1].width(between) + between + term[-1] > room:
            last = parts[-1].terms[-1]
            operator = last[1].latex in OPERATORS and len(parts[-1].terms) > 1
            parts.append(Line([parts[-1].terms.pop()] if operator else []))
        parts[-1].terms.append(term)
    return parts


def _place(
    line: Line, top: float, metrics: QFontMetricsF, theme: Theme, placed: list[Placed]
) -> float:
    """Stand the terms of one line on it; where the next line begins."""
    terms, off = line.terms, theme.pixels(ROUND)
    base = top + max(symbol.ascent for _, _, symbol, _ in terms)
    below = [symbol.size.height() - symbol.ascent for _, _, symbol, _ in terms]
    named = [deep for deep, (_, term, _, _) in zip(below, terms, strict=True) if term.number]
    foot = base + max(named, default=0.0) + theme.pixels(ABOVE)
    left = float(off)
    for index, term, symbol, wide in terms:
        corner = QPointF(left + (wide - symbol.size.width()) / 2, base - symbol.ascent)
        number = QRectF(left, foot, wide, metrics.height() if term.number else 0.0)
        low = number.bottom() if term.number else corner.y() + symbol.size.height()
        box = QRectF(left, corner.y(), wide, low - corner.y()).adjusted(-off, -off, off, off)
        placed.append(Placed(index, symbol, corner, box, number))
        left += wide + theme.pixels(BETWEEN)
    numbers = foot + metrics.height() if named else 0.0
    return max(base + max(below), numbers) + theme.pixels(UNDER)


def _symbol(term: Term, size: int, room: float, theme: Theme) -> Typeset:
    """The picture of a term, made smaller where it is wider than the box."""
    if term.struck:
        colour = theme.muted
    else:
        colour = ink_of(term.number, theme).name() if term.number else theme.text
    made = typeset(term.latex, colour, size)
    if made.size.width() > room > 0:
        size = max(SMALLEST_SYMBOL, int(size * room / made.size.width()))
        made = typeset(term.latex, colour, size)
    return made


def ink_of(number: Reading, theme: Theme) -> QColor:
    """The colour of what the number is in the pictures."""
    return QColor(theme.text) if number.role in ("muted", "ghost") else theme.colour(number.role)


def _reserve(term: Term, metrics: QFontMetricsF) -> float:
    """The width that a number seldom exceeds, so that nothing moves when it changes."""
    if term.number is None:
        return 0.0
    usual = 0.88 if "%" in term.number.form else -8.888
    return metrics.horizontalAdvance(format(usual, term.number.form))
