"""The formula of a page: typeset once, the numbers painted over as they change."""

import math
import time

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.views import Equation, Term, View
from gui.i18n import tr
from gui.panels.equation_layout import NUMBER_SIZE, Placed, ink_of, laid_out
from gui.panels.memo import Memo
from gui.panels.panel import Panel
from gui.panels.pickable import STEPS
from gui.panels.reading_text import explained, value_text
from gui.panels.style import pen
from gui.theme import Theme
from gui.tooltips import wrapped

SPILL = 8
"""Pixels by which a long number may stand out at each side."""
NOTHING: frozenset[str] = frozenset()
GLOW = 0.22
"""Opacity of the accent under a term that is lit."""
READ = 0.25
"""Seconds: numbers that change faster cannot be read."""


class EquationPanel(Panel):
    """Draws an Equation. A click on a term that can be struck sends `turned`, knob and value.

    Comma and full stop go from one such term to the next, Return strikes it.
    """

    turned = Signal(str, object)
    paints_background = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._placed: Memo[tuple[list[Placed], float]] = Memo()
        self._drawn_at, self._chosen = float("-inf"), -1
        self.setMinimumSize(0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def draw(self, view: View, fine: bool, run: int = 0, answered: int = 0) -> None:
        """Show `view`; its numbers change four times a second, what is struck at once."""
        assert isinstance(view, Equation)
        now, struck = time.monotonic(), [term.struck for term in _terms(view)]
        calm = self.view is not None and struck == [term.struck for term in _terms(self.view)]
        if calm and not fine and now - self._drawn_at < READ:
            return
        self._drawn_at = now
        super().draw(view, fine, run, answered)

    def received(self, view: Equation) -> None:
        self.setAccessibleDescription(said(view))
        self._fit()

    def lights(self, view: Equation) -> frozenset[str]:
        return frozenset(name for term in _terms(view) for name in term.shown)

    def names_at(self, view: Equation, at: QPointF) -> frozenset[str]:
        """The names of what a term means in the pictures."""
        index = self.term_at(view, at)
        return frozenset(_terms(view)[index].shown if index >= 0 else ())

    def rest_on(self, names: frozenset[str] | None) -> None:
        super().rest_on(names)
        self.update()

    def touchable(self, view: Equation) -> bool:
        return any(term.knob for term in _terms(view))

    def restyle(self, theme: Theme) -> None:
        super().restyle(theme)
        self._fit()

    def retranslate(self) -> None:
        super().retranslate()
        if self.view is not None:
            self.setAccessibleDescription(said(self.view))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the formula."""
        if self.view is not None and self.width() > 0:
            self.setFixedHeight(math.ceil(self.placed(self.view)[1]))

    def placed(self, view: Equation) -> tuple[list[Placed], float]:
        """Where the terms stand, and the height of all; the same while only numbers change."""
        shape = tuple(
            tuple((t.latex, t.number is not None and t.number.form, t.struck) for t in row)
            for row in view.rows
        )
        return self._placed.get(
            (shape, self.width(), self.theme), lambda: laid_out(view, self.width(), self.theme)
        )

    # --- painting -------------------------------------------------------------------------------

    def paint(self, painter: QPainter, view: Equation) -> None:
        theme, terms = self.theme, _terms(view)
        painter.fillRect(self.whole(), QColor(theme.field))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(NUMBER_SIZE, QFont.Weight.Medium))
        for each in self.placed(view)[0]:
            term = terms[each.term]
            if term.knob:
                self._paint_box(painter, each, term)
            if not (self.lit | (self.rests_on or NOTHING)).isdisjoint(term.shown):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.style_now().pale("accent", GLOW))
                painter.drawRoundedRect(each.box, 4, 4)
            painter.drawPixmap(each.corner, each.symbol.picture)
            if term.struck:
                self._paint_bar(painter, each)
            if term.number is not None:
                painter.setPen(QColor(theme.muted) if term.struck else ink_of(term.number, theme))
                words = value_text(term.number, each.number.width(), painter.fontMetrics())
                room = each.number.adjusted(-SPILL, 0, SPILL, 0)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_box(self, painter: QPainter, each: Placed, term: Term) -> None:
        theme = self.theme
        chosen = self.hasFocus() and each.term == self._chosen
        colour = theme.accent if chosen else theme.warning if term.struck else theme.muted
        painter.setPen(pen(QColor(colour), 1.6 if chosen or term.struck else 0.6))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(each.box, 4, 4)

    def _paint_bar(self, painter: QPainter, each: Placed) -> None:
        middle = each.corner.y() + each.symbol.size.height() / 2
        painter.setPen(pen(QColor(self.theme.warning), 1.6 * self.theme.zoom))
        left, right = each.corner.x(), each.corner.x() + each.symbol.size.width()
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))

    # --- hands ----------------------------------------------------------------------------------

    def term_at(self, view: Equation, at: QPointF) -> int:
        """The term under a pixel; -1 where there is none."""
        return next((p.term for p in self.placed(view)[0] if p.box.contains(at)), -1)

    def pressed(self, view: Equation, event: QMouseEvent) -> bool:
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        return self.strike(view, self.term_at(view, event.position()))

    def strike(self, view: Equation, index: int) -> bool:
        """Take a term away, or put it back; whether it can be."""
        term = _terms(view)[index] if index >= 0 else Term("")
        if term.knob:
            self._chosen = index
            self.turned.emit(term.knob, term.turns_to)
        return bool(term.knob)

    def moved(self, view: Equation, at: QPointF) -> None:
        index = self.term_at(view, at)
        hand = index >= 0 and _terms(view)[index].knob
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def keyed(self, view: Equation, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        can = [index for index, term in enumerate(_terms(view)) if term.knob]
        if key in STEPS and can:
            place = can.index(self._chosen) + STEPS[key] if self._chosen in can else 0
            self._chosen = can[place % len(can)]
            self.rest_on(frozenset(_terms(view)[self._chosen].shown))
            return True
        return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.strike(view, self._chosen)

    def event(self, event: QEvent) -> bool:
        """Say what the term is on which the pointer rests."""
        if not isinstance(event, QHelpEvent) or self.view is None:
            return super().event(event)
        words = self.tip(QPointF(event.pos()))
        QToolTip.showText(event.globalPos(), wrapped(words), self) if words else QToolTip.hideText()
        return True

    def tip(self, at: QPointF) -> str:
        """What the number under a pixel is, and that the term can be struck."""
        index = self.term_at(self.view, at)
        term = _terms(self.view)[index] if index >= 0 else Term("")
        strike = (
            tr("Click to put this term back.") if term.struck else tr("Click to strike it out.")
        )
        more = (tr(term.help), strike) if term.knob else ()
        return explained(term.number, *more) if term.number else ""


def said(view: Equation) -> str:
    """The numbers of a formula in words, for who hears them."""
    found = [term.number for term in _terms(view) if term.number is not None]
    return ", ".join(f"{tr(number.label)} {value_text(number)}" for number in found)


def _terms(view: Equation) -> list[Term]:
    return [term for row in view.rows for term in row]
