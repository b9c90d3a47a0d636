"""What critics look like: heights and slopes, on the same footing."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.lipschitz.mlp import Architecture, Layer
from core.lipschitz.network import Network
from core.lipschitz.value import value
from core.lipschitz.value_and_gradient import value_and_gradient
from core.lipschitz.wgan import frozen_weights


@dataclass(frozen=True)
class Surface:
    """A critic as it stands at one step, its weights made once for all that is asked of it."""

    layers: Sequence[Layer]
    architecture: Architecture

    def heights(self, points: Tensor) -> Tensor:
        """f `(N,)` at points `(N, D)`."""
        return value(points, self.layers, self.architecture)[:, 0]

    def gradients(self, points: Tensor) -> Tensor:
        """∇f `(N, D)` at points."""
        return value_and_gradient(points, self.layers, self.architecture)[1]

    def centred(self, points: Tensor, real: Tensor, fake: Tensor) -> Tensor:
        """f `(N,)` less its mean over both clouds, since a critic is free up to a constant.

        real and fake have equal size.
        """
        heights = self.heights(torch.cat([points, real, fake]))
        return heights[: len(points)] - heights[len(points) :].mean()

    def estimate(self, real: Tensor, fake: Tensor) -> float:
        """Mean f over real less mean f over fake: what the critic says of W₁."""
        heights = self.heights(torch.cat([real, fake]))
        return float(heights[: len(real)].mean() - heights[len(real) :].mean())


def surface(critic: Network) -> Surface:
    """The surface of a critic, which is left as it is."""
    return Surface(frozen_weights(critic), critic.architecture)


def shares_of_weights(critic: Network, limit: float, bins: int) -> Tensor:
    """The histogram `(bins,)` of all weights between ±limit, as shares of one."""
    counts = torch.histc(_weights(critic).clamp(-limit, limit), bins, -limit, limit)
    return counts / counts.sum()


def share_at_ends(critic: Network, limit: float) -> float:
    """The share of weights that clipping holds at ±limit."""
    at_ends = _weights(critic).abs() >= limit * (1 - 1e-4)
    return float(at_ends.float().mean())


def _weights(critic: Network) -> Tensor:
    return torch.cat([layer.weight.detach().flatten() for layer in critic.layers]).cpu()
