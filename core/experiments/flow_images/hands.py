"""What a hand holds on the page of flows on pictures: two ends, and a point of their plane."""

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

# Pictures on the way from one end to the other, both included.
STEPS = 9
# A hand reaches this far in the plane, in units of sqrt(D): three times as far as pictures lie.
REACH = 3.0
# The weights of the ends, beyond which nothing but noise is decoded.
MOST_WEIGHT = 10.0


@dataclass
class Hands:
    """Two ends, each a view ("pictures" or "samples") and an index, and weights of their latents.

    The point that a hand holds is the first latent times the first weight plus the second times
    the second, so that it stays where it is between them while the flow learns.
    """

    ends: tuple[tuple[str, int], tuple[str, int]]
    weights: tuple[float, float] = (0.5, 0.5)
    touched: int = field(default=0)

    def pick(self, view: str, index: int) -> None:
        """Take a picture as the newest end, put the point on it, and let the older end go."""
        self.ends = (self.ends[1], (view, index))
        self.weights = (0.0, 1.0)
        self.touched += 1

    def step(self, index: int) -> None:
        """Put the point on a picture between the ends."""
        part = index / (STEPS - 1)
        self.weights = (1 - part, part)
        self.touched += 1

    def drag(self, point: tuple[float, float], ends: Tensor) -> None:
        """Put the point at coordinates of the plane where the ends lie at `ends` (2, 2)."""
        if not (np.isfinite(point).all() and bool(torch.isfinite(ends).all())):
            return
        target = np.clip(np.array(point), -REACH, REACH)
        solved = np.linalg.pinv(ends.double().numpy().T, rcond=1e-4) @ target
        first, second = np.clip(solved, -MOST_WEIGHT, MOST_WEIGHT)
        self.weights = (float(first), float(second))
        self.touched += 1

    def between(self) -> int:
        """Return the picture of the row that the point lies on, -1 where it lies beside it."""
        first, second = self.weights
        place = second * (STEPS - 1)
        near = abs(first + second - 1) < 0.05 and -0.4 < place < STEPS - 0.6
        return round(place) if near else -1

    def lit(self, view: str) -> tuple[int, ...]:
        """Return which items of a view are ends."""
        return tuple(index for name, index in self.ends if name == view)
