"""A few states seen at a few times, and the steps of the trajectory at which they are seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

# A time such as 42 / 0.1 misses its integer by rounding alone; a real miss is far larger.
GRID_TOLERANCE = 1e-6


def grid_indices(times: Sequence[float], h: float) -> tuple[int, ...]:
    """Step t / h of each time; index 0 is the initial state.

    Raises ValueError for a time before 0 or off the grid of h.
    """
    indices = []
    for time in times:
        index = round(time / h)
        if time < 0:
            raise ValueError(f"The time {time:g} lies before the start at 0.")
        if abs(time / h - index) > GRID_TOLERANCE * max(1, index):
            raise ValueError(f"The time {time:g} is not a multiple of the step {h:g}.")
        indices.append(index)
    return tuple(indices)


@dataclass(frozen=True)
class Observations:
    """States ``values`` (M, D) at increasing ``times`` (M,), the first at 0: the initial state.

    Which states count is said by their times, never by a value: an observed 0 is a value as any.
    Raises ValueError unless there are two or more, the first at 0, increasing and finite.
    """

    times: tuple[float, ...]
    values: Tensor

    def __post_init__(self) -> None:
        if len(self.times) < 2:
            raise ValueError(
                f"A fit needs two observations or more, but there are {len(self.times)}."
            )
        if self.values.ndim != 2 or len(self.values) != len(self.times):
            raise ValueError(
                f"{len(self.times)} times need as many rows of values, "
                f"but the values have the shape {tuple(self.values.shape)}."
            )
        if self.times[0] != 0:
            raise ValueError(f"The first observation must be at 0, but it is at {self.times[0]:g}.")
        if any(later <= earlier for earlier, later in pairwise(self.times)):
            raise ValueError("The times of the observations must increase.")
        if not bool(torch.isfinite(self.values).all()):
            raise ValueError("Every observed value must be a finite number.")


def article_observations(dtype: torch.dtype = torch.float32, device: str = "cpu") -> Observations:
    """The seven points of the competition model (Su, kexue.fm archives/5643, 2018)."""
    values = [[100, 150], [165, 283], [197, 290], [280, 276], [305, 269], [318, 266], [324, 264]]
    times = (0.0, 10.0, 15.0, 30.0, 36.0, 40.0, 42.0)
    return Observations(times, torch.tensor(values, dtype=dtype, device=device))


# Where the article's fit starts: "only the order of magnitude" of (r1, r2, a1, a2, 1/N1, 1/N2).
ARTICLE_START = (0.1, 0.1, 1e-3, 1e-3, 1e-3, 1e-3)
# The article holds the increment of a step within this.
ARTICLE_CLIP = 1e5
