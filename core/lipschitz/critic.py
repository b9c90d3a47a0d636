"""The losses of a Wasserstein critic and its generator."""

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
    loss = critic_loss(scores[: len(real)], scores[len(real) :])
    estimate = -loss.detach()
    if constraint.kind is Kind.GRADIENT:
        points = interpolate(real, fake, generator)
        _, gradients = critic.value_and_gradient(points, weights)
        penalty = slope_penalty(gradients, constraint.slope, constraint.one_sided)
        loss = loss + constraint.strength * penalty
    elif constraint.kind in (Kind.FROBENIUS, Kind.SPECTRAL):
        loss = loss + critic.weight_penalty()
    return loss, estimate
