"""Before the first beat: what the talk is, how long it takes, and whether this machine can."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.stories.story import Story
from gui.i18n import follow_language, tr
from gui.stage.words import Prose
from gui.theme import Theme
from gui.widgets import button, label


class Opening(QWidget):
    """The title of a talk, its prose and its beats."""

    begun, rehearsed = Signal(), Signal()

    def __init__(self, story: Story, theme: Theme) -> None:
        super().__init__()
        self._story = story
        self.title, self.length = label(story.title, "brand", wrap=True), label(name="muted")
        self.prose, self.said = Prose(theme), label(name="warning", wrap=True)
        self.begin, self.rehearse = button(self.begun.emit, "primary"), button(self.rehearsed.emit)
        self.beats = [label(f"{place}   {beat.title}") for place, beat in enumerate(story.beats, 1)]
        buttons, words, listed = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        buttons.setSpacing(16)
        buttons.addWidget(self.begin)
        buttons.addWidget(self.rehearse)
        buttons.addStretch(1)
        words.addStretch(1)
        words.addWidget(self.title)
        words.addWidget(self.length)
        words.addWidget(self.prose, 2)
        words.addSpacing(16)
        words.addLayout(buttons)
        words.addWidget(self.said)
        words.addStretch(1)
        listed.addStretch(1)
        for made in self.beats:
            listed.addWidget(made)
        listed.addStretch(1)
        listed.setSpacing(14)
        words.setSpacing(18)
        row = QHBoxLayout(self)
        row.setContentsMargins(48, 72, 48, 72)
        row.setSpacing(64)
        row.addLayout(words, 3)
        row.addLayout(listed, 2)
        self.prose.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.prose.say(story.text)
        follow_language(self.retranslate)

    def say(self, sentence: str) -> None:
        """Say what came of something, or why the talk cannot be given."""
        self.said.setText(sentence)

    def retranslate(self) -> None:
        self.length.setText(tr("{count} min").format(count=round(self._story.minutes)))
        self.begin.setText(tr("Begin"))
        self.rehearse.setText(tr("Rehearse on this machine"))

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.prose.restyle(theme)
        body, title = theme.pixels(14), theme.pixels(34)
        self.setStyleSheet(f"* {{ font-size: {body}px; }} QLabel#brand {{ font-size: {title}px; }}")
