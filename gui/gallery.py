"""The gallery: one tile per page, with a picture that lives."""

import time
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.commands import Play
from core.experiments import ENTRIES, Entry
from core.snapshot import Snapshot
from gui.assets import icon
from gui.i18n import follow_language, tr
from gui.keys import with_keys
from gui.panels import Panel, panel_for
from gui.theme import Theme
from gui.widgets import button, label
from gui.worker import Session

COLUMNS = 4
PICTURE_HEIGHT = 138
# Milliseconds between two pictures of the tile that lives; a thumbnail needs no more.
FRAME = 66
# Seconds that a tile lives before the next one has its turn.
TURN = 5.0


class Tile(QFrame):
    """A page's picture, title and subtitle."""

    chosen = Signal()
    entered = Signal()

    def __init__(self, entry: Entry, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("tile")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.entry, self._theme = entry, theme
        self.panel: Panel | None = None
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setFixedHeight(PICTURE_HEIGHT)
        self.title, self.subtitle = label(name="strong"), label(name="muted", wrap=True)
        words = QVBoxLayout()
        words.setContentsMargins(14, 8, 14, 14)
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        words.addStretch(1)
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
        if self.panel is None:
            self.panel = panel_for(view)
            self.panel.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self.panel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.panel.setFixedHeight(PICTURE_HEIGHT)
            self.panel.restyle(self._theme)
            self._column.replaceWidget(self.picture, self.panel)
            self._column.setStretch(0, 1)
            self.picture.hide()
        self.panel.draw(view, snapshot.fine, snapshot.run)

    def retranslate(self) -> None:
        self.title.setText(tr(self.entry.title))
        self.subtitle.setText(tr(self.entry.subtitle))
        self.setAccessibleName(tr(self.entry.title))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.picture.setPixmap(icon(self.entry.icon, theme.muted).pixmap(QSize(48, 48)))
        if self.panel is not None:
            self.panel.restyle(theme)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The tile under the pointer lives."""
        self.entered.emit()
        super().enterEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the page."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the page from the keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


class Gallery(QWidget):
    """All tiles. One of them lives at a time: each has its turn, then the one pointed at."""

    chosen = Signal(str)
    language_asked = Signal()
    theme_asked = Signal()

    def __init__(self, theme: Theme, living: bool = True) -> None:
        super().__init__()
        self.setObjectName("gallery")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._living, self._theme = living, theme
        self.tiles = {entry.name: Tile(entry, theme) for entry in ENTRIES}
        self._waiting, self._since = list(self.tiles), 0.0
        self._session: Session | None = None
        self._ending: list[Session] = []
        self._timer = QTimer(self, interval=FRAME)
        self._timer.timeout.connect(self._refresh)
        self.brand, self.motto = label("Qujing 曲径", "brand"), label(name="muted")
        self.language = button(self.language_asked.emit)
        self.theme_button = button(self.theme_asked.emit)
        for name, tile in self.tiles.items():
            tile.chosen.connect(partial(self.chosen.emit, name))
            tile.entered.connect(partial(self._start_preview, name))
        self._lay_out()
        follow_language(self.retranslate)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.brand)
        words.addWidget(self.motto)
        head = QHBoxLayout()
        head.addLayout(words)
        head.addStretch(1)
        head.addWidget(self.language)
        head.addWidget(self.theme_button)
        grid = QGridLayout()
        grid.setSpacing(16)
        for index, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, index // COLUMNS, index % COLUMNS)
        for place in range(COLUMNS):
            grid.setColumnStretch(place, 1)
        inner, scroll = QWidget(), QScrollArea()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(grid)
        inside.addStretch(1)
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(80, 32, 80, 24)
        column.setSpacing(24)
        column.addLayout(head)
        column.addWidget(scroll, 1)

    # --- the tile that lives ----------------------------------------------------------------

    def _start_preview(self, name: str) -> None:
        if not self._living or (self._session and self._session.entry.name == name):
            return
        self._stop_preview()
        self._session = Session(self.tiles[name].entry)
        self._session.send(Play())
        self._since = float("inf")  # its turn begins with its first picture

    def _stop_preview(self) -> None:
        if self._session is not None:
            self._session.close()
            self._ending.append(self._session)
            self._session = None

    def _refresh(self) -> None:
        self._ending = [session for session in self._ending if session.alive]
        if self._session is not None:
            snapshot = self._session.take()
            if snapshot is not None and snapshot.views:
                self._show(self._session.entry.name, snapshot)
            elif snapshot is not None and snapshot.scene is None:
                self._since = float("-inf")  # it will never have a picture: its turn is over
                self._waiting = [n for n in self._waiting if n != self._session.entry.name]
        if self._turn_is_over() and self._waiting:
            self._start_preview(self._waiting[0])

    def _turn_is_over(self) -> bool:
        return self._session is None or time.monotonic() - self._since > TURN

    def _show(self, name: str, snapshot: Snapshot) -> None:
        self.tiles[name].show_snapshot(snapshot)
        self._since = min(self._since, time.monotonic())
        if name in self._waiting:
            self._waiting.remove(name)

    def sessions(self) -> list[Session]:
        """The runs that a window must wait for before it ends."""
        return [*self._ending, *([self._session] if self._session else [])]

    def showEvent(self, event: QShowEvent) -> None:
        """Live."""
        if self._living:
            self._timer.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the processor to the page."""
        self._timer.stop()
        self._stop_preview()
        super().hideEvent(event)

    # --- look and language ------------------------------------------------------------------

    def retranslate(self) -> None:
        self.motto.setText(tr("See a technique learn. Choose one; press Space."))
        self.language.setText("English · 中文")
        self.language.setToolTip(with_keys("language"))
        self.theme_button.setText(tr("Dark") if self._theme.name == "light" else tr("Light"))
        self.theme_button.setToolTip(with_keys("theme"))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        for tile in self.tiles.values():
            tile.restyle(theme)
        self.retranslate()
