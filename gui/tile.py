"""A tile of the gallery: a page's picture, title and subtitle."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from core.experiments import ENTRIES, Entry
from core.snapshot import Snapshot
from gui.assets import icon
from gui.choosable import Choosable
from gui.i18n import follow_language, tr
from gui.panels import Panel, panel_for
from gui.theme import Theme
from gui.thumbnail import thumbnail
from gui.widgets import Elided, label

ROOMY = 220
"""Pixels of height from which on a tile says its subtitle."""


class Tile(Choosable):
    """A page's picture, title and subtitle."""

    entered = Signal()

    def __init__(self, entry: Entry, theme: Theme) -> None:
        super().__init__()
        self.entry, self._theme = entry, theme
        self.panel: Panel | None = None
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title, self.subtitle = label(name="strong", wrap=True), Elided("muted")
        self.foot, self.begins = label(name="muted"), label(name="begins")
        words = QVBoxLayout()
        words.setContentsMargins(14, 6, 14, 10)
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        foot = QHBoxLayout()
        foot.addWidget(self.foot)
        foot.addStretch(1)
        foot.addWidget(self.begins)
        self.begins.setVisible(entry is ENTRIES[0])
        words.addLayout(foot)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self.picture, 1)
        self._column.addLayout(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        follow_language(self.retranslate)
        self.restyle(theme)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw the page's hero."""
        view = snapshot.views.get(snapshot.scene.hero) if snapshot.scene else None
        if view is None:
            return
        view = thumbnail(view)
        if self.panel is None:
            self.panel = panel_for(view)
            self.panel.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self.panel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.panel.restyle(self._theme)
            self._column.replaceWidget(self.picture, self.panel)
            self._column.setStretch(0, 1)
            self.picture.hide()
        self.panel.draw(view, snapshot.fine, snapshot.run)

    def retranslate(self) -> None:
        self.title.setText(tr(self.entry.title))
        self.subtitle.say(tr(self.entry.subtitle))
        self.foot.setText(tr("{count} min").format(count=self.entry.minutes))
        self.begins.setText(tr("start here"))
        self.setAccessibleName(tr(self.entry.title))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.picture.setPixmap(icon(self.entry.icon, theme.muted).pixmap(QSize(48, 48)))
        if self.panel is not None:
            self.panel.restyle(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The subtitle goes before the picture does."""
        self.subtitle.setVisible(event.size().height() >= ROOMY)
        super().resizeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The tile under the pointer lives."""
        self.entered.emit()
        super().enterEvent(event)
