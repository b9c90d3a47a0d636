"""The scalars of a whole run in bounded space."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

# More points than a wide screen has columns are not seen; twice that survives one halving.
CAPACITY = 4096


class History:
    """Every `stride`-th step's scalars. When full, every second is dropped and the stride doubles.

    A run of any length so keeps between half of `capacity` and `capacity` evenly spaced steps.
    """

    def __init__(self, names: Sequence[str], capacity: int = CAPACITY) -> None:
        self.names = tuple(names)
        self.stride = 1
        self._size = 0
        self._steps = np.empty(capacity, dtype=np.int64)
        self._values = np.empty((len(self.names), capacity), dtype=np.float64)
        self.last: dict[str, float] = {}

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

    def forget_after(self, step: int) -> None:
        """Drop what came after `step`, when a run goes back to an earlier state."""
        self._size = int(np.searchsorted(self._steps[: self._size], step, side="right"))
