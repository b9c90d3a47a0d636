"""The stage: the beats of a story one after the other, the next one prepared behind."""

import time
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from core.stories.story import Story
from gui.keyboard import application
from gui.stage.notes import Notes
from gui.stage.opening import Opening
from gui.stage.overlay import Overlay
from gui.stage.performance import Performance
from gui.stage.rehearsal import Rehearsal
from gui.stage.words import Words
from gui.style import sheet
from gui.theme import Theme
from gui.worker import Session

TICK = 40
"""Milliseconds between two looks at what the beats say."""
COLUMN = 0.30
"""Share of the width for words."""
HIGH, SMALLEST, LARGEST = 900, 0.7, 1.6
"""Pixels of height at which all has the size of a presented page, and how large it gets."""


class Stage(QWidget):
    """A talk in `language`. `left` when it is over."""

    left = Signal()

    def __init__(self, story: Story, theme: Theme, language: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.story, self._theme, self._language = story, theme, language
        self._worn: Theme | None = None
        self.opening, self.words = Opening(story, theme), Words(theme)
        self.pictures = QStackedWidget()
        self.overlay, self.notes = Overlay(self, theme), Notes()
        self.made: dict[int, Performance] = {}
        """The beats that stand: the one that is shown, those before and after it."""
        self.index = -1
        """The number of the beat that is shown; -1 is the opening."""
        self._ending: list[Session] = []
        self._began_at: float | None = None
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.opening, 1)
        self._row.addWidget(self.words)
        self._row.addWidget(self.pictures, 1)
        self.words.hide()
        self.pictures.hide()
        self.opening.begun.connect(partial(self.go, 0))
        self.opening.rehearsed.connect(self._rehearse)
        self.rehearsal = Rehearsal(self, story, language, self.opening.say)
        self.words.chosen.connect(self.choose)
        self.words.drawn.connect(self._take_curve)
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        screens = application()
        for changed in (screens.screenAdded, screens.screenRemoved):
            changed.connect(self._place_notes, Qt.ConnectionType.QueuedConnection)
        self.restyle(theme)

    # --- beats ------------------------------------------------------------------------------

    @property
    def shown(self) -> Performance | None:
        """The beat that is shown."""
        return self.made.get(self.index)

    @property
    def asking(self) -> bool:
        """Whether the talk was left for a question."""
        return self.shown is not None and self.shown.session.asking

    def go(self, index: int) -> None:
        """Show a beat; it begins, unless the audience is asked first."""
        index = min(max(index, 0), len(self.story.beats) - 1)
        if index == self.index:
            return
        former, self.index = self.shown, index
        if former is not None:
            former.session.rest()
            former.session.frozen = False
        shown = self._make(index)
        self.opening.hide()
        self.words.show()
        self.pictures.show()
        self.pictures.setCurrentWidget(shown.page)
        if self._began_at is None:
            self._began_at = time.monotonic()
        if not shown.waits and not shown.over:
            shown.begin()
        for other in [each for each in self.made if abs(each - index) > 1]:
            self._drop(other)
        self._tick()
        self.setFocus()

    def _make(self, index: int) -> Performance:
        if index not in self.made:
            made = self.made[index] = Performance(self.story, index, self._theme, self._language)
            self.pictures.addWidget(made.page)
            made.page.restyle(self._worn or self._theme)
        return self.made[index]

    def _drop(self, index: int) -> None:
        dropped = self.made.pop(index)
        self.pictures.removeWidget(dropped.page)
        self._ending.append(dropped.session)
        dropped.close()

    def next(self) -> None:
        """Begin what waits for the audience, or else show the next beat."""
        if self.shown is not None and self.shown.waits:
            self.shown.begin()
        else:
            self.go(self.index + 1)

    def begin_again(self) -> None:
        """Begin the beat that is shown again."""
        index, self.index = self.index, -1
        self._drop(index)
        self.go(index)

    def choose(self, choice: int) -> None:
        """The audience has chosen: run, and see."""
        shown = self.shown
        asked = shown.beat.prediction if shown else None
        if shown is not None and asked is not None and shown.waits and choice < len(asked.choices):
            shown.choice = choice
            shown.begin()

    def _take_curve(self, points: tuple[tuple[float, float], ...]) -> None:
        if self.shown is not None and self.shown.waits:
            self.shown.drawn = points

    def _rehearse(self) -> None:
        """Measure this machine; what stands prepared makes room, and is prepared anew."""
        for index in list(self.made):
            self._drop(index)
        self.rehearsal.begin(self.window(), sheet(self._theme))

    # --- at every moment --------------------------------------------------------------------

    def _tick(self) -> None:
        self._ending = [session for session in self._ending if session.alive]
        for made in list(self.made.values()):
            made.tick()
        shown = self.shown
        if shown is None:
            self._prepare(0)
            return
        self.words.show_beat(shown, len(self.story.beats))
        following = self.index + 1
        if shown.session.ready:
            self._prepare(following)
        if self._began_at is not None:
            self.notes.show_time(self.story, self.index, time.monotonic() - self._began_at)
        after = self.story.beats[following] if following < len(self.story.beats) else None
        ready = following in self.made and self.made[following].session.ready
        self.notes.show_beat(shown, after, ready)

    def _prepare(self, index: int) -> None:
        """Make a beat ready behind the one that is shown."""
        if 0 <= index < len(self.story.beats) and not self.asking and not self.rehearsal.going:
            self._make(index)

    # --- questions --------------------------------------------------------------------------

    def turn_question(self) -> None:
        """Leave the talk and play with all there is, or come back to exactly where it was."""
        shown = self.shown
        if shown is None:
            return
        if shown.session.asking:
            shown.come_back()
            shown.page.setStyleSheet("")
            shown.page.restyle(self._worn or self._theme)
        elif shown.ask():
            plain = self._theme.zoomed(1.0)
            shown.page.setStyleSheet(sheet(plain))
            shown.page.restyle(plain)
        self.words.setVisible(not self.asking)
        self.setFocus()

    # --- look -------------------------------------------------------------------------------

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`, in high contrast."""
        self._theme = theme.contrasted()
        self._fit()

    def _fit(self) -> None:
        """Be as large as the screen asks for."""
        grown = round(min(max(self.height() / HIGH, SMALLEST), LARGEST), 1)
        theme = self._theme.zoomed(self._theme.zoom * grown)
        margin = theme.pixels(16)
        self._row.setContentsMargins(margin, margin, margin, margin)
        self._row.setSpacing(margin)
        self.words.setFixedWidth(int(COLUMN * self.width()))
        if theme == self._worn:
            return
        self._worn = theme
        self.setStyleSheet(sheet(theme))
        for made in self.made.values():
            made.page.restyle(theme)
        for part in (self.words, self.opening, self.overlay, self.notes):
            part.restyle(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go along with the screen."""
        super().resizeEvent(event)
        self._fit()
        self.overlay.setGeometry(self.rect())
        self.notes.lie_over(self)

    def showEvent(self, event: QShowEvent) -> None:
        """The stage stands on a screen, and the notes on another one if there is one."""
        super().showEvent(event)
        if not event.spontaneous():
            self._place_notes()

    @Slot()
    def _place_notes(self) -> None:
        """Screens come and go in the middle of a talk, which goes on."""
        if self.isVisible():
            self.notes.place(self)
            self.notes.restyle(self._worn or self._theme)

    # --- the end ----------------------------------------------------------------------------

    def sessions(self) -> list[Session]:
        """The runs that a window must wait for before it ends."""
        return [*self._ending, *(made.session for made in self.made.values())]

    def end(self) -> None:
        """The talk is over: all of its runs end."""
        self._timer.stop()
        self.rehearsal.end()
        for index in list(self.made):
            self._drop(index)
        self.notes.hide()
        self.notes.deleteLater()
