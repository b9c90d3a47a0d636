"""A cloud and its copy moved away: the two distances between them, exactly.

Moving a density by θ costs W₁ = |θ|: the plan that moves every grain alike costs |θ|, and no plan
costs less than the distance of the means. The Jensen–Shannon divergence only sees how far the
densities still overlap. Arjovsky, Chintala, Bottou 2017, arXiv:1701.07875, example 1.
"""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.data.planes import Grid, Shape
from core.lipschitz.jensen_shannon import jensen_shannon

REACH = 5.0  # standard deviations of the noise that a grid goes beyond the shape
SPACING = 1.0  # of the grid, in standard deviations: the trapezoidal rule errs by a millionth


@dataclass(frozen=True)
class Cloud:
    """A shape of core.data.planes blurred by Gaussian noise, in the plane or along its x axis."""

    shape: Shape
    noise: float
    dimension: int = 2

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Points `(count, dimension)`, drawn on the CPU."""
        return self.shape.sample(count, self.noise, generator)[:, : self.dimension]

    def density(self, xs: Grid, ys: Grid) -> Grid:
        """The exact density `(H, W)` on the grid of ys and xs; on the line `(1, W)`, ys unused."""
        if self.dimension == 2:
            return self.shape.density(self.noise, xs, ys)
        centres, weights = self.shape.nodes(self.noise)
        away = (xs - centres[:, :1]) / self.noise
        line: Grid = weights @ np.exp(-0.5 * away**2) / (self.noise * math.sqrt(2 * math.pi))
        return line[None]

    def extent(self, coordinate: int, shift: float = 0.0) -> tuple[float, float]:
        """Between which values of one coordinate the cloud, moved by `shift`, has its mass."""
        centres = self.shape.nodes(self.noise)[0][:, coordinate]
        reach = REACH * self.noise + self.shape.half_side
        return float(centres.min()) - reach + shift, float(centres.max()) + reach + shift

    def jensen_shannon_of_shift(self, shift: Tensor) -> float:
        """The divergence, in nats, from the cloud moved by `shift` `(dimension,)`."""
        return jensen_shannon_between(self, self, shift)


def jensen_shannon_between(one: Cloud, other: Cloud, shift: Tensor) -> float:
    """The divergence, in nats, of a cloud from another moved by `shift` `(dimension,)`."""
    along = [*shift.tolist(), 0.0][:2]
    xs, ys = (_axis(one, other, coordinate, along[coordinate]) for coordinate in range(2))
    here, there = one.density(xs, ys), other.density(xs - along[0], ys - along[1])
    return jensen_shannon(torch.from_numpy(here), torch.from_numpy(there))


def _axis(one: Cloud, other: Cloud, coordinate: int, shift: float) -> Grid:
    """Points of one axis that meet the mass of a cloud, and of another moved by `shift`."""
    ends = (*one.extent(coordinate), *other.extent(coordinate, shift))
    low, high = min(ends), max(ends)
    count = 2 + math.ceil((high - low) / (SPACING * min(one.noise, other.noise)))
    return np.linspace(low, high, count)


def wasserstein_of_shift(shift: Tensor) -> float:
    """W₁ of any cloud from the cloud moved by `shift`: its length."""
    return float(shift.norm())


def potential_on_line(real: Tensor, fake: Tensor, xs: Tensor) -> Tensor:
    """A critic `(M,)` at ascending xs that attains W₁ of equal-sized samples `(N,)` on the line.

    Its slope is the sign of F_fake − F_real, the excess of one cumulated share over the other;
    where the shares are equal any slope does, and it stays level.
    """
    middle = (xs[1:] + xs[:-1]) / 2
    shares = [torch.searchsorted(x.sort().values.contiguous(), middle) for x in (fake, real)]
    slope = (shares[0] - shares[1]).sign()
    steps = slope * xs.diff()
    return torch.cat([steps.new_zeros(1), steps.cumsum(0)])
