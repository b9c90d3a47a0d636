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

    real and fake `(N, D)`, of which fakes carry no gradient here. One pass serves both, and the
    points between them when the gradient is penalised; these are drawn only then.
    """
    constraint, rows = critic.constraint, [real, fake]
    if constraint.kind is Kind.GRADIENT:
        rows.append(interpolate(real, fake, generator))
    scored = len(real) + len(fake)
    scores, gradients = critic.value_and_gradient(torch.cat(rows), first=scored)
    loss = critic_loss(scores[: len(real)], scores[len(real) : scored])
    estimate = -loss.detach()
    if constraint.kind is Kind.GRADIENT:
        penalty = slope_penalty(gradients, constraint.slope, constraint.one_sided)
        return loss + constraint.strength * penalty, estimate
    if constraint.kind in (Kind.FROBENIUS, Kind.SPECTRAL):
        return loss + critic.weight_penalty(), estimate
    return loss, estimate
