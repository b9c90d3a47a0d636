"""What the audience reads beside the picture: title, prose, a question, and how it came out."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.stories.story import Prediction
from gui.i18n import tr
from gui.knob_words import value_words
from gui.lesson import Lesson
from gui.stage.choice import Choice
from gui.stage.drawn_curve import DrawnCurve
from gui.stage.performance import Performance
from gui.theme import Theme
from gui.widgets import label

PROSE = 1.15
"""How much larger prose is for an audience than in the lesson of a page."""


class Prose(Lesson):
    """Markdown with formulas."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("", theme)
        self._markdown = ""

    def text(self) -> str:
        return self._markdown

    def say(self, markdown: str) -> None:
        """Show other words."""
        if markdown != self._markdown:
            self._markdown = markdown
            self.forget()
            self.refresh()
            self._fit()

    def _fit(self) -> None:
        """Be as high as the words, where there is room."""
        self.setMaximumHeight(int(self.document().size().height()) + 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words take other lines."""
        super().resizeEvent(event)
        self._fit()

    def restyle(self, theme: Theme) -> None:
        """Take the colours and the zoom of `theme`, larger than in a page's lesson."""
        super().restyle(theme.zoomed(theme.zoom * PROSE))
        self._fit()


def lit_knobs(shown: Performance) -> list[str]:
    """The knobs that a beat lights, with their values at this moment: no others stand on stage."""
    seen = shown.page.snapshot
    if seen is None or seen.scene is None:
        return []
    there = seen.scene.knobs()
    return [
        f"{tr(there[name].label)}: {value_words(there[name], getattr(seen.params, name))}"
        for name in shown.beat.lights if name in there
    ]  # fmt: skip


class Words(QWidget):
    """The column beside the picture. `chosen` carries the index of a choice, `drawn` a curve."""

    chosen = Signal(int)
    drawn = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.count, self.title = label(name="muted"), label(name="brand", wrap=True)
        self.prose, self.question = Prose(theme), label(name="strong", wrap=True)
        self.answer, self.curve = label(wrap=True), DrawnCurve(theme)
        self.knobs, self.notice = label(name="lit", wrap=True), label(name="muted", wrap=True)
        self.curve.drawn.connect(self.drawn)
        self._choices = QVBoxLayout()
        self._choices.setSpacing(8)
        self._buttons: list[Choice] = []
        self._asked: object = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        for widget in (self.count, self.title):
            column.addWidget(widget)
        column.addWidget(self.prose, 3)
        column.addWidget(self.knobs)
        column.addSpacing(24)
        column.addWidget(self.question)
        column.addLayout(self._choices)
        column.addWidget(self.curve, 2)
        column.addWidget(self.answer)
        column.addStretch(1)
        column.addWidget(self.notice)

    def show_beat(self, shown: Performance, of: int) -> None:
        """Say what a beat says, as far as it has come."""
        beat, asked = shown.beat, shown.beat.prediction
        self.count.setText(f"{shown.index + 1} / {of}")
        self.title.setText(beat.title)
        self.prose.say(beat.text)
        knobs = "\n".join(lit_knobs(shown))
        self.knobs.setText(knobs)
        self.knobs.setVisible(bool(knobs))
        trained = f"{shown.session.begins:,}".replace(",", " ")
        self.notice.setText(tr("{count} steps trained before").format(count=trained))
        self.notice.setVisible(shown.session.begins > 0)
        self.question.setVisible(asked is not None)
        self.answer.setVisible(asked is not None and shown.over)
        self.curve.setVisible(asked is not None and bool(asked.curve))
        if asked is not self._asked:
            self._ask(asked)
        if asked is not None:
            self._show_answer(shown, asked)

    def _ask(self, asked: Prediction | None) -> None:
        self._asked = asked
        for made in self._buttons:
            self._choices.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._buttons = []
        for place, words in enumerate(asked.choices if asked else ()):
            made = Choice(words)
            made.chosen.connect(partial(self.chosen.emit, place))
            self._choices.addWidget(made)
            self._buttons.append(made)
        if asked is not None:
            self.question.setText(asked.question)

    def _show_answer(self, shown: Performance, asked: Prediction) -> None:
        """What was chosen, and once the run has shown it, what is right."""
        for place, made in enumerate(self._buttons):
            right = shown.over and place == asked.right
            marked = right or place == shown.choice
            made.show_state("✓" if right else str(place + 1), marked, not shown.begun)
        if asked.curve:
            self.curve.show_curves(shown.drawn, shown.news.curve, shown.beat)
        if shown.over:
            verdict = ""
            if shown.choice is not None:
                verdict = tr("As you guessed.") if shown.choice == asked.right else tr("Not so.")
            self.answer.setText(f"{verdict} {asked.answer}".strip())

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.prose.restyle(theme)
        self.curve.restyle(theme)
        body, title = theme.pixels(14), theme.pixels(24)
        self.setStyleSheet(f"* {{ font-size: {body}px; }} QLabel#brand {{ font-size: {title}px; }}")
