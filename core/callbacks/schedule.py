"""Schedule: a knob that is multiplied from given epochs on."""

from core.callbacks.callback import Callback, Moment
from core.message import Message
from core.numbers import Number


class Schedule(Callback):
    """Multiplies a live knob of the page, the learning rate or another, once at each drop."""

    name = "schedule"
    knobs = ("first_drop", "second_drop", "drop_factor", "scheduled")
    numbers = (
        Number("schedule", "schedule ×", "c", "", "What the knob is multiplied by.", form=".3g"),
    )

    def on_batch_begin(self, now: Moment) -> None:
        knob, factor = now.params.scheduled, self._factor(now)
        if factor is None:
            return
        now.multiply(self, knob, factor)
        if (now.step - 1) % now.experiment.epoch == 0 and now.epoch in self._drops(now):
            label, value = now.params.knobs()[knob].label, f"{factor:.3g}"
            said = Message("{knob} is multiplied by {factor}.", {"knob": label, "factor": value})
            now.say(self, said)

    def _drops(self, now: Moment) -> list[int]:
        drops = (now.params.first_drop, now.params.second_drop)
        return [epoch for epoch in drops if 0 < epoch <= now.epoch]

    def _factor(self, now: Moment) -> float | None:
        """None before the first drop: then nothing is written."""
        drops = len(self._drops(now))
        return now.params.drop_factor**drops if drops else None

    def readings(self, now: Moment) -> dict[str, float]:
        factor = self._factor(now)
        return {} if factor is None else {"schedule": factor}
