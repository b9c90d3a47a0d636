"""The prior of what leaves a multi-scale flow early, given what stays."""

import math

import torch
from torch import Tensor, nn

from core.flows.conditioners import start_at_zero
from core.flows.flow import sum_features

# Deviations between e^-5 and e^5: finer than any dequantised pixel, and it never overflows.
LOG_SIGMA_BOUND = 5.0


class ConditionalGaussian(nn.Module):
    """p(out | kept) = N(mean(kept), sigma(kept)^2), as a map of `out` to standard noise.

    mean and log sigma come from one layer that starts at zero, a 3 x 3 convolution on images
    (N, C, H, W) or a linear layer on vectors (N, C). Then standard_normal(noise) - log sigma is
    log p(out | kept): the conditional prior is a flow with the standard prior.
    Reference: Kingma, Dhariwal 2018 (Glow), released code, `split2d_prior`.
    """

    def __init__(self, kept: int, out: int, images: bool = True) -> None:
        super().__init__()
        self.parameters_of: nn.Conv2d | nn.Linear = (
            start_at_zero(nn.Conv2d(kept, 2 * out, 3, padding=1))
            if images
            else start_at_zero(nn.Linear(kept, 2 * out))
        )

    def mean_and_log_sigma(self, kept: Tensor) -> tuple[Tensor, Tensor]:
        """Return the mean and the log of the deviation of `out`, each shaped like `out`."""
        mean, raw = self.parameters_of(kept).chunk(2, dim=1)
        return mean, LOG_SIGMA_BOUND * torch.tanh(raw / LOG_SIGMA_BOUND)

    def standardise(self, out: Tensor, kept: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Return (out - mean) / sigma, in part t, and the log-determinant (N,)."""
        mean, log_sigma = self.mean_and_log_sigma(kept)
        shift, log_scale = -t * mean * torch.exp(-log_sigma), -t * log_sigma
        return torch.addcmul(shift, out, log_scale.exp()), sum_features(log_scale)

    def restore(self, noise: Tensor, kept: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Undo `standardise`."""
        mean, log_sigma = self.mean_and_log_sigma(kept)
        shift, log_scale = -t * mean * torch.exp(-log_sigma), -t * log_sigma
        return (noise - shift) * torch.exp(-log_scale), -sum_features(log_scale)

    def log_prob(self, out: Tensor, kept: Tensor) -> Tensor:
        """Return log p(out | kept), shape (N,)."""
        mean, log_sigma = self.mean_and_log_sigma(kept)
        squares = ((out - mean) * torch.exp(-log_sigma)).square()
        return sum_features(-0.5 * squares - log_sigma - 0.5 * math.log(2 * math.pi))
