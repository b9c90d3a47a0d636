"""One row per knob of the form, made of what the knob says of itself."""

import math

from PySide6.QtCore import Qt

from core.message import InvalidInput
from core.params import Knob, Value
from core.written_number import write_number
from gui.i18n import format_message, tr
from gui.row import Row
from gui.value_field import ValueField
from gui.wheeled import Choices, Slider
from gui.widgets import Segments, Switch

# A slider of a continuous knob has this many positions: finer than a hand.
POSITIONS = 400
# No hand finds a value on a slider that is broader than this; it is typed.
BROADEST = 100_000
# Choices are put side by side while their words fit into about this many letters.
SEGMENT_LETTERS = 30


class NumberRow(Row):
    """A slider, and the number in a field that takes exact values."""

    def __init__(self, key: str, knob: Knob) -> None:
        super().__init__(key, knob)
        self._whole = isinstance(knob.default, int)
        span = round(knob.high - knob.low) if self._whole else POSITIONS
        self._positions = span if self._whole and span <= POSITIONS else POSITIONS
        self.slider = Slider()
        self.slider.setRange(0, self._positions)
        self.slider.setPageStep(max(1, self._positions // 10))
        self.slider.valueChanged.connect(self._slid)
        self.field = ValueField()
        self.field.setObjectName("value")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFixedWidth(92)
        self.field.typed.connect(self._typed)
        self.head.addWidget(self.field)
        self.column.addWidget(self.slider)
        if knob.high - knob.low > BROADEST:
            self.slider.hide()
        self.add_control(self.slider)
        self.add_control(self.field)
        self._quiet = False

    def _value_at(self, position: int) -> Value:
        share, knob = position / self._positions, self.knob
        if knob.logarithmic:
            value = knob.low * (knob.high / knob.low) ** share
        else:
            value = knob.low + (knob.high - knob.low) * share
        return round(value) if self._whole else float(f"{value:.3g}")

    def _position_of(self, value: float) -> int:
        knob = self.knob
        if knob.logarithmic:
            share = math.log(value / knob.low) / math.log(knob.high / knob.low)
        else:
            share = (value - knob.low) / (knob.high - knob.low)
        return round(share * self._positions)

    def _slid(self, position: int) -> None:
        if self._quiet:
            return
        value = self.knob.check(self.knob.label, self._clamped(self._value_at(position)))
        self._write(value)
        self.choose(value)

    def _clamped(self, value: Value) -> Value:
        return min(max(value, self.knob.low), self.knob.high)

    def _typed(self, text: str) -> None:
        """Take what was typed at once, or say why not; the field shows what runs again."""
        text = text.strip().removesuffix(tr(self.knob.unit))
        try:
            self.settle(self.knob.parse(tr(self.knob.label), text))
        except InvalidInput as invalid:
            self.refused.emit(format_message(invalid.message))
        self.show_value(self._chosen)

    def _write(self, value: Value) -> None:
        """Say the value, to those who hear it too: the slider's own number is a mere position."""
        words = self._words(value)
        self.field.show_text(words)
        self.slider.setAccessibleDescription(words)

    def _words(self, value: Value) -> str:
        words = f"{value}" if self._whole else write_number(float(value), self.knob.logarithmic)
        return f"{words} {tr(self.knob.unit)}".strip()

    def _show(self, value: Value) -> None:
        if self.slider.isSliderDown():
            return
        self._quiet = True
        self.slider.setValue(self._position_of(float(value)))
        self._quiet = False
        self._write(value)

    def retranslate(self) -> None:
        super().retranslate()
        self.slider.setAccessibleName(tr(self.knob.label))
        self.field.setAccessibleName(tr(self.knob.label))
        self.show_value(self._chosen)


class TextRow(Row):
    """A line that is typed."""

    def __init__(self, key: str, knob: Knob) -> None:
        super().__init__(key, knob)
        self.field = ValueField()
        self.field.typed.connect(self._typed)
        self.column.addWidget(self.field)
        self.add_control(self.field)

    def _typed(self, text: str) -> None:
        self.settle(text.strip())
        self._show(self._chosen)

    def _show(self, value: Value) -> None:
        self.field.show_text(str(value))

    def retranslate(self) -> None:
        super().retranslate()
        self.field.setAccessibleName(tr(self.knob.label))


class ChoiceRow(Row):
    """Segments for a few short choices, else a list."""

    def __init__(self, key: str, knob: Knob) -> None:
        super().__init__(key, knob)
        few = len(knob.choices) <= 4 and sum(map(len, knob.choices)) <= SEGMENT_LETTERS
        self.segments = Segments(len(knob.choices)) if few else None
        self.list = None if few else Choices()
        if self.segments is not None:
            self.segments.chosen.connect(self._picked)
            self.column.addWidget(self.segments)
            for made in self.segments.buttons():
                self.add_control(made)
        if self.list is not None:
            self.list.addItems(list(knob.choices))
            self.list.activated.connect(self._picked)
            self.column.addWidget(self.list)
            self.add_control(self.list)

    def _picked(self, index: int) -> None:
        self.choose(self.knob.choices[index])

    def _show(self, value: Value) -> None:
        index = self.knob.choices.index(str(value))
        if self.segments is not None:
            self.segments.choose(index)
        if self.list is not None:
            self.list.setCurrentIndex(index)

    def retranslate(self) -> None:
        super().retranslate()
        name, choices = tr(self.knob.label), self.knob.words or self.knob.choices
        words = [tr(choice) for choice in choices]
        if self.segments is not None:
            self.segments.say(words)
            for made in self.segments.buttons():
                made.setAccessibleDescription(name)
        if self.list is not None:
            self.list.setAccessibleDescription(name)  # Qt names a list by what is chosen
            for index, word in enumerate(words):
                self.list.setItemText(index, word)


class SwitchRow(Row):
    """On or off."""

    def __init__(self, key: str, knob: Knob) -> None:
        super().__init__(key, knob)
        self.box = Switch()
        self.box.clicked.connect(lambda on: self.choose(bool(on)))
        self.head.addWidget(self.box)
        self.add_control(self.box)

    def _show(self, value: Value) -> None:
        self.box.setChecked(bool(value))

    def retranslate(self) -> None:
        super().retranslate()
        self.box.setAccessibleName(tr(self.knob.label))


def make_row(key: str, knob: Knob) -> Row:
    """The row that fits the kind of the knob called `key`."""
    if isinstance(knob.default, bool):
        return SwitchRow(key, knob)
    if knob.choices:
        return ChoiceRow(key, knob)
    return TextRow(key, knob) if isinstance(knob.default, str) else NumberRow(key, knob)
