"""Seen: what there is to see of a model, derived once and kept while it is true."""

import functools
import math
from collections.abc import Callable, Generator, Hashable, Mapping
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast, overload

from core.cache import Cache
from core.experiment import Experiment
from core.history import History
from core.numbers import Number
from core.params import Params
from core.recorder import Recorder
from core.view_layers import Layer
from core.views import Reading

Model = TypeVar("Model", bound=Experiment)
Knobs = TypeVar("Knobs", bound=Params)
Made = TypeVar("Made")
Self = TypeVar("Self", bound="Seen[Any, Any, Any]")
P = ParamSpec("P")
T = TypeVar("T")

Kept = Callable[Concatenate[Self, P], T]


class Seen(Generic[Model, Knobs, Made]):
    """The model as it is looked at. Subclasses declare each derived value as a `kept` method.

    Within them `model`, `p` (its params), `made` (what a hand made) and `fine` may be read; that
    they were read is noted, and the value is made again when they have changed. A method without
    `kept` only passes on. Nothing here may write.
    """

    def __init__(
        self, experiment: Experiment, cache: Cache, history: History, numbers: tuple[Number, ...]
    ) -> None:
        self._experiment, self.cache, self._history = experiment, cache, history
        self._numbers = {number.name: number for number in numbers}

    @property
    def p(self) -> Knobs:
        """The values of the knobs."""
        return cast(Knobs, Recorder(self.cache, "params", self._experiment.params, {}))

    @property
    def made(self) -> Made:
        """What a hand made."""
        return cast(Made, Recorder(self.cache, "made", self._experiment.made, {}))

    @property
    def model(self) -> Model:
        """What is trained."""
        others = {"params": self.p, "made": self.made}
        return cast(Model, Recorder(self.cache, "model", self._experiment, others))

    @property
    def fine(self) -> bool:
        """Whether the page is at rest and may take its time, for the sake of a finer picture."""
        return self.cache.note_fine()

    @property
    def history(self) -> History:
        """The scalars of all steps so far."""
        self.cache.note_trained()
        return self._history

    def reference_lines(self) -> Mapping[str, Layer]:
        """Layers laid over the chart of the run, such as a Rule at the entropy of the data."""
        return {}

    def reading(self, name: str, role: str = "") -> Reading:
        """The number `name` with its value now: that of the method of this name, or the last step.

        A value of two numbers, `(3.5, 8)`, is read as *3.5 / 8*.
        """
        number, method = self._numbers[name], getattr(self, name, None)
        value = method() if method else self.history.last.get(name, math.nan)
        unit = number.unit
        if isinstance(value, tuple):
            value, unit = value[0], f"/ {value[1]:g}"
        form = number.coarse if number.coarse and not self.fine else number.form
        return Reading(number.label, value, form, unit, role or number.role, number.help, name)

    def readings(self, *names: str) -> tuple[Reading, ...]:
        """The numbers `names` with their values now."""
        return tuple(self.reading(name) for name in names)


@overload
def kept(method: Kept[Self, P, T]) -> Kept[Self, P, T]: ...
@overload
def kept(*, waits: bool) -> Callable[[Kept[Self, P, T]], Kept[Self, P, T]]: ...


def kept(method: Any = None, *, waits: bool = False) -> Any:
    """Keep what a method of Seen returns, for each of its arguments, while it is true.

    Arguments are hashable and given by position. With `waits` the value may wait for its turn
    when only training has put it out of date; what a hand or a knob changes is answered at once.
    """
    if method is None:
        return functools.partial(kept, waits=waits)

    @functools.wraps(method)
    def ask(self: Seen[Any, Any, Any], *arguments: Hashable) -> Any:
        key = (method.__name__, *arguments)
        return self.cache.get(key, lambda: method(self, *arguments), waits)

    return ask


def grown(method: Callable[Concatenate[Self, P], Generator[T]]) -> Kept[Self, P, T]:
    """Keep what a generator of Seen yields: each value is fuller, and a turn takes the next.

    For what costs too much for one look, such as a map or many seeds; a run at rest is looked at
    until nothing grows any more.
    """
    return cast(Kept[Self, P, T], kept(waits=True)(method))
