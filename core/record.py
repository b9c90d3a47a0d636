"""What a run leaves behind: its scalars, its speed, and the last sound state."""

import math
from collections.abc import Callable, Mapping

from torch import Tensor

from core.experiment import Experiment, first_non_finite
from core.history import History
from core.message import InvalidInput, Message
from core.ring import MOST, Kept, Ring

# A state to go back to is copied this often, in seconds; a copy costs about one training step.
# Where a person may go back to any of them, oftener, within this share of the time.
KEEP_EVERY, KEEP_OFTEN, KEEP_SHARE = 1.0, 0.04, 0.02
# The speed shown is averaged over about this many seconds.
SPEED_WINDOW = 0.5
# On a GPU reading a number waits for all that was queued, so scalars are read in lots.
READ_BATCH = 64


class NonFiniteError(ArithmeticError):
    """A scalar is not finite; says which, and which layer first."""

    def __init__(self, scalar: str, value: float, step: int, layer: str) -> None:
        text = "{scalar} became {value} at step {step}."
        if layer:
            text = "{scalar} became {value} at step {step}; the first layer not finite is {layer}."
        values = {"scalar": scalar, "value": value, "step": step, "layer": layer}
        self.message = Message(text, values)
        super().__init__(str(self.message))


class Record:
    """The scalars, the speed and the sound states of one run of `experiment`.

    `keep` copies its state; the newest is kept, or many once it is to `remember`.
    """

    def __init__(
        self,
        experiment: Experiment,
        history: History,
        keep: Callable[[], Kept],
        clock: Callable[[], float],
    ) -> None:
        self._experiment, self.history, self._copy = experiment, history, keep
        self._clock = clock
        self.speed = 0.0
        self.ring, self._often, self._cost = Ring(most=1), KEEP_EVERY, 0.0
        self.keeps: Callable[[int, bool], bool] = lambda _step, due: due
        """Whether the state after a step is kept, where that is due or not."""
        self._lot = 1 if experiment.device.type == "cpu" else READ_BATCH
        self._unread: list[tuple[int, Mapping[str, Tensor | float]]] = []
        self.start_clock()
        self.keep_sound()

    def remember(self) -> None:
        """From now on keep many moments, for a person who may go back to any of them."""
        self.ring.most, self._often = MOST, KEEP_OFTEN

    def start_clock(self) -> None:
        """Measure the speed from now on."""
        self._speed_from, self._speed_steps = self._clock(), 0

    def add(self, step: int, scalars: Mapping[str, Tensor | float]) -> None:
        """Note the scalars of `step`. Raises NonFiniteError where one read is not finite."""
        self._unread.append((step, scalars))
        if len(self._unread) >= self._lot:
            self.read()
        now = self._clock()
        self._speed_steps += 1
        if now - self._speed_from >= SPEED_WINDOW:
            self.speed = self._speed_steps / (now - self._speed_from)
            self._speed_from, self._speed_steps = now, 0
        if self.keeps(step, now - self._kept_at > max(self._often, self._cost / KEEP_SHARE)):
            self.keep_sound()

    def read(self) -> None:
        """Bring the scalars into the history. Raises NonFiniteError where one is not finite."""
        unread, self._unread = self._unread, []
        for step, scalars in unread:
            numbers = {name: float(value) for name, value in scalars.items()}
            self.history.add(step, numbers)
            for name, value in numbers.items():
                if not math.isfinite(value):
                    raise NonFiniteError(
                        name, value, step, first_non_finite(self._experiment.parts())
                    )

    def look_back(self, step: int) -> None:
        """The run has gone back to `step`; what came after it stays until it goes on."""
        self._unread = []
        self.history.look_back(step)

    def sound_at(self, step: int) -> Kept:
        """The newest state kept up to `step`, or else the first. Raises InvalidInput for none."""
        found = self.ring.at(step)
        if found is None:
            raise InvalidInput("There is no sound state to go back to; restart the run.")
        return found

    def keep_end(self) -> None:
        """Keep the last moment; nothing where one before it is looked at."""
        if self.history.now is None:
            self.keep_sound()

    def keep_sound(self) -> None:
        """Keep the state as it is, if it is finite."""
        began = self._clock()
        if not first_non_finite(self._experiment.parts()):
            self.ring.add(self._copy())
        self._kept_at = self._clock()
        self._cost = self._kept_at - began
