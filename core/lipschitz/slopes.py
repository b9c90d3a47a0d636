"""How steep a network is: a map of |∇f|, and the steepest place found."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.linalg import vector_norm

from core.lipschitz.mlp import Layer
from core.lipschitz.network import Network

SHRINK = 0.8  # of the search radius where a proposal was not steeper


def slope_map(network: Network, points: Tensor, weights: Sequence[Layer] | None = None) -> Tensor:
    """|∇f| `(N,)` at points `(N, in)` of a network with one output."""
    with torch.no_grad():
        gradient = network.value_and_gradient(points, weights)[1]
    steepness: Tensor = vector_norm(gradient, dim=1)
    return steepness


def steepest_found(
    network: Network,
    points: Tensor,
    radius: float,
    rounds: int,
    generator: torch.Generator,
    weights: Sequence[Layer] | None = None,
) -> tuple[float, Tensor]:
    """The steepest slope found from points `(N, in)`, and where `(in,)`: a lower bound of L.

    |∇f| is constant on each linear piece, so there is no gradient to climb; every point tries a
    random neighbour, moves if it is steeper, and looks closer if not.
    """
    with torch.no_grad():
        weights = network.weights() if weights is None else weights
    best = slope_map(network, points, weights)
    reach = torch.full_like(best, radius)
    for _ in range(rounds):
        noise = torch.randn(points.shape, generator=generator).to(points)
        trial = points + reach[:, None] * noise
        slope = slope_map(network, trial, weights)
        steeper = slope > best
        points = torch.where(steeper[:, None], trial, points)
        best = torch.where(steeper, slope, best)
        reach = torch.where(steeper, reach, reach * SHRINK)
    top = int(best.argmax())
    return float(best[top]), points[top]
