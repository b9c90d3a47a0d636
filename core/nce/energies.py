"""Energies G: densities e^G up to a factor that nobody knows."""

from collections.abc import Callable
from typing import cast

import torch
from torch import Tensor, nn

# The network's energy falls by |x|²/2 of a Gaussian this wide, so that e^G has an integral.
ENVELOPE = 2.5


class Linear(nn.Module):
    """An energy G(x) = θ · f(x) that is linear in its parameters θ (P,)."""

    def __init__(self, features: Callable[[Tensor], Tensor], start: tuple[float, ...]) -> None:
        super().__init__()
        self.features = features
        self.theta = nn.Parameter(torch.tensor(start))

    def forward(self, x: Tensor) -> Tensor:
        """G (...) of points (..., D)."""
        return self.features(x) @ self.theta


def _precision(x: Tensor) -> Tensor:
    return -0.5 * x.square().sum(dim=-1, keepdim=True)


def _powers(x: Tensor) -> Tensor:
    square = x.square().sum(dim=-1, keepdim=True)
    return torch.cat([square, square.square()], dim=-1)


def gaussian() -> Linear:
    """G = −θ |x|²/2 with unknown precision θ, which begins at ½ (Gutmann's own example)."""
    return Linear(_precision, (0.5,))


def quartic() -> Linear:
    """G = a |x|² + b |x|⁴, which begins as a Gaussian.

    Where a > 0 > b there are two wells on the line, and a ring in the plane.
    """
    return Linear(_powers, (-0.5, 0.0))


class Network(nn.Module):
    """G = a small network with a bias, less |x|²/2s²; its constant is free."""

    def __init__(self, dimension: int, width: int = 48) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(dimension, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU(),
            nn.Linear(width, 1),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """G (...) of points (..., D)."""
        height = cast(Tensor, self.layers(x)).squeeze(-1)
        return height - 0.5 * x.square().sum(dim=-1) / ENVELOPE**2
