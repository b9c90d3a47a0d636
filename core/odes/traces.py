"""The way of the parameters through a fit, in bounded space."""

import numpy as np
from numpy.typing import NDArray

# More points than a wide screen has columns are not seen; twice that survives one halving.
CAPACITY = 1024


class Traces:
    """Every ``stride``-th vector (P,) of a fit; when full, every second is dropped."""

    def __init__(self) -> None:
        self._steps: list[int] = []
        self._values: list[NDArray[np.float64]] = []
        self.stride = 1

    def add(self, step: int, values: NDArray[np.float64]) -> None:
        """Record the vector (P,) after ``step``; a step that lies back forgets what came after."""
        while self._steps and self._steps[-1] >= step:
            self._steps.pop()
            self._values.pop()
        if step % self.stride:
            return
        if len(self._steps) == CAPACITY:
            self.stride *= 2
            kept = [index for index, old in enumerate(self._steps) if old % self.stride == 0]
            self._steps = [self._steps[index] for index in kept]
            self._values = [self._values[index] for index in kept]
        self._steps.append(step)
        self._values.append(values)

    def steps(self) -> NDArray[np.float64]:
        """The recorded steps (S,)."""
        return np.array(self._steps, dtype=np.float64)

    def values(self) -> NDArray[np.float64]:
        """The recorded vectors (S, P)."""
        return np.array(self._values)
