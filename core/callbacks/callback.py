"""Callback: a few named hooks into training, and what they are given."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import torch
from torch import Tensor

from core.callback_knobs import FIRST_CURVE
from core.experiment import Experiment, State
from core.history import Event, History
from core.message import Message
from core.numbers import Number
from core.params import Params

Scalars = Mapping[str, Tensor | float]


class Factor(NamedTuple):
    """What a knob is multiplied by, the name of the callback that wrote it, and at which step."""

    value: float
    source: str
    step: int


@dataclass
class Moment:
    """The run at this moment, as the hooks are given it.

    `step` is the number of the step being made, counted from 1; `scalars` are what it returned,
    from on_batch_end on. `params` are the knobs as a person has set them, `factors` what schedules
    multiply them by. `monitors` are the names of the scalars, with their labels. `state` gives a
    copy of the run's state, but for what Best remembers. A hook that sets `stop` ends the training
    after this step, for the reason that it gives.
    """

    experiment: Experiment
    state: Callable[[], State]
    history: History
    monitors: Mapping[str, str]
    params: Params
    step: int = 0
    scalars: Scalars = field(default_factory=dict)
    factors: dict[str, Factor] = field(default_factory=dict)
    stop: Message | None = None

    @property
    def epoch(self) -> int:
        """The epoch of the step, counted from 0; `Experiment.epoch` says what one is."""
        return (self.step - 1) // self.experiment.epoch

    def monitored(self) -> tuple[str, float]:
        """Label and value of the number that best and early stop go by; NaN where it is missing."""
        asked = self.params.monitor
        name = next(iter(self.monitors)) if asked == FIRST_CURVE else asked
        return self.monitors[name], float(self.scalars.get(name, torch.nan))

    def multiply(self, by: "Callback", knob: str, value: float) -> None:
        """Let the experiment have `value` times the knob from now on. The last writer wins."""
        before, label = self.factors.get(knob), self.params.knobs()[knob].label
        self.factors[knob] = Factor(value, by.name, self.step)
        if before and before.source != by.name and before.step == self.step:
            words = "{first} and {last} both write {knob}: the last writer wins."
            self.say(by, Message(words, {"first": before.source, "last": by.name, "knob": label}))

    def say(self, by: "Callback", said: Message, newest: bool = False) -> None:
        """Mark the step on the run's curve with a sentence; of `newest` only the newest stays."""
        self.history.note(Event(self.step, by.name, said), newest)


class Callback:
    """Hooks that the run calls, all empty here, in this order:

    on_train_begin before the first step of all; on_epoch_begin and on_batch_begin before a step;
    on_gradient_ready between gradient and step, once for every step of every optimiser; then
    on_batch_end, on_epoch_end; on_train_end once the training is over. What one remembers are
    plain values and tensors in its attributes, which are part of the run's state.

    `name` is said to people too, `knobs` are its own, of which the first switches it on: when a
    hand turns one of them, the callback begins anew. `numbers` are those that `readings` gives.
    """

    name: ClassVar[str]
    knobs: ClassVar[tuple[str, ...]]
    numbers: ClassVar[tuple[Number, ...]] = ()

    def on_train_begin(self, now: Moment) -> None:
        """The first step of all is to be made."""

    def on_epoch_begin(self, now: Moment) -> None:
        """The first step of an epoch is to be made."""

    def on_batch_begin(self, now: Moment) -> None:
        """A step is to be made."""

    def on_gradient_ready(self, now: Moment, optimiser: torch.optim.Optimizer) -> None:
        """The optimiser has its gradients and is to make its step.

        One that asks for gradients itself, by a closure, is met each time that it has got them.
        """

    def on_batch_end(self, now: Moment) -> None:
        """A step was made."""

    def on_epoch_end(self, now: Moment) -> None:
        """The last step of an epoch was made."""

    def on_train_end(self, now: Moment) -> None:
        """The training is over."""

    def on_weights_moved(self, now: Moment) -> None:
        """A hand, not the training, has changed what is trained."""

    def readings(self, now: Moment) -> dict[str, float]:
        """The values of `numbers` after a step, as far as there are any."""
        return {}

    def state(self) -> State:
        """A copy of what it remembers."""
        return copy.deepcopy(vars(self))

    def restore(self, state: State) -> None:
        """Remember what it did at a `state()`."""
        vars(self).update(copy.deepcopy(state))
