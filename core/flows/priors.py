"""The simple densities that latents are asked to follow."""

import math
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from core.flows.flow import sum_features


class Prior(Protocol):
    """A density with independent standard components."""

    def log_prob(self, z: Tensor) -> Tensor:
        """Return the log-density of z (N, ...), shape (N,), in nats."""

    def sample(self, noise: Tensor, temperature: float = 1.0) -> Tensor:
        """Turn fixed standard normal noise (N, ...) into a sample, spread by the temperature."""


class StandardNormal:
    """Independent N(0, 1)."""

    def log_prob(self, z: Tensor) -> Tensor:
        """Return -|z|^2 / 2 - D / 2 log 2 pi, shape (N,)."""
        size = math.prod(z.shape[1:])
        return -0.5 * sum_features(z.square()) - 0.5 * size * math.log(2 * math.pi)

    def sample(self, noise: Tensor, temperature: float = 1.0) -> Tensor:
        """Return the noise times the temperature, which is a deviation: p^(1 / T^2)."""
        return temperature * noise


class StandardLogistic:
    """Independent logistic components, the prior of NICE on images but one.

    Reference: Dinh, Krueger, Bengio 2014, arXiv:1410.8516, section 3.4.
    """

    def log_prob(self, z: Tensor) -> Tensor:
        """Return -sum(log(1 + e^z) + log(1 + e^-z)), shape (N,)."""
        return -sum_features(F.softplus(z) + F.softplus(-z))

    def sample(self, noise: Tensor, temperature: float = 1.0) -> Tensor:
        """Return the logistic quantiles of normal noise, times the temperature."""
        # logit(Phi(n)) by logarithms, since Phi itself rounds to 1 from n = 5.5 in float32.
        quantiles: Tensor = torch.special.log_ndtr(noise) - torch.special.log_ndtr(-noise)
        return temperature * quantiles


NORMAL = StandardNormal()
LOGISTIC = StandardLogistic()
