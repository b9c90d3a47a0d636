"""Knobs: how a parameter is shown and bounded, and the fields that carry one."""

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

from core.message import InvalidInput
from core.written_number import parse_number, plain

Value = int | float | bool | str

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Knob:
    """How one parameter is shown and bounded.

    `live` says that a running model takes the value at its next step; otherwise a change rebuilds.
    `place` is where the form shows it: "main" (in view), "more" (behind More), "data" or
    "callbacks". `words`, where given, are how the choices are shown.
    """

    label: str
    help: str
    default: Value
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    unit: str = ""
    logarithmic: bool = False
    live: bool = False
    place: str = "main"
    words: tuple[str, ...] = ()

    def parse(self, name: str, text: str) -> Value:
        """The value that `text` means, with its unit or without. Raises InvalidInput for none."""
        if isinstance(self.default, bool):
            word = text.strip().lower()
            if word not in TRUE_WORDS | FALSE_WORDS:
                raise InvalidInput("{name} is on or off, not {value}.", name=name, value=repr(text))
            return word in TRUE_WORDS
        if isinstance(self.default, str):
            return self.check(name, text)
        try:
            number = parse_number(plain(text).removesuffix(self.unit))
        except ValueError:
            kind = "whole number" if isinstance(self.default, int) else "number"
            raise InvalidInput(
                "{name} is a {kind}, not {value}.", name=name, kind=kind, value=repr(text)
            ) from None
        return self.check(name, number)

    def check(self, name: str, value: Value) -> Value:
        """`value` itself, as the type of the default. Raises InvalidInput outside the limits."""
        if self.choices:
            if value not in self.choices:
                raise InvalidInput(
                    "{name} is one of {choices}, not {value}.",
                    name=name,
                    choices=", ".join(self.choices),
                    value=repr(value),
                )
            return value
        if isinstance(self.default, bool | str):
            if type(value) is not type(self.default):
                raise InvalidInput("{name} cannot be {value}.", name=name, value=repr(value))
            return value
        if isinstance(value, str | bool) or not self.low <= value <= self.high:
            raise InvalidInput(
                "{name} lies between {low:g} and {high:g}, not at {value}.",
                name=name,
                low=self.low,
                high=self.high,
                value=repr(value),
            )
        if isinstance(self.default, int):
            if value != int(value):
                raise InvalidInput("{name} is a whole number, not {value}.", name=name, value=value)
            return int(value)
        return float(value)


def _field(knob: Knob) -> Any:
    return dataclasses.field(default=knob.default, metadata={"knob": knob})


def number(
    default: int | float,
    low: float,
    high: float,
    label: str,
    help: str,
    *,
    unit: str = "",
    logarithmic: bool = False,
    live: bool = False,
    place: str = "main",
) -> Any:
    """A field holding a number in [low, high]; whole if `default` is an int."""
    return _field(
        Knob(
            label,
            help,
            default,
            low,
            high,
            unit=unit,
            logarithmic=logarithmic,
            live=live,
            place=place,
        )
    )


def choice(
    default: str,
    choices: tuple[str, ...],
    label: str,
    help: str,
    *,
    live: bool = False,
    place: str = "main",
) -> Any:
    """A field holding one of `choices`."""
    return _field(Knob(label, help, default, choices=choices, live=live, place=place))


def text(label: str, help: str, *, place: str = "main") -> Any:
    """A field holding a line that is typed, at first empty."""
    return _field(Knob(label, help, "", place=place))


def switch(default: bool, label: str, help: str, *, live: bool = False, place: str = "main") -> Any:
    """A field that is on or off."""
    return _field(Knob(label, help, default, live=live, place=place))
