"""The model of noise-contrastive estimation: an energy and a level γ in the place of log Z."""

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from core.nce.loss import nce_loss
from core.nce.noise import Noise


class Unnormalised(nn.Module):
    """log p(x) = G(x) − γ, where γ is learnt, or held at 0 where `levelled` is false."""

    def __init__(self, energy: Callable[[Tensor], Tensor], levelled: bool = True) -> None:
        super().__init__()
        self.energy = energy
        self.gamma = nn.Parameter(torch.zeros(()))
        self.levelled = levelled

    def level(self) -> Tensor:
        """γ, 0-d."""
        return self.gamma if self.levelled else torch.zeros_like(self.gamma)

    def forward(self, x: Tensor) -> Tensor:
        """G(x) − γ (N,) of points (N, D)."""
        return self.energy(x) - self.level()


def log_ku(noise: Noise, x: Tensor, ratio: float) -> Tensor:
    """log kU(x) (N,): what noise, k points for one of the data, has at points (N, D)."""
    return noise.log_prob(x) + math.log(ratio)


def logit(
    model: Callable[[Tensor], Tensor], x: Tensor, noise: Noise, ratio: float, corrected: bool
) -> Tensor:
    """ℓ(x) (N,), by which a point is taken for data with the chance σ(ℓ).

    Corrected it is G − γ − log kU, and then e^{G−γ} learns the density of the data; plain it is
    G − γ, and then e^{G−γ} learns its ratio to kU.
    """
    height = model(x)
    return height - log_ku(noise, x, ratio) if corrected else height


def loss_of(
    model: Callable[[Tensor], Tensor], data: Tensor, drawn: Tensor, noise: Noise, ratio: float,
    corrected: bool = True,
) -> Tensor:  # fmt: skip
    """The loss of NCE on data (N, D) and noise `drawn` (M, D), in nats per data point, 0-d."""
    both = logit(model, torch.cat([data, drawn]), noise, ratio, corrected)
    return nce_loss(both[: len(data)], both[len(data) :], ratio)
