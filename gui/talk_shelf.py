"""The shelf of talks in the gallery: stories that are shipped."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.stories.shelf import shelf
from core.stories.story import Story
from gui.choosable import Choosable
from gui.i18n import follow_language, language, tr
from gui.widgets import Elided

HIGH, GAP = 38, 12
"""Pixels of a talk, and between two."""


class TalkTile(Choosable):
    """The title of a talk; `chosen` by mouse or key."""

    def __init__(self, story: Story) -> None:
        super().__init__()
        self.setFixedHeight(HIGH)
        self.setAccessibleName(story.title)
        self.title = Elided("strong")
        self.title.say(story.title, tr("{count} min").format(count=round(story.minutes)))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.addWidget(self.title, 1)


class TalkShelf(QWidget):
    """A row of talks in the language of the window; `chosen` carries a story."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.heading = Elided("muted")
        self.talks: list[TalkTile] = []
        self._language = ""
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addLayout(self._row)
        follow_language(self.retranslate)

    def retranslate(self) -> None:
        self.heading.say(tr("Talks, about ten minutes each"))
        if self._language != language():
            self._language = language()
            self._put(shelf(language()))

    def _put(self, stories: tuple[Story, ...]) -> None:
        for former in self.talks:
            self._row.removeWidget(former)
            former.hide()
            former.deleteLater()
        self.talks = [TalkTile(story) for story in stories]
        for story, made in zip(stories, self.talks, strict=True):
            made.chosen.connect(partial(self.chosen.emit, story))
            self._row.addWidget(made, 1)
        self.setVisible(bool(stories))
