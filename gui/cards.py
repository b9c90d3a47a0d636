"""A card: the title of a view, its numbers, and the panel that draws it."""

import logging
import time

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from core.message import Message
from core.views import AnyView, Reading
from gui.i18n import tell, tr
from gui.panels import PANELS, Panel, panel_for
from gui.theme import Theme
from gui.widgets import label

log = logging.getLogger("qujing")

# Numbers that change faster than this, in seconds, cannot be read.
READ = 0.25


class Card(QFrame):
    """Shows one view of a page. `touched` carries what a hand did in it."""

    touched = Signal(object)

    def __init__(self, view: AnyView, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title, self.readings = label(name="cardTitle"), label(name="readings")
        self.readings.setTextFormat(Qt.TextFormat.RichText)
        self.readings.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.readings.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.title.setMinimumWidth(20)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.readings, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 12, 14, 10)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._theme, self._view = theme, view
        self._read_at, self._broken = float("-inf"), False
        self._put_panel(view)

    def _put_panel(self, view: AnyView) -> None:
        """Make the panel for the kind of `view`."""
        self.panel: Panel = panel_for(view)
        self.panel.touched.connect(self.touched)
        self.panel.restyle(self._theme)
        self._column.addWidget(self.panel, 1)

    def draw(self, view: AnyView, fine: bool) -> None:
        """Show `view`; the numbers change four times a second.

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
            self._draw(view, fine)
        now = time.monotonic()
        if fine or now - self._read_at >= READ:
            self._read_at = now
            self._read()

    def _draw(self, view: AnyView, fine: bool) -> None:
        try:
            self.panel.draw(view, fine)
        except Exception as error:  # one broken panel must not stop the others, nor come again
            log.error("The panel of %r failed.", view.title, exc_info=error)
            self._broken = True

    def _read(self) -> None:
        self.title.setText(tr(self._view.title))
        said = [self._said(reading) for reading in self._view.readings]
        note = tr("This picture cannot be drawn.") if self._broken else self._note()
        if note:
            said.append(f'<span style="color:{self._theme.muted}">{note}</span>')
        self.readings.setText("&nbsp;&nbsp; ".join(said))

    def _note(self) -> str:
        note = self._view.note
        return tell(note) if isinstance(note, Message) else tr(note)

    def _said(self, reading: Reading) -> str:
        number = format(reading.value, reading.form).replace("-", "−")
        colour = self._theme.colour(reading.role).name()
        words = f'<span style="color:{self._theme.muted}">{tr(reading.label)}</span>'
        unit = f" {tr(reading.unit)}" if reading.unit else ""
        return f'{words} <span style="color:{colour}">{number}{unit}</span>'

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`."""
        self._theme = theme
        self.panel.restyle(theme)
        self._read()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._read()
        super().changeEvent(event)
