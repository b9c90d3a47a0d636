"""What stands beside the pictures: the knobs, the lesson, the data."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.commands import ApplyTouch, Open, RestoreBest
from core.params import Params, Preset
from core.touches import RunAction
from gui.form import Folded, ParamForm
from gui.i18n import follow_language, tr
from gui.lesson import Lesson
from gui.theme import Theme
from gui.widgets import Hint, Segments, button, label, line

if TYPE_CHECKING:
    from core.experiment import Action
    from core.scene import Scene

WIDTH = 304
"""Pixels; wide enough for a knob's name, its tag and its value in both languages."""
READING_WIDTH = 400
"""Pixels; wide enough for the formulas of a lesson."""


class Inspector(QFrame):
    """Tabs for knobs, lesson and data. `turned` carries a knob's name and value."""

    turned = Signal(str, object)
    asked = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, scene: "Scene", theme: Theme) -> None:
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
        self.lesson = Lesson(name, theme)
        self.hint = Hint()
        self.more = Folded(self.forms["more"], WIDTH - 60)
        self.callbacks = Folded(self.forms["callbacks"], WIDTH - 60)
        self.best = button(lambda: self.asked.emit(RestoreBest()))
        self.buttons = [(action, self._action_button(action)) for action in self.kind.actions]
        self.open = button(self._open_file)
        self.opens_hint = label(name="muted", wrap=True)
        for tab in (self._knobs_tab(), self.lesson, self._data_tab()):
            self.pages.addWidget(tab)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(14)
        column.addWidget(self.tabs)
        column.addWidget(self.pages, 1)
        if not self.forms["data"].rows and not self.kind.file_readers:
            self.tabs.hide_segment(2)
        self.preset: Preset | None = None
        self.params: Params | None = None
        self.show_tab(0)
        follow_language(self.retranslate)

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
        column.addWidget(self.hint)
        return _scrolled(column)

    def _data_tab(self) -> QWidget:
        column = _column()
        column.addWidget(self.forms["data"])
        column.addWidget(self.open)
        column.addWidget(self.opens_hint)
        column.addStretch(1)
        if not self.kind.file_readers:
            self.open.hide()
            self.opens_hint.hide()
        return _scrolled(column)

    def show_tab(self, index: int) -> None:
        """Bring a tab forward: 0 knobs, 1 lesson, 2 data."""
        self.tabs.choose(index)
        self.pages.setCurrentIndex(index)
        self.setFixedWidth(READING_WIDTH if self.pages.widget(index) is self.lesson else WIDTH)

    def _name_folded(self) -> None:
        names = [tr(row.knob.label) for row in self.forms["more"].rows.values()]
        self.more.say(f"{tr('More')} · " + ", ".join(names), tr("Fewer"))
        on = ", ".join(tr(name) for name in self.forms["callbacks"].switched_on)
        title = tr("Callbacks")
        self.callbacks.say(f"{title} · {on or tr('none is on')}", title)

    def _open_file(self) -> None:
        suffixes = " ".join(
            f"*{suffix}" for reader in self.kind.file_readers for suffix in reader.suffixes
        )
        path, _ = QFileDialog.getOpenFileName(
            self, tr("Open"), "", f"{tr('Files')} ({suffixes});;{tr('All files')} (*)"
        )
        if path:
            self.asked.emit(Open(path))

    def show_params(self, params: Params, preset: Preset | None) -> None:
        """Show the values of the knobs, and say what the preset shows."""
        first = self.params is None
        self.params = params
        for form in self.forms.values():
            form.show_params(params)
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
        labels = [tr(reader.label) for reader in self.kind.file_readers]
        self.opens_hint.setText("\n".join([*labels, tr("You can also drop a file on the page.")]))
        self.best.setText(tr("Back to the best"))
        self.best.setToolTip(tr("Go back to the best state that was kept"))
        self._name_folded()
        self._say_preset()
        if self.lesson.isVisible():
            self.lesson.refresh()

    def restyle(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self.lesson.restyle(theme)


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 8, 0)
    column.setSpacing(12)
    return column


def _scrolled(column: QVBoxLayout) -> QScrollArea:
    inner, outer = QWidget(), QScrollArea()
    inner.setLayout(column)
    outer.setWidget(inner)
    outer.setWidgetResizable(True)
    outer.setFrameShape(QFrame.Shape.NoFrame)
    outer.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return outer
