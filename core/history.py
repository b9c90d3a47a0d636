"""The scalars of a whole run in bounded space."""

import copy
import math
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


@dataclass(frozen=True, eq=False)
class Ghost:
    """Another course: the steps (S,) and values (S,) by name of a run that was, and its name.

    A band has the values of its other edge in `upper`.
    """

    name: str
    steps: npt.NDArray[np.int64]
    values: Mapping[str, npt.NDArray[np.float64]]
    pinned: bool = False
    upper: Mapping[str, npt.NDArray[np.float64]] | None = None


class History:
    """Every `stride`-th step's scalars. When full, every second is dropped and the stride doubles.

    A run of any length so keeps between half of `capacity` and `capacity` evenly spaced steps, and
    its last `events`: what callbacks did. `marks` are what a hand did, `ghosts` are drawn behind.
    """

    def __init__(self, names: Sequence[str], capacity: int = CAPACITY) -> None:
        self.names = tuple(names)
        self.stride = 1
        self._size = 0
        self._steps = np.empty(capacity, dtype=np.int64)
        self._values = np.empty((len(self.names), capacity), dtype=np.float64)
        self.last: dict[str, float] = {}
        self.last_step = 0
        self.events: deque[Event] = deque(maxlen=EVENTS)
        self.marks: deque[Event] = deque(maxlen=EVENTS)
        self.ghosts: tuple[Ghost, ...] = ()
        self.now: int | None = None
        """The step that a run has gone back to, while what came after it is still here."""

    def add(self, step: int, scalars: Mapping[str, float]) -> None:
        """Record the scalars of `step`; steps come in ascending order."""
        self.last, self.last_step = dict(scalars), step
        if step % self.stride:
            return
        if self._size == len(self._steps):
            self._halve()
            if step % self.stride:
                return
        self._steps[self._size] = step
        self._values[:, self._size] = [scalars.get(name, np.nan) for name in self.names]
        self._size += 1

    def copy(self) -> "History":
        """The same, apart."""
        return copy.deepcopy(self)

    def become(self, other: "History") -> None:
        """Hold what `other`, of the same names and capacity, holds."""
        vars(self).update(vars(other.copy()))

    def _halve(self) -> None:
        self.stride *= 2
        kept = np.flatnonzero(self._steps % self.stride == 0)
        self._size = len(kept)
        self._steps[: self._size] = self._steps[kept]
        self._values[:, : self._size] = self._values[:, kept]

    def steps(self, later: bool = False) -> npt.NDArray[np.int64]:
        """The recorded steps (S,) up to now, or what came `later` than that too; a copy."""
        return self._steps[: self._seen(later)].copy()

    def values(self, name: str, later: bool = False) -> npt.NDArray[np.float64]:
        """The recorded values (S,) of one scalar at these steps, a copy."""
        return self._values[self.names.index(name), : self._seen(later)].copy()

    def _seen(self, later: bool) -> int:
        return self._size if later or self.now is None else self._up_to(self.now)

    def note(self, event: Event, newest: bool = False) -> None:
        """Keep an event; the same words are not kept twice, of `newest` only the newest."""
        if newest:
            self._keep_events(lambda kept: kept.source != event.source)
        if event.said not in [kept.said for kept in self.events]:
            self.events.append(event)

    def _keep_events(self, wanted: Callable[[Event], bool]) -> None:
        self.events = deque(filter(wanted, self.events), maxlen=EVENTS)

    @property
    def end(self) -> int:
        """The last step that is recorded, 0 where there is none."""
        return int(self._steps[self._size - 1]) if self._size else 0

    def look_back(self, step: int) -> None:
        """Have the last scalars of `step`, to which the run has gone back."""
        size = self._up_to(step)
        self.now = step if size < self._size else None
        if self.now is not None or self.last_step != step:
            newest = self._values[:, size - 1].tolist() if size else []
            named = zip(self.names, newest, strict=False)
            self.last = {name: value for name, value in named if not math.isnan(value)}
            self.last_step = step

    def forget_after(self, step: int) -> None:
        """Drop what came after `step`, from where the run goes on."""
        self.look_back(step)
        self._keep_events(lambda kept: kept.step <= step)
        self.marks = deque((m for m in self.marks if m.step <= step), maxlen=EVENTS)
        self._size, self.now = self._up_to(step), None

    def _up_to(self, step: int) -> int:
        return int(np.searchsorted(self._steps[: self._size], step, side="right"))

    def ghost(self, name: str, after: int = -1) -> Ghost:
        """What is recorded after a step, to be drawn behind another course."""
        after_fork = slice(self._up_to(after), self._size)
        steps = self._steps[after_fork].copy()
        values = {each: self.values(each, later=True)[after_fork] for each in self.names}
        return Ghost(name, steps, values)
