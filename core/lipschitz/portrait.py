"""A network as it stands at one moment, to be looked at while the network trains on."""

from functools import cached_property

import torch
from torch import Tensor

from core.lipschitz.mlp import layer_bounds
from core.lipschitz.network import Network
from core.lipschitz.norms import spectral_norm
from core.lipschitz.power import power_iteration
from core.lipschitz.slopes import slope_map, steepest_found

SEARCH_RADIUS, SEARCH_ROUNDS, SEARCH_POINTS = 0.4, 10, 48


class Portrait:
    """Weights as the constraint makes them, copied without gradient; norms when they are asked for.

    Taking it advances no power iteration.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        trains = network.training
        network.eval()
        with torch.no_grad():
            self.layers = [(w.detach().clone(), b.detach().clone()) for w, b in network.weights()]
        network.train(trains)

    @cached_property
    def norms(self) -> list[float]:
        """‖W‖₂ of each layer, from its singular values."""
        return [spectral_norm(weight) for weight, _ in self.layers]

    @cached_property
    def bound(self) -> float:
        """The product of the layers' Lipschitz constants."""
        bounds = layer_bounds(self.layers, self.network.architecture)
        return float(torch.tensor(bounds, dtype=torch.float64).prod())

    def estimates(self, rounds: int) -> list[float]:
        """‖W‖₂ of each layer by so many rounds of power iteration from the kept vector."""
        pairs = zip(self.layers, self.network.layers, strict=True)
        return [power_iteration(weight, dense.u, rounds).estimate for (weight, _), dense in pairs]

    @torch.no_grad()
    def values(self, points: Tensor) -> Tensor:
        """f `(N,)` at points `(N, in)`."""
        return self.network.value(points, self.layers)[:, 0]

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
