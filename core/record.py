"""What a run leaves behind: its scalars, its speed, and the last sound state."""

import math
from collections.abc import Callable, Mapping

from torch import Tensor

from core.experiment import Experiment, State, first_non_finite
from core.history import History
from core.message import Message

# A state to go back to is copied this often, in seconds; a copy costs about one training step.
KEEP_EVERY = 1.0
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
    """The scalars, the speed and the last sound `state` of one run of `experiment`."""

    def __init__(
        self,
        experiment: Experiment,
        history: History,
        state: Callable[[], State],
        clock: Callable[[], float],
    ) -> None:
        self._experiment, self.history, self._state = experiment, history, state
        self._clock = clock
        self.speed = 0.0
        self.last_finite_state: tuple[int, State] | None = None
        self._lot = 1 if experiment.device.type == "cpu" else READ_BATCH
        self._unread: list[tuple[int, Mapping[str, Tensor | float]]] = []
        self.start_clock()
        self._keep(0)

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
        if now - self._kept_at > KEEP_EVERY:
            self._keep(step)

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

    def forget_after(self, step: int) -> None:
        """Drop what came after `step`, when the run goes back to it."""
        self._unread = []
        self.history.forget_after(step)

    def _keep(self, step: int) -> None:
        self._kept_at = self._clock()
        if not first_non_finite(self._experiment.parts()):
            self.last_finite_state = (step, self._state())
