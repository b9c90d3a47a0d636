"""The losses of a Wasserstein critic and its generator."""

from functools import lru_cache

import torch
from torch import Tensor

from core.lipschitz.constraints import Kind
from core.lipschitz.gradient_penalty import interpolate, slope_penalty
from core.lipschitz.network import Network


def critic_loss(real: Tensor, fake: Tensor) -> Tensor:
    """E f(fake) − E f(real) from scores: its negative is the critic's estimate of W₁.

    Arjovsky, Chintala, Bottou 2017, arXiv:1701.07875.
    """
    return fake.mean() - real.mean()


def critic_loss_of_all(scores: Tensor, reals: int) -> Tensor:
    """The same from the scores `(N, 1)` of the real points and then the fakes, as one product."""
    signs = _signs(reals, len(scores) - reals).to(scores)
    return torch.dot(signs, scores.view(-1))


@lru_cache(maxsize=16)
def _signs(reals: int, fakes: int) -> Tensor:
    """−1/R for each real point, 1/F for each fake."""
    return torch.cat([torch.full((reals,), -1 / reals), torch.full((fakes,), 1 / fakes)])


def generator_loss(fake: Tensor) -> Tensor:
    """−E f(fake) from scores."""
    return -fake.mean()


def critic_objective(
    critic: Network, real: Tensor, fake: Tensor, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """The critic's loss with its constraint's penalty, and the estimate of W₁ without it.

    real and fake `(N, D)`, evaluated in one pass; the points between them are drawn only when the
    gradient is penalised there.
    """
    constraint, weights = critic.constraint, critic.weights()
    scores = critic.value(torch.cat([real, fake]), weights)
    loss = critic_loss_of_all(scores, len(real))
    estimate = -loss.detach()
    if constraint.kind is Kind.GRADIENT:
        points = interpolate(real, fake, generator)
        _, gradients = critic.value_and_gradient(points, weights)
        penalty = slope_penalty(gradients, constraint.slope, constraint.one_sided)
        loss = loss + constraint.strength * penalty
    elif constraint.kind in (Kind.FROBENIUS, Kind.SPECTRAL):
        loss = loss + critic.weight_penalty()
    return loss, estimate
