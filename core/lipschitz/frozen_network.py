"""A network as it stands at one moment, to be looked at while the network trains on."""

from functools import cached_property

import torch
from torch import Tensor

from core.lipschitz.mlp import product_bound
from core.lipschitz.network import Network
from core.lipschitz.norms import spectral_norm
from core.lipschitz.power import power_iteration
from core.lipschitz.slopes import slope_map, steepest_found

SEARCH_RADIUS, SEARCH_ROUNDS, SEARCH_POINTS = 0.4, 10, 48


class FrozenNetwork:
    """Weights as the constraint makes them, copied without gradient; norms when they are asked for.

    Taking it advances no power iteration: what is shown is normalised by singular values, which a
    bound has to be of. Gradients and slopes are those of the first output.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.layers = [(w.clone(), b.clone()) for w, b in network.frozen_weights(exact=True)]

    @cached_property
    def norms(self) -> list[float]:
        """‖W‖₂ of each layer, from its singular values."""
        return [spectral_norm(weight) for weight, _ in self.layers]

    @cached_property
    def bound(self) -> float:
        """The product of the layers' Lipschitz constants."""
        return product_bound(self.layers, self.network.architecture)

    def estimated_norms(self, rounds: int) -> list[float]:
        """‖W‖₂ of each layer by so many rounds of power iteration from the kept vector."""
        pairs = zip(self.layers, self.network.layers, strict=True)
        return [power_iteration(weight, dense.u, rounds).estimate for (weight, _), dense in pairs]

    def scores(self, points: Tensor) -> Tensor:
        """f `(N, out)` at points `(N, in)`."""
        return self.network.value(points, self.layers)

    def values(self, points: Tensor) -> Tensor:
        """f `(N,)` at points `(N, in)`, the first output."""
        return self.scores(points)[:, 0]

    @torch.no_grad()
    def gradients(self, points: Tensor) -> Tensor:
        """∇f `(N, in)` at points `(N, in)`."""
        return self.network.value_and_gradient(points, self.layers)[1]

    def slopes(self, points: Tensor) -> Tensor:
        """|∇f| `(N,)` at points `(N, in)`."""
        return slope_map(self.network, points, self.layers)

    def steepest(self, points: Tensor, generator: torch.Generator) -> float:
        """The steepest slope found by searching from the steepest of the points `(N, in)`."""
        slopes = self.slopes(points)
        start = points[slopes.topk(min(SEARCH_POINTS, len(points))).indices]
        return steepest_found(
            self.network, start, SEARCH_RADIUS, SEARCH_ROUNDS, generator, self.layers
        )[0]

    def centred(self, points: Tensor, real: Tensor, fake: Tensor) -> Tensor:
        """f `(N,)` less its mean over both clouds, since a critic is free up to a constant.

        real and fake have equal size.
        """
        values = self.values(torch.cat([points, real, fake]))
        return values[: len(points)] - values[len(points) :].mean()

    def wasserstein_estimate(self, real: Tensor, fake: Tensor) -> float:
        """Mean f over real less mean f over fake: what a critic says of W₁."""
        values = self.values(torch.cat([real, fake]))
        return float(values[: len(real)].mean() - values[len(real) :].mean())
