"""A card: the title of a view, its numbers, and the panel that draws it."""

import logging
import time
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from core.message import Message
from core.views import AnyView, Reading
from core.words import axes_of, meaning, note_meaning
from gui.i18n import follow_language, format_message, tr
from gui.panels import PANELS, Deliver, Panel, panel_for, to_nobody
from gui.panels.reading_text import unit_text, written
from gui.theme import Theme
from gui.tooltips import explain
from gui.widgets import Elided, label

log = logging.getLogger("qujing")

# Numbers that change faster than this, in seconds, cannot be read.
READ = 0.25


MARGIN, GAP = 14, 12
"""Pixels at the sides of a card, and between its title and its numbers."""

Words = list[tuple[str, str, bool]]
"""Pieces of text with their colours, and whether they are lit."""


class Card(QFrame):
    """Shows one view of a page; `deliver` takes what a hand does in it, as a panel's does."""

    pointed, over = Signal(str, object), Signal(object)
    """As a panel's."""

    def __init__(self, view: AnyView, theme: Theme, deliver: Deliver = to_nobody) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title, self.readings = Elided("cardTitle"), label(name="readings")
        self.readings.setTextFormat(Qt.TextFormat.RichText)
        self.readings.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.readings.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.title)
        head.addWidget(self.readings, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN, 12, MARGIN, 10)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._theme, self._view, self._deliver = theme, view, deliver
        self._lit: frozenset[str] = frozenset()
        self._read: AnyView | None = None
        self._read_at, self._broken = float("-inf"), False
        self._put_panel(view)
        follow_language(self.retranslate)

    def _put_panel(self, view: AnyView) -> None:
        """Make the panel for the kind of `view`."""
        self.panel: Panel = panel_for(view)
        self.panel.deliver = self._deliver
        self.panel.broke_or_mended.connect(self.retranslate)
        self.panel.pointed.connect(self.pointed)
        self.panel.over.connect(self.over)
        self.panel.restyle(self._theme)
        self._column.addWidget(self.panel, 1)

    def draw(self, view: AnyView, fine: bool, run: int = 0, answered: int = 0) -> None:
        """Show `view` as a panel does; the numbers change four times a second.

        What fails here stops no other card; it is told on this one, and the next view is tried.
        """
        was_broken, now = self._broken, time.monotonic()
        try:
            self._draw(view, fine, run, answered)
            if was_broken or (view is not self._read and (fine or now - self._read_at >= READ)):
                self._read_at, self._broken = now, False
                self.retranslate()
        except Exception as error:
            if not was_broken:
                log.error("The card of %r failed.", self._view.title, exc_info=error)
            self._broken = True
            self.retranslate()

    def _draw(self, view: AnyView, fine: bool, run: int, answered: int) -> None:
        """A view that is now of another kind, such as a globe for a plane, brings its own panel."""
        self._view = view
        if type(self.panel) is not PANELS[type(view)]:
            self._column.removeWidget(self.panel)
            self.panel.hide()
            self.panel.deleteLater()
            self._put_panel(view)
        self.panel.draw(view, fine, run, answered)

    def light(self, names: frozenset[str]) -> None:
        """Light the layers called `names`, and the numbers of these names beside the title."""
        self.panel.light(names)
        here = names & {reading.name for reading in self._view.readings}
        if here != self._lit:
            self._lit = here
            self.retranslate()

    def retranslate(self) -> None:
        """Say the title, the numbers and the note; what finds no room is left to the tool tip."""
        self._read = self._view
        self.title.say(tr(self._view.title), tr(self._view.help))
        muted, broken = self._theme.muted, self._broken or self.panel.broken
        said = [] if broken else [self._said(reading) for reading in self._view.readings]
        note = tr("This picture cannot be drawn.") if broken else self._note()
        said += [[(note, muted, False)]] if note else []
        axes = [f"{tr(each)}: {tr(meaning(self._view, each))}" for each in axes_of(self._view)]
        self.panel.setAccessibleDescription("\n".join(filter(None, [_plain(said), *axes])))
        noted = [note] if broken else self._explained(note)
        explain(self.readings, "\n".join([*self._helped(), *noted]))
        metrics = self.readings.fontMetrics()
        room = self.contentsRect().width() - 2 * MARGIN - GAP - self.title.sizeHint().width()
        while said and metrics.horizontalAdvance(_plain(said)) > room:
            said.pop()
        self.readings.setText(_joined(said))

    def _helped(self) -> list[str]:
        """The numbers that can be read now with their sentences, those of one sentence together."""
        found = dict[str, list[str]]()
        for reading in () if self._broken or self.panel.broken else self._view.readings:
            found.setdefault(tr(reading.help), []).append(_plain([self._said(reading)]))
        return [f"{', '.join(said)}: {sentence}" for sentence, said in found.items()]

    def _explained(self, note: str) -> list[str]:
        """The note with what it invites to, and the picture's own sentence."""
        words = [note, tr(note_meaning(self._view))]
        return [": ".join(filter(None, words)), tr(self._view.help)] if note else []

    def _note(self) -> str:
        note = self._view.note
        return format_message(note) if isinstance(note, Message) else tr(note)

    def _said(self, reading: Reading) -> Words:
        number = written(reading.value, reading.form)
        unit = unit_text(reading.unit)
        colour = self._theme.colour(reading.role).name()
        lit = reading.name in self._lit
        label = self._theme.colour("accent").name() if lit else self._theme.muted
        return [(tr(reading.label) + " ", label, lit), (number + unit, colour, lit)]

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
    return (" " * 3).join("".join(text for text, *_ in words) for words in said)


def _joined(said: list[Words]) -> str:
    pieces = ["".join(_span(*piece) for piece in words) for words in said]
    return "&nbsp;&nbsp; ".join(pieces)


def _span(text: str, colour: str, lit: bool) -> str:
    line = "; text-decoration:underline" if lit else ""
    return f'<span style="color:{colour}{line}">{escape(text)}</span>'
