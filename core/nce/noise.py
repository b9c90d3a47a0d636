"""Noise to tell data from: whatever can be sampled and evaluated, in any number of dimensions.

Each family stands about the origin with width 1; `Moved` brings it elsewhere and stretches it.
Samples are float32 on the CPU; densities take the type of the points, and points may come in
batches (..., D).
"""

import math
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import torch
from torch import Tensor


class Noise(Protocol):
    """A distribution over points of D dimensions."""

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw points (count, D)."""

    def log_prob(self, x: Tensor) -> Tensor:
        """The log-density (...) of points (..., D) in nats; −∞ where no sample can fall."""


@dataclass(frozen=True)
class Uniform:
    """The same everywhere on the box [−1, 1]^D."""

    dimension: int

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw points (count, D)."""
        return 2 * torch.rand(count, self.dimension, generator=generator) - 1

    def log_prob(self, x: Tensor) -> Tensor:
        """−D log 2 on the box, −∞ elsewhere; NaN of what is no number."""
        farthest = x.abs().amax(dim=-1)  # NaN where a coordinate is
        level = torch.where(farthest <= 1, -self.dimension * math.log(2), -torch.inf)
        return torch.where(farthest.isnan(), torch.nan, level).to(x.dtype)


@dataclass(frozen=True)
class Gaussian:
    """Independent N(0, 1)."""

    dimension: int

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw points (count, D)."""
        return torch.randn(count, self.dimension, generator=generator)

    def log_prob(self, x: Tensor) -> Tensor:
        """−|x|²/2 − D/2 log 2π."""
        return -0.5 * (x.square().sum(dim=-1) + self.dimension * math.log(2 * math.pi))


@dataclass(frozen=True)
class StudentT:
    """Student's t with ν degrees of freedom: a tail like |x|^(−ν−D); ν = 1 is Cauchy's."""

    dimension: int
    freedom: int = 1

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw points (count, D): a Gaussian over the root of an independent χ²/ν."""
        normal = torch.randn(count, self.dimension, generator=generator)
        chi = torch.randn(count, self.freedom, generator=generator).square().mean(1, keepdim=True)
        return normal * chi.rsqrt()

    def log_prob(self, x: Tensor) -> Tensor:
        """log Γ((ν+D)/2) − log Γ(ν/2) − D/2 log νπ − (ν+D)/2 log(1 + |x|²/ν).

        √(1 + |x|²/ν) is a chain of hypotenuses, since a tail is asked where |x|² is infinite.
        """
        nu, D = self.freedom, self.dimension
        level = math.lgamma((nu + D) / 2) - math.lgamma(nu / 2) - D / 2 * math.log(nu * math.pi)
        scaled = (x / math.sqrt(nu)).unbind(dim=-1)
        return level - (nu + D) * reduce(torch.hypot, scaled, torch.ones_like(x[..., 0])).log()


@dataclass(frozen=True)
class Moved:
    """Another noise, brought to `centre` (D numbers) and stretched by `width` about it."""

    noise: Noise
    centre: tuple[float, ...]
    width: float

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw points (count, D)."""
        points = self.noise.sample(count, generator)
        return self.width * points + points.new_tensor(self.centre)

    def log_prob(self, x: Tensor) -> Tensor:
        """The density of the other noise there, over width^D."""
        back = (x - x.new_tensor(self.centre)) / self.width
        return self.noise.log_prob(back) - len(self.centre) * math.log(self.width)


@dataclass(frozen=True)
class Mixture:
    """One of several noises, each as likely as the others."""

    parts: tuple[Noise, ...]

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw points (count, D)."""
        drawn = torch.stack([part.sample(count, generator) for part in self.parts])
        chosen = torch.randint(len(self.parts), (count,), generator=generator)
        return drawn[chosen, torch.arange(count)]

    def log_prob(self, x: Tensor) -> Tensor:
        """The log of the mean density."""
        densities = torch.stack([part.log_prob(x) for part in self.parts])
        return torch.logsumexp(densities, dim=0) - math.log(len(self.parts))


def two_lumps(dimension: int) -> Mixture:
    """Two Gaussians of width ½ at ±1 on the first axis."""
    rest = (0.0,) * (dimension - 1)
    lumps = (Moved(Gaussian(dimension), (place, *rest), 0.5) for place in (-1.0, 1.0))
    return Mixture(tuple(lumps))
