"""Early stop: no better for so long (Prechelt 1998, Early stopping, but when?)."""

from core.callbacks.best import ToBeat
from core.callbacks.callback import Callback, Moment
from core.message import Message
from core.numbers import Number


class EarlyStop(Callback):
    """Ends the training once the monitored number was not better for `patience` steps."""

    name = "early stop"
    knobs = ("patience", "monitor", "goal")
    numbers = (
        Number("left", "stops in", "", "steps", "Unless the watched number is better.", form=".0f"),
    )

    def __init__(self) -> None:
        self.to_beat = ToBeat()
        self.waited = 0

    def on_batch_end(self, now: Moment) -> None:
        self.waited = 0 if self.to_beat.beaten(now) else self.waited + 1
        if self.waited < now.params.patience:
            return
        values = {"number": now.monitored()[0], "count": self.waited, "step": now.step}
        now.stop = Message("Stopped at step {step}: {number} not better for {count} steps.", values)
        self.waited = 0  # who plays on has as much patience again

    def readings(self, now: Moment) -> dict[str, float]:
        return {"left": now.params.patience - self.waited}
