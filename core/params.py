"""Parameters that know how they are shown: each field of a Params carries its Knob."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from core.callback_knobs import CALLBACKS, CallbackKnobs
from core.knobs import Knob as Knob
from core.knobs import Value as Value
from core.knobs import choice as choice
from core.knobs import number as number
from core.knobs import switch as switch
from core.knobs import text as text
from core.message import InvalidInput

LARGEST_SEED = 2**31 - 1
"""Streams of random numbers are seeded by multiples of the seed, which must fit 64 bits."""


@dataclass(frozen=True)
class Params(CallbackKnobs):
    """Parameters of one experiment. Subclasses are frozen dataclasses of knob fields.

    `chinese` are the values of those knobs of the data that are others by default where the window
    speaks Chinese.
    """

    chinese: ClassVar[Mapping[str, Value]] = {}

    @classmethod
    def usual(cls, language: str) -> Self:
        """The defaults in a window that speaks `language`, "en" or "zh"."""
        return cls().changed(cls.chinese) if language == "zh" else cls()

    @classmethod
    def knobs(cls) -> dict[str, Knob]:
        """Name to knob, in the order of the fields; last, where there is a rate, the callbacks'."""
        knobs: dict[str, Knob] = {f.name: f.metadata["knob"] for f in dataclasses.fields(cls)}
        own = {name: knob for name, knob in knobs.items() if knob.place != CALLBACKS}
        return {**own, **knobs} if "learning_rate" in own else own

    def values(self) -> dict[str, Value]:
        """Name to value, in the order of the knobs."""
        return {name: getattr(self, name) for name in self.knobs()}

    def changed(self, values: Mapping[str, Value]) -> Self:
        """A copy with `values` in place. Raises InvalidInput for unknown names and bad values."""
        knobs = self.knobs()
        for name in values:
            if name not in knobs:
                raise InvalidInput(
                    "There is no knob {name}; there are {known}.",
                    name=repr(name),
                    known=", ".join(knobs),
                )
        checked: dict[str, Any] = {n: knobs[n].check(n, value) for n, value in values.items()}
        return dataclasses.replace(self, **checked)

    def parsed(self, texts: Mapping[str, str]) -> Self:
        """A copy with the values that `texts` mean. Raises InvalidInput as `changed` does."""
        knobs = self.knobs()
        return self.changed(
            {n: knobs[n].parse(n, text) if n in knobs else text for n, text in texts.items()}
        )

    def check_together(self) -> None:
        """Raise InvalidInput where values that can be had alone cannot be had together."""

    def halved(self, name: str) -> Self:
        """A copy with half the number `name`, or its least; itself without such a knob."""
        if name not in self.knobs():
            return self
        return self.changed({name: max(self.knobs()[name].low, getattr(self, name) / 2)})

    def turned(self, other: Self) -> dict[str, Knob]:
        """The knobs whose value is another in `other`."""
        return {n: k for n, k in self.knobs().items() if getattr(self, n) != getattr(other, n)}

    def rebuilds(self, other: Self) -> bool:
        """Whether going to `other` needs a new model, that is: some knob that is not live moved."""
        return not all(knob.live for knob in self.turned(other).values())


@dataclass(frozen=True, slots=True)
class Preset:
    """A named set of parameters and the sentence that says what they show.

    `breaks` marks those that fail on purpose; their sentence says what goes wrong and why.
    """

    name: str
    sentence: str
    values: Mapping[str, Value]
    breaks: bool = False
