"""Warm-up: the learning rate rises over the first steps (Goyal et al. 2017, arXiv:1706.02677)."""

from core.callbacks.callback import Callback, Moment
from core.message import Message
from core.numbers import Number


class WarmUp(Callback):
    """Step n of the first N has n/N of the rate; step N has all of it."""

    name = "warm-up"
    knobs = ("warm_up",)
    numbers = (
        Number("warm_up", "warm-up ×", "n/N", "", "What the rate is multiplied by.", form=".2f"),
    )

    def on_batch_begin(self, now: Moment) -> None:
        steps = now.params.warm_up
        if now.step <= steps:
            now.multiply(self, "learning_rate", now.step / steps)
        if now.step == steps:
            now.say(self, Message("The warm-up ends: the learning rate is all there."))

    def readings(self, now: Moment) -> dict[str, float]:
        steps = now.params.warm_up
        return {"warm_up": now.step / steps} if now.step < steps else {}
