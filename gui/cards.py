"""A card: the title of a view, its numbers, and the panel that draws it."""

import logging
import time
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from core.message import Message
from core.views import AnyView, Reading
from gui.i18n import follow_language, format_message, tr
from gui.panels import PANELS, Deliver, Panel, panel_for, to_nobody
from gui.theme import Theme
from gui.widgets import label

log = logging.getLogger("qujing")

# Numbers that change faster than this, in seconds, cannot be read.
READ = 0.25


MARGIN, GAP = 14, 12
"""Pixels at the sides of a card, and between its title and its numbers."""

Words = list[tuple[str, str]]
"""Pieces of text with their colours."""


class Card(QFrame):
    """Shows one view of a page; `deliver` takes what a hand does in it, as a panel's does."""

    def __init__(self, view: AnyView, theme: Theme, deliver: Deliver = to_nobody) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title, self.readings = label(name="cardTitle"), label(name="readings")
        self.readings.setTextFormat(Qt.TextFormat.RichText)
        self.readings.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.readings.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setMinimumWidth(20)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.title)
        head.addWidget(self.readings, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, 12, MARGIN, 10)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._theme, self._view, self._deliver = theme, view, deliver
        self._read: AnyView | None = None
        self._read_at, self._broken = float("-inf"), False
        self._put_panel(view)
        follow_language(self.retranslate)

    def _put_panel(self, view: AnyView) -> None:
        """Make the panel for the kind of `view`."""
        self.panel: Panel = panel_for(view)
        self.panel.deliver = self._deliver
        self.panel.restyle(self._theme)
        self._column.addWidget(self.panel, 1)

    def draw(self, view: AnyView, fine: bool, run: int = 0, answered: int = 0) -> None:
        """Show `view` as a panel does; the numbers change four times a second.

        A view that is now of another kind, such as a globe for a plane, brings its own panel.
        """
        if type(self.panel) is not PANELS[type(view)]:
            self._column.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self._broken = False
            self._put_panel(view)
        self._view = view
        if not self._broken:
            self._draw(view, fine, run, answered)
        now = time.monotonic()
        if view is not self._read and (fine or now - self._read_at >= READ):
            self._read_at = now
            self.retranslate()

    def _draw(self, view: AnyView, fine: bool, run: int, answered: int) -> None:
        try:
            self.panel.draw(view, fine, run, answered)
        except Exception as error:  # one broken panel must not stop the others, nor come again
            log.error("The panel of %r failed.", view.title, exc_info=error)
            self._broken, self._read = True, None

    def retranslate(self) -> None:
        """Say the title, the numbers and the note; what finds no room is left to the tool tip."""
        self._read = self._view
        self.title.setText(tr(self._view.title))
        muted = self._theme.muted
        said = [self._said(reading) for reading in self._view.readings]
        note = tr("This picture cannot be drawn.") if self._broken else self._note()
        said += [[(note, muted)]] if note else []
        whole = _joined(said)
        metrics = self.readings.fontMetrics()
        room = self.contentsRect().width() - 2 * MARGIN - GAP - self.title.sizeHint().width()
        while said and metrics.horizontalAdvance(_plain(said)) > room:
            said.pop()
        self.readings.setText(_joined(said))
        self.readings.setToolTip(whole)

    def _note(self) -> str:
        note = self._view.note
        return format_message(note) if isinstance(note, Message) else tr(note)

    def _said(self, reading: Reading) -> Words:
        number = format(reading.value, reading.form).replace("-", "−")
        unit = f" {tr(reading.unit)}" if reading.unit else ""
        colour = self._theme.colour(reading.role).name()
        return [(tr(reading.label) + " ", self._theme.muted), (number + unit, colour)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find room anew."""
        self.retranslate()
        super().resizeEvent(event)

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        self._theme = theme
        self.panel.restyle(theme)
        self.retranslate()


def _plain(said: list[Words]) -> str:
    return (" " * 3).join("".join(text for text, _ in words) for words in said)


def _joined(said: list[Words]) -> str:
    pieces = [
        "".join(f'<span style="color:{colour}">{escape(text)}</span>' for text, colour in words)
        for words in said
    ]
    return "&nbsp;&nbsp; ".join(pieces)
