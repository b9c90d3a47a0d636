"""Words as chips, tinted by their weights, below a line in which a person types."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QPainter,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from core.views import Tokens
from gui.panels.chips import Chip, Spacing, chip_at, wrapped
from gui.panels.style import pen
from gui.panels.text import mixed, readable_on
from gui.panels.typed import TypedPanel

TEXT_SIZE = 13
SMALL_SIZE = 11
SMALL_HEIGHT = 180
"""Pixels of a panel below which chips are small."""
STRONGEST = 0.85
"""Opacity of the tint of weight 1."""


class TokensPanel(TypedPanel):
    """Draws Tokens; the wheel scrolls where there are more lines than room."""

    items = "tokens"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scrolled = 0.0

    def chips(self, view: Tokens) -> list[Chip]:
        """All chips, their boxes counted from the top of the first."""
        small, zoom = self.height() < SMALL_HEIGHT, self.theme.zoom
        font = self.theme.font(SMALL_SIZE if small else TEXT_SIZE)
        spacing = Spacing(
            beside=(6 if small else 9) * zoom,
            above=(2 if small else 4) * zoom,
            gap=(4 if small else 6) * zoom,
            between=(2 if small else 6) * zoom,
        )
        return wrapped(view.rows, self.below(view).width(), font, spacing)

    def origin(self, view: Tokens) -> QPointF:
        """Where the first chip stands, scrolled as it is."""
        return self.below(view).topLeft() - QPointF(0, self._scrolled)

    def paint(self, painter: QPainter, view: Tokens) -> None:
        chips = self.chips(view)
        self._scrolled = min(self._scrolled, self._longest_scroll(view, chips))
        small = self.height() < SMALL_HEIGHT
        font = self.theme.font(SMALL_SIZE if small else TEXT_SIZE)
        metrics = QFontMetricsF(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_key(painter, view)
        painter.setFont(font)
        room = self.below(view)
        painter.setClipRect(room.adjusted(-3, -3, 3, 3))
        painter.translate(self.origin(view))
        plain = pen(QColor(self.theme.hairline), 1)
        picked = pen(QColor(self.theme.accent), 2.0 * self.theme.zoom)
        drop = (metrics.ascent() - metrics.descent()) / 2
        for index, chip in enumerate(chips):
            self._paint_chip(painter, chip, picked if index == view.picked else plain, drop)

    def item_at(self, view: Tokens, at: QPointF) -> int:
        return chip_at(self.chips(view), at - self.origin(view))

    def count(self, view: Tokens) -> int:
        return sum(len(row) for row in view.rows)

    def wheelEvent(self, event: QWheelEvent) -> None:
        view = self.view
        longest = self._longest_scroll(view, self.chips(view)) if view is not None else 0.0
        if longest == 0:
            super().wheelEvent(event)
            return
        moved = self._scrolled - event.angleDelta().y() / 3
        self._scrolled = min(max(0.0, moved), longest)
        self.update()
        event.accept()

    def _longest_scroll(self, view: Tokens, chips: list[Chip]) -> float:
        bottom = max((chip.box.bottom() for chip in chips), default=0.0)
        return max(0.0, bottom - self.below(view).height())

    def _paint_chip(self, painter: QPainter, chip: Chip, edge: QPen, drop: float) -> None:
        """One chip; its words stand `drop` pixels below the middle."""
        theme = self.theme
        corner = min(8.0 * theme.zoom, chip.box.height() / 2)
        painter.setPen(edge)
        if chip.token.hidden:
            self._paint_veil(painter, chip.box, corner)
            return
        weight = chip.token.weight if math.isfinite(chip.token.weight) else 0.0
        share = STRONGEST * min(1.0, max(0.0, weight))
        ground = mixed(theme.colour(chip.token.role), QColor(theme.field), share)
        painter.setBrush(ground)
        painter.drawRoundedRect(chip.box, corner, corner)
        painter.setPen(readable_on(ground, theme))
        painter.drawText(QPointF(chip.left, chip.box.center().y() + drop), chip.text)

    def _paint_veil(self, painter: QPainter, box: QRectF, corner: float) -> None:
        muted, surface = QColor(self.theme.muted), QColor(self.theme.surface)
        painter.setBrush(mixed(muted, surface, 0.22))
        painter.drawRoundedRect(box, corner, corner)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(mixed(muted, surface, 0.42), Qt.BrushStyle.BDiagPattern))
        painter.drawRoundedRect(box, corner, corner)
