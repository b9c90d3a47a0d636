"""Integrals over a box, which NCE does without: to compare with, and for maximum likelihood."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

Energy = Callable[[Tensor], Tensor]


class Rule(NamedTuple):
    """Nodes (M, D) and weights (M,) whose sum is the volume of the box."""

    nodes: Tensor
    weights: Tensor

    def integral(self, values: Tensor) -> Tensor:
        """∫ of a function given by its values (M,) at the nodes, 0-d."""
        return (self.weights * values).sum()

    def log_integral(self, exponents: Tensor) -> Tensor:
        """log ∫ e^h of exponents h (M,), 0-d."""
        return torch.logsumexp(exponents + self.weights.log(), dim=0)

    def log_partition(self, energy: Energy) -> Tensor:
        """log Z = log ∫ e^G, 0-d; it can be differentiated."""
        return self.log_integral(energy(self.nodes))


def trapezoid(side: float, count: int, dimension: int = 1) -> Rule:
    """The trapezoidal rule on [−side, side]^D in float64, `count` nodes each way.

    The first coordinate runs fastest, so that values (M,) in the plane are rows of equal y. For
    what falls smoothly to nought at the edges the error is less than any power of the spacing.
    """
    axis = torch.linspace(-side, side, count, dtype=torch.float64)
    weight = torch.full_like(axis, 2 * side / (count - 1))
    weight[[0, -1]] /= 2
    grid = torch.cartesian_prod(*[axis] * dimension).reshape(-1, dimension)
    weights = torch.cartesian_prod(*[weight] * dimension).reshape(-1, dimension)
    return Rule(grid.flip(-1), weights.prod(dim=-1))


def likelihood_loss(energy: Energy, data: Tensor, rule: Rule) -> Tensor:
    """−E_data G + log Z, the negative log-likelihood with its integral by quadrature, 0-d."""
    return rule.log_partition(energy) - energy(data).mean()


def loss_without_z(model: Energy, data: Tensor) -> Tensor:
    """−E_data (G − γ), the likelihood whose integral was left out: it has no minimum, 0-d."""
    return -model(data).mean()


def optimum(log_data: Tensor, log_noise: Tensor, ratio: float, rule: Rule) -> Tensor:
    """L*, the least loss that any logit can have, for log p and log U (M,) at the nodes, 0-d.

    −E_p log(p/(p+kU)) − k E_U log(kU/(p+kU)), which for k = 1 is 2 log 2 − 2 JSD(p, U).
    """
    p, noise = log_data.exp(), ratio * log_noise.exp()
    both = p + noise
    terms = [torch.xlogy(p, both), -torch.xlogy(p, p)]
    terms += [torch.xlogy(noise, both), -torch.xlogy(noise, noise)]
    return rule.integral(torch.stack(terms).sum(dim=0))
