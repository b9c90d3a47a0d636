"""Stopping where a person has said: at a step, or once a number has passed a limit."""

from core.callback_knobs import LOWEST
from core.callbacks.callback import Callback, Moment
from core.message import Message


class StopAtStep(Callback):
    """Ends the training with step `stop_at`."""

    name = "stop at step"
    knobs = ("stop_at",)

    def on_batch_end(self, now: Moment) -> None:
        if now.step == now.params.stop_at:
            now.stop = Message("Stopped at step {step}, as asked.", {"step": now.step})


class StopAtLimit(Callback):
    """Ends the training once the watched number is better than `stop_limit`, and each time anew."""

    name = "stop at limit"
    knobs = ("stop_at_limit", "stop_limit", "monitor", "goal")

    def __init__(self) -> None:
        self.passed = False

    def on_batch_end(self, now: Moment) -> None:
        label, value = now.monitored()
        below = now.params.goal == LOWEST
        passes = value < now.params.stop_limit if below else value > now.params.stop_limit
        if passes and not self.passed:
            words = (
                "Stopped at step {step}: {number} is below {limit}."
                if below
                else "Stopped at step {step}: {number} is above {limit}."
            )
            values = {"step": now.step, "number": label, "limit": f"{now.params.stop_limit:g}"}
            now.stop = Message(words, values)
        self.passed = passes
