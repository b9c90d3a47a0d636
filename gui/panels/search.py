"""A line in which a person types, and what was found for it: sentences with a bar each."""

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
)

from core.views import Find, Search, Token
from gui.i18n import tr
from gui.panels.reading_text import written
from gui.panels.style import Cap, pen
from gui.panels.text import elided, mixed, visible
from gui.panels.typed import EDGE, TypedPanel

ASKED_SIZE, TEXT_SIZE, SMALL_SIZE = 15, 13, 12
SAID_LINES = 2
"""Lines that an answer may take; a longer one ends in an ellipsis."""
ROW, HIGHEST_ROW = 32, 60
"""Pixels of a row at least and at most."""
BAR = 5
"""Pixels of a bar's thickness: it underlines its sentence."""
STRONGEST = 0.4
"""Opacity of the tint of weight 1, which leaves the words above it readable."""
FAINTEST = 0.04
"""A tint below this weight is not painted."""
PALE = 0.4
"""Opacity of the bars below the rule."""
WIDEST_MARK = 0.34
BROADEST = 8000.0
"""Pixels beyond which no word is looked for."""


class SearchPanel(TypedPanel):
    """Draws Search."""

    items = "finds"

    def pickable(self, view: Search) -> bool:
        return bool(view.finds)

    def rows(self, view: Search) -> list[QRectF]:
        """The rooms of the finds, as many as there is height for."""
        top, zoom = self._head(view), self.theme.zoom
        room = self.height() - top - EDGE * zoom / 2
        count = max(0, min(len(view.finds), int(room // (ROW * zoom))))
        high = min(HIGHEST_ROW * zoom, room / max(1, len(view.finds), count))
        high = max(high, ROW * zoom)
        edge = EDGE * zoom
        wide = self.width() - 2 * edge
        return [QRectF(edge, top + index * high, wide, high) for index in range(count)]

    def paint(self, painter: QPainter, view: Search) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_key(painter, view)
        self._paint_head(painter, view)
        rows = self.rows(view)
        for index, (room, find) in enumerate(zip(rows, view.finds, strict=False)):
            self._paint_find(painter, room, find, view, index)
        if rows and view.rule is not None and math.isfinite(view.rule):
            self._paint_rule(painter, rows, view.rule)

    def item_at(self, view: Search, at: QPointF) -> int:
        return next((i for i, room in enumerate(self.rows(view)) if room.contains(at)), -1)

    def count(self, view: Search) -> int:
        return len(view.finds)

    def _metrics(self, size: int) -> QFontMetricsF:
        return QFontMetricsF(self.theme.font(size))

    def _head(self, view: Search) -> float:
        """Where the finds begin: below the entry, the typed words and what is said to them."""
        edge, top = self.theme.pixels(EDGE), self.below(view).top()
        top += self._metrics(ASKED_SIZE).height() + edge / 2 if view.asked else 0
        return top + SAID_LINES * self._metrics(TEXT_SIZE).height() + 1.5 * edge

    def _paint_head(self, painter: QPainter, view: Search) -> None:
        edge, top = self.theme.pixels(EDGE), self.below(view).top()
        wide = self.width() - 2 * edge
        if view.asked:
            metrics = self._metrics(ASKED_SIZE)
            room = QRectF(edge, top, wide, metrics.height())
            painter.setFont(self.theme.font(ASKED_SIZE))
            self._paint_words(painter, room, view.asked, ASKED_SIZE)
            top += metrics.height() + edge / 2
        high = SAID_LINES * self._metrics(TEXT_SIZE).height()
        painter.setFont(self.theme.font(TEXT_SIZE, QFont.Weight.Medium))
        painter.setPen(QColor(self.theme.accent))
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)
        words = view.said if view.verbatim else tr(view.said)
        if words and not view.sure:
            words = tr("Not near enough to be sure. Nearest: {answer}").format(answer=words)
        painter.drawText(QRectF(edge, top, wide, high), flags, visible(words))

    def _paint_find(
        self, painter: QPainter, room: QRectF, find: Find, view: Search, index: int
    ) -> None:
        theme, zoom = self.theme, self.theme.zoom
        if index == view.picked:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.tint))
            painter.drawRoundedRect(room.adjusted(-6, -1, 6, -3), 6, 6)
        small, metrics = self._metrics(SMALL_SIZE), self._metrics(TEXT_SIZE)
        line = QRectF(room.left(), room.top() + 1, room.width(), metrics.height())
        number = written(find.value, ".2f")
        mark = elided(tr(find.mark), WIDEST_MARK * room.width(), small)
        aside = small.horizontalAdvance(f"{mark}   {number}")
        painter.setFont(theme.font(SMALL_SIZE))
        painter.setPen(QColor(theme.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, number)
        painter.setPen(theme.colour(find.role))  # the word that says what its bar's colour means
        before = line.adjusted(0, 0, -small.horizontalAdvance(f"   {number}"), 0)
        painter.drawText(before, Qt.AlignmentFlag.AlignRight, mark)
        painter.setFont(theme.font(TEXT_SIZE))
        beside = line.adjusted(0, 0, -aside - 12 * zoom, 0)
        self._paint_words(painter, beside, find.words, TEXT_SIZE)
        bar = QRectF(room.left(), line.bottom() + 2 * zoom, room.width(), BAR * zoom)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.field))
        painter.drawRoundedRect(bar, 2, 2)
        colour = theme.colour(find.role)
        if view.rule is not None and find.value < view.rule:
            colour.setAlphaF(PALE * colour.alphaF())
        value = find.value if math.isfinite(find.value) else 0.0
        bar.setWidth(min(1.0, max(0.0, value)) * bar.width())
        painter.setBrush(colour)
        painter.drawRoundedRect(bar, 2, 2)

    def _paint_words(
        self, painter: QPainter, room: QRectF, words: Sequence[Token], size: int
    ) -> None:
        """The tints of all tokens, and over them one text, so that letters keep their kerning."""
        left, text, ends = room.left(), *_line(tuple(w.text for w in words), self.theme.font(size))
        surface, begin = QColor(self.theme.surface), 0.0
        for word, end in zip(words, ends, strict=False):
            if end > room.width():
                break
            if math.isfinite(word.weight) and word.weight > FAINTEST:
                share = STRONGEST * min(1.0, word.weight)
                tint = mixed(self.theme.colour(word.role), surface, share)
                painter.fillRect(QRectF(left + begin, room.top(), end - begin, room.height()), tint)
            begin = end
        if ends and ends[-1] > room.width():
            metrics = self._metrics(size)
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(QColor(self.theme.text))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, flags, text)

    def _paint_rule(self, painter: QPainter, rows: list[QRectF], value: float) -> None:
        share = min(1.0, max(0.0, value))
        at = rows[0].left() + share * rows[0].width()
        ink = pen(self.theme.colour("truth"), 1.4 * self.theme.zoom, Cap.FlatCap)
        painter.setPen(ink)
        under = self._metrics(TEXT_SIZE).height() + self.theme.zoom
        for room in rows:
            top = room.top() + under
            high = (BAR + 4) * self.theme.zoom
            painter.drawLine(QLineF(QPointF(at, top), QPointF(at, top + high)))


@lru_cache(maxsize=256)
def _line(words: tuple[str, ...], font: QFont) -> tuple[str, tuple[float, ...]]:
    """Words as one line, and the pixels from its beginning to the end of each.

    Words that end beyond the broadest screen are not measured.
    """
    metrics = QFontMetricsF(font)
    text, ends = "", list[float]()
    for word in words:
        text += word if word.isspace() else visible(word)
        ends.append(metrics.horizontalAdvance(text))
        if ends[-1] > BROADEST:
            break
    return text, tuple(ends)
