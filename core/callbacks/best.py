"""Best: the value to beat, and the state that had it."""

import copy
import math
from dataclasses import dataclass

from core.callback_knobs import LOWEST
from core.callbacks.callback import Callback, Moment
from core.experiment import State
from core.message import Message
from core.numbers import Number


@dataclass
class ToBeat:
    """The best value so far, and its step; NaN is never better, nor is the same value again."""

    value: float = math.nan
    step: int = 0

    def beaten(self, now: Moment) -> bool:
        """Whether the monitored number is better now, which is then the value to beat."""
        value, lowest = now.monitored()[1], now.params.goal == LOWEST
        better = value < self.value if lowest else value > self.value
        first = math.isnan(self.value) and not math.isnan(value)
        if better or first:
            self.value, self.step = value, now.step
        return better or first


class Best(Callback):
    """Keeps the state after the step whose monitored number is the best.

    It comes after all others, so that it keeps what they have made of the step.
    """

    name = "best"
    knobs = ("keep_best", "monitor", "goal")
    numbers = (Number("best", "best", "", "", "Best value of the watched number so far."),)

    def __init__(self) -> None:
        self.to_beat = ToBeat()
        self.kept: State | None = None

    def on_batch_end(self, now: Moment) -> None:
        if self.to_beat.beaten(now):
            self.kept = now.state()
            label, value = now.monitored()
            values = {"number": label, "value": f"{value:.4g}"}
            now.say(self, Message("The best so far: {number} {value}.", values), newest=True)

    def readings(self, now: Moment) -> dict[str, float]:
        return {} if math.isnan(self.to_beat.value) else {"best": self.to_beat.value}

    def state(self) -> State:
        """As of any callback; the state that is kept is never written to, so it is no copy."""
        return {"to_beat": copy.copy(self.to_beat), "kept": self.kept}

    def restore(self, state: State) -> None:
        self.to_beat, self.kept = copy.copy(state["to_beat"]), state["kept"]
