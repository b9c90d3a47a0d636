"""The gallery: one tile per page, with a picture that lives."""

import time
from functools import partial
from itertools import groupby

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from core.commands import Play
from core.experiments import ENTRIES, Entry
from core.snapshot import Snapshot
from gui.i18n import follow_language, language, tr
from gui.keys import with_keys
from gui.offer import Offer
from gui.scrolled import Scrolled
from gui.shelves import GAP, HEADING, Shelves, best
from gui.talk_shelf import TalkShelf
from gui.theme import Theme
from gui.tile import Tile
from gui.widgets import Elided, button, label
from gui.worker import Session

HEAD = 104
"""Pixels of height round the shelves."""
# Milliseconds between two pictures of the tile that lives; a thumbnail needs no more.
FRAME = 66
# Seconds that a tile lives before the next one has its turn.
TURN = 5.0


class Gallery(QWidget):
    """All tiles. One of them lives at a time: each has its turn, then the one pointed at.

    Where all is to be `still` none lives but the one pointed at.
    """

    chosen = Signal(str)
    told = Signal(object)
    """A story that a person chose."""
    language_asked = Signal()
    theme_asked = Signal()

    def __init__(self, theme: Theme, living: bool = True, still: bool = False) -> None:
        super().__init__()
        self.setObjectName("gallery")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._living, self._theme = living, theme
        self.tiles = {entry.name: Tile(entry, theme) for entry in ENTRIES}
        self._groups = [
            (Elided("muted"), [self.tiles[entry.name] for entry in entries])
            for _, entries in groupby(ENTRIES, lambda entry: entry.group)
        ]
        self._shelves: Shelves = []
        self._shelf: QWidget | None = None
        self._waiting, self._since = [] if still else list(self.tiles), 0.0
        self._session: Session | None = None
        self._ending: list[Session] = []
        self._timer = QTimer(self, interval=FRAME)
        self._timer.timeout.connect(self._refresh)
        self.offer, self.talks = Offer(), TalkShelf()
        self.talks.chosen.connect(self.told)
        self.brand, self.motto = label("Qujing 曲径", "brand"), label(name="muted")
        self.language = button(self.language_asked.emit)
        self.theme_button = button(self.theme_asked.emit)
        for name, tile in self.tiles.items():
            tile.chosen.connect(partial(self.chosen.emit, name))
            tile.entered.connect(partial(self._start_preview, name))
        self._lay_out()
        self.offer.turned.connect(self._put_tiles)
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
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(10)
        self._inside.addWidget(self.talks)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(10)
        self._column.addLayout(head)
        self._column.addWidget(self.offer)
        self._column.addWidget(Scrolled(self._inside, QPalette.ColorRole.Window), 1)

    def _put_tiles(self) -> None:
        """Put the groups on shelves that fill the window."""
        side = max(16, min(64, self.width() // 24))
        self._column.setContentsMargins(side, 20, side, 14)
        sizes = [len(tiles) for _, tiles in self._groups]
        shelves, high = best(sizes, self.width() - 2 * side - 8, self.height() - self._head())
        for tile in self.tiles.values():
            tile.setFixedHeight(high)  # whatever a living picture would like
        if shelves != self._shelves:
            self._shelves = shelves
            self._put_shelves(shelves)
        self._inside.activate()  # or tiles would lie over one another until the next event

    def _put_shelves(self, shelves: Shelves) -> None:
        former, self._shelf = self._shelf, QWidget()
        self._shelf.setLayout(self._laid_out(shelves))
        self._inside.insertWidget(0, self._shelf, 1)
        if former is not None:
            self._inside.removeWidget(former)
            former.hide()
            former.deleteLater()

    def _head(self) -> int:
        """Pixels of height that the shelves do not have."""
        beside = [each for each in (self.offer, self.talks) if not each.isHidden()]
        return HEAD + sum(each.sizeHint().height() + self._column.spacing() for each in beside)

    def _laid_out(self, shelves: Shelves) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for shelf in shelves:
            row = QHBoxLayout()
            row.setSpacing(GAP)
            for index in shelf:
                heading, tiles = self._groups[index]
                group, side_by_side = QVBoxLayout(), QHBoxLayout()
                group.setSpacing(4)
                side_by_side.setSpacing(GAP)
                heading.setFixedHeight(HEADING - 4)
                group.addWidget(heading)
                group.addLayout(side_by_side, 1)
                for tile in tiles:
                    side_by_side.addWidget(tile, 1)
                row.addLayout(group, len(tiles))
            column.addLayout(row, 1)
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the tiles anew."""
        self._put_tiles()
        super().resizeEvent(event)

    # --- the tile that lives ----------------------------------------------------------------

    def _start_preview(self, name: str) -> None:
        if not self._living or (self._session and self._session.entry.name == name):
            return
        self._stop_preview()
        self._session = Session(self.tiles[name].entry, language=language())
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
        if self._turn_is_over():
            self._start_preview(self._waiting[0]) if self._waiting else self._stop_preview()

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
        for heading, tiles in self._groups:
            heading.say(_heading(tiles[0].entry))
        self.language.setText("English · 中文")
        self.language.setToolTip(with_keys("language"))
        self.theme_button.setText(tr("Dark") if self._theme.name == "light" else tr("Light"))
        self.theme_button.setToolTip(with_keys("theme"))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.offer.restyle(theme)
        for tile in self.tiles.values():
            tile.restyle(theme)
        self.retranslate()


def _heading(entry: Entry) -> str:
    """What a group is about, and the articles that it follows."""
    numbers = ", ".join(str(number) for number in entry.articles)
    one = len(entry.articles) == 1
    words = tr("kexue.fm, article {numbers}") if one else tr("kexue.fm, articles {numbers}")
    return f"{tr(entry.group)} · {words.format(numbers=numbers)}" if numbers else tr(entry.group)
