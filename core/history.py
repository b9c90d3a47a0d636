"""The scalars of a whole run in bounded space."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.message import Message

# More points than a wide screen has columns are not seen; twice that survives one halving.
CAPACITY = 4096
# More marks on a curve are not told apart; the oldest go.
EVENTS = 100


@dataclass(frozen=True, slots=True)
class Event:
    """What the callback named `source` did at a step, in a sentence."""

    step: int
    source: str
    said: Message


class History:
    """Every `stride`-th step's scalars. When full, every second is dropped and the stride doubles.

    A run of any length so keeps between half of `capacity` and `capacity` evenly spaced steps, and
    its last `events`.
    """

    def __init__(self, names: Sequence[str], capacity: int = CAPACITY) -> None:
        self.names = tuple(names)
        self.stride = 1
        self._size = 0
        self._steps = np.empty(capacity, dtype=np.int64)
        self._values = np.empty((len(self.names), capacity), dtype=np.float64)
        self.last: dict[str, float] = {}
        self.events: deque[Event] = deque(maxlen=EVENTS)

    def add(self, step: int, scalars: Mapping[str, float]) -> None:
        """Record the scalars of `step`; steps come in ascending order."""
        self.last = dict(scalars)
        if step % self.stride:
            return
        if self._size == len(self._steps):
            self._halve()
            if step % self.stride:
                return
        self._steps[self._size] = step
        self._values[:, self._size] = [scalars.get(name, np.nan) for name in self.names]
        self._size += 1

    def _halve(self) -> None:
        self.stride *= 2
        kept = np.flatnonzero(self._steps % self.stride == 0)
        self._size = len(kept)
        self._steps[: self._size] = self._steps[kept]
        self._values[:, : self._size] = self._values[:, kept]

    def steps(self) -> npt.NDArray[np.int64]:
        """The recorded steps (S,), a copy."""
        return self._steps[: self._size].copy()

    def values(self, name: str) -> npt.NDArray[np.float64]:
        """The recorded values (S,) of one scalar, a copy."""
        return self._values[self.names.index(name), : self._size].copy()

    def note(self, event: Event, newest: bool = False) -> None:
        """Keep an event; the same words are not kept twice, of `newest` only the newest."""
        if newest:
            self._keep_events(lambda kept: kept.source != event.source)
        if event.said not in [kept.said for kept in self.events]:
            self.events.append(event)

    def _keep_events(self, wanted: Callable[[Event], bool]) -> None:
        self.events = deque(filter(wanted, self.events), maxlen=EVENTS)

    def forget_after(self, step: int) -> None:
        """Drop what came after `step`, when a run goes back to an earlier state."""
        self._keep_events(lambda kept: kept.step <= step)
        self._size = int(np.searchsorted(self._steps[: self._size], step, side="right"))
