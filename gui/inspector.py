"""What stands beside the pictures: the knobs, the lesson, the data."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.commands import ApplyTouch, RestoreBest
from core.own_data import Own, taking
from core.params import Params, Preset
from core.touches import RunAction
from gui.drawing_pad import DrawingPad
from gui.equation_box import EquationBox
from gui.form import Folded, ParamForm
from gui.i18n import follow_language, format_message, tr
from gui.knob_links import KnobLinks
from gui.learning import Learning
from gui.lesson import Lesson
from gui.lesson_tab import LessonTab
from gui.scrolled import Scrolled
from gui.theme import Theme
from gui.widgets import Hint, Segments, button, label, line

if TYPE_CHECKING:
    from core.experiment import Action
    from core.scene import Scene

WIDTH = 304
"""Pixels; wide enough for a knob's name, its tag and its value in both languages."""
LESSON = 1
"""The place of the lesson among the tabs."""
READING_WIDTH = 400
"""Pixels; wide enough for the formulas of a lesson."""
TALL = (460, 600)
"""Pixels of height from which on the formula, and from which on the hint, need not be scrolled."""


class Inspector(QFrame):
    """Tabs for knobs, lesson and data. `turned` carries a knob's name and value."""

    turned = Signal(str, object)
    asked = Signal(object)
    refused = Signal(str)
    params: Params | None = None
    opened, previewed, cleared = Signal(), Signal(), Signal()
    """A person wants to bring something, to see how it was read, or to take a figure away."""

    def __init__(self, name: str, scene: "Scene", theme: Theme, learning: Learning) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.kind = scene.experiment
        knobs, places = scene.knobs(), ("main", "more", "callbacks", "data")
        self.forms = {place: ParamForm(knobs, place) for place in places}
        for form in self.forms.values():
            form.changed.connect(self.turned)
            form.refused.connect(self.refused)
        self.tabs = Segments(3)
        self.tabs.chosen.connect(self.show_tab)
        self.pages = QStackedWidget()
        self.reading = LessonTab(Lesson(name, theme, learning), knobs, self.turned.emit)
        self.lesson = self.reading.lesson
        self.hint = Hint()
        self._feet: list[QVBoxLayout] = []
        self.equation = EquationBox(theme)
        self.equation.turned.connect(self.turned)
        self.links = KnobLinks(self.equation.panel, self.forms.values(), theme)
        self.more = Folded(self.forms["more"], WIDTH - 60)
        self.callbacks = Folded(self.forms["callbacks"], WIDTH - 60)
        self.best = button(lambda: self.asked.emit(RestoreBest()))
        self.buttons = [(action, self._action_button(action)) for action in self.kind.actions]
        self.open, self.preview = button(self.opened.emit), button(self.previewed.emit)
        self.brought, self.refusal = label(wrap=True), label(name="warning", wrap=True)
        self.own: Own | None = None
        self.opens_hint = label(name="muted", wrap=True)
        self.pad, self.clear, self.draws = DrawingPad(theme), button(self._clear, "flat"), label()
        for tab in (self._knobs_tab(), self.reading, self._data_tab()):
            self.pages.addWidget(tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(14)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        if not self.forms["data"].rows and not self.kind.takes:
            self.tabs.hide_segment(2)
        self.preset: Preset | None = None
        self.show_tab(0)
        follow_language(self.retranslate)

    def _clear(self) -> None:
        self.pad.clear()
        self.cleared.emit()

    def _action_button(self, action: "Action") -> QPushButton:
        return button(partial(self.asked.emit, ApplyTouch("", RunAction(action.name))))

    def _knobs_tab(self) -> QWidget:
        column = _column()
        column.addWidget(self.forms["main"])
        for _, made in self.buttons:
            column.addWidget(made)
        column.addWidget(line())
        column.addWidget(self.more)
        column.addWidget(self.callbacks)
        self.callbacks.column.addWidget(self.best)
        column.addStretch(1)
        self._scrolled_foot = column
        tab = QWidget()
        self._fixed_foot = _column()
        self._fixed_foot.setContentsMargins(0, 0, 0, 0)
        self._fixed_foot.addWidget(Scrolled(column), 1)
        tab.setLayout(self._fixed_foot)
        self._put_foot(0)  # at once: what stands nowhere would show itself as a window
        return tab

    def _put_foot(self, height: int) -> None:
        feet = [self._fixed_foot if height >= tall else self._scrolled_foot for tall in TALL]
        if feet != self._feet:
            self._feet = feet
            for foot, widget in zip(feet, (self.equation, self.hint), strict=True):
                foot.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is room, the formula stays in view under the knobs, and then the hint."""
        super().resizeEvent(event)
        self._put_foot(event.size().height())

    def _data_tab(self) -> QWidget:
        column = _column()
        column.addWidget(self.forms["data"])
        for widget in (self.brought, self.preview, self.open, self.refusal, self.opens_hint):
            column.addWidget(widget)
        drawing: tuple[QWidget, ...] = (self.draws, self.pad, self.clear)
        for part in drawing:
            column.addWidget(part, alignment=Qt.AlignmentFlag.AlignLeft)
            part.setVisible(taking(self.kind.takes, "picture") is not None)
        column.addStretch(1)
        self.preview.hide()
        self.refusal.hide()
        if not self.kind.takes:
            for widget in (self.brought, self.open, self.opens_hint):
                widget.hide()
        return Scrolled(column)

    def show_tab(self, index: int) -> None:
        """Bring a tab forward: 0 knobs, 1 lesson, 2 data."""
        self.tabs.choose(index)
        self.pages.setCurrentIndex(index)
        self.setFixedWidth(READING_WIDTH if index == LESSON else WIDTH)

    def light(self, names: Sequence[str]) -> None:
        """Have knobs and buttons called `names` beside the lesson."""
        made = [(a, self._action_button(a)) for a in self.kind.actions if a.name in names]
        for action, each in made:
            each.setText(tr(action.label))
        knobs = [name for name in names if any(name in form.rows for form in self.forms.values())]
        self.reading.bring(knobs, [each for _, each in made])
        if self.params is not None:
            self.reading.show_params(self.params)

    def read_on(self, former: "Inspector") -> None:
        """Show the lesson where it was shown before, at the same place."""
        if former.pages.currentIndex() == LESSON:
            self.lesson.begin_like(former.lesson)
            self.show_tab(LESSON)

    def _name_folded(self) -> None:
        names = [tr(row.knob.label) for row in self.forms["more"].rows.values()]
        self.more.say(f"{tr('More')} · " + ", ".join(names), tr("Fewer"))
        on = ", ".join(tr(name) for name in self.forms["callbacks"].switched_on)
        title = tr("Callbacks")
        self.callbacks.say(f"{title} · {on or tr('none is on')}", title)

    def show_own(self, own: Own | None) -> None:
        """Say what a person brought, and what was left out of it."""
        self.own = own
        self._say_own()
        self.preview.setVisible(own is not None)

    def say_refusal(self, words: str) -> None:
        """Say why what was brought last cannot be used, "" where it can, until the next is."""
        self.refusal.setText(words)
        self.refusal.setVisible(bool(words))

    def _say_own(self) -> None:
        nothing = tr("Nothing was brought yet; the built-in data is learnt in its place.")
        said = [format_message(each) for each in self.own.said] if self.own else [nothing]
        self.brought.setText("\n".join(said))

    def show_params(self, params: Params, preset: Preset | None) -> None:
        """Show the values of the knobs, and say what the preset shows."""
        first = self.params is None
        self.params = params
        for form in self.forms.values():
            form.show_params(params)
        self.reading.show_params(params)
        if first and self.forms["callbacks"].switched_on:
            self.callbacks.unfold()
        self._name_folded()
        if preset is not None and preset is not self.preset:
            self.preset = preset
            self._say_preset()

    def _say_preset(self) -> None:
        self.hint.setVisible(self.preset is not None)
        if self.preset is not None:
            heading = tr("Watch it break") if self.preset.breaks else tr("Try this")
            self.hint.say(heading, tr(self.preset.sentence))

    def retranslate(self) -> None:
        self.tabs.say([tr("Knobs"), tr("Lesson"), tr("Data")])
        for action, made in self.buttons:
            made.setText(tr(action.label))
            made.setToolTip(tr(action.help))
        self.open.setText(tr("Open a file"))
        words = [tr(each.words) for each in self.kind.takes]
        drop = tr("You can also drop files on the page, or paste cells, lines or a picture.")
        self.opens_hint.setText("\n".join([*words, drop]))
        self.preview.setText(tr("How it was read"))
        self.draws.setText(tr("Draw a figure"))
        self.pad.setAccessibleName(tr("Draw a figure"))
        self.clear.setText(tr("Clear"))
        self._say_own()
        self.best.setText(tr("Back to the best"))
        self.best.setToolTip(tr("Go back to the best state that was kept"))
        self._name_folded()
        self._say_preset()
        if self.lesson.isVisible():
            self.lesson.refresh()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        for part in (self.lesson, self.pad, self.equation, self.links.glow):
            part.restyle(theme)


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(12)
    return column
