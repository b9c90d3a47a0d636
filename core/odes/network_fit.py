"""Fits of what has no known form: a network inside the cell, or a recurrent network as the cell."""

from collections.abc import Callable
from typing import final

import torch
from torch import Tensor, nn

from core.odes.cells import Field, cell_of, unroll
from core.odes.fits import FitStep
from core.odes.methods import Method
from core.odes.networks import Normaliser
from core.odes.observations import Observations, grid_indices

Forward = Callable[[Tensor, int], Tensor]  # (y0 (N, D), steps) -> (T + 1, N, D)


def rollout(field: Field, method: Method, h: float) -> Forward:
    """Unroll cells of the method, with this field inside them."""
    cell = cell_of(method, field, h)
    return lambda y0, steps: unroll(cell, y0, steps, h)


@final
class NetworkFit:
    """Adam on the weights of a network that makes trajectories, against observations.

    The loss is the article's, a sum of squares over the observed times only, in deviations of the
    data; ``step`` reports it in the unit of the data. ``network`` and ``optimiser`` are all that a
    step changes. Raises ValueError where an observation lies off the grid of h.
    """

    def __init__(self, network: nn.Module, known: Normaliser, learning_rate: float) -> None:
        self.network, self.known = network, known
        self.optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)

    def loss(self, forward: Forward, observations: Observations, h: float) -> Tensor:
        """Sum of squared residuals over the data's variance."""
        indices = grid_indices(observations.times, h)
        path = forward(observations.values[:1], indices[-1])[list(indices[1:]), 0]
        return ((path - observations.values[1:]) / self.known.deviation).square().sum()

    def step(self, forward: Forward, observations: Observations, h: float) -> FitStep:
        """One pass forwards, one backwards, one step of Adam."""
        loss = self.loss(forward, observations, h)
        parameters = list(self.network.parameters())
        gradients = torch.autograd.grad(loss, parameters)
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        self.optimiser.step()
        unit = float(self.known.deviation.square().mean())
        norm = float(torch.cat([gradient.flatten() for gradient in gradients]).norm())
        return FitStep(unit * float(loss.detach()), unit * norm)
