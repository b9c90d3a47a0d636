"""What a flow says about data: likelihood, bits per dimension, samples."""

import math
from typing import TypeVar

import torch
from torch import Tensor

from core.flows.flow import Flow
from core.flows.priors import NORMAL, Prior

Nats = TypeVar("Nats", float, Tensor)


def log_prob(flow: Flow, x: Tensor, prior: Prior = NORMAL) -> Tensor:
    """Return log q(x) = log p(f(x)) + log|det df/dx| of x (N, ...), shape (N,), in nats."""
    z, log_det = flow(x)
    return prior.log_prob(z) + log_det


def nll(flow: Flow, x: Tensor, prior: Prior = NORMAL) -> Tensor:
    """Return the mean negative log-likelihood of a batch: the loss, in nats, a scalar."""
    return -log_prob(flow, x, prior).mean()


def sample(flow: Flow, noise: Tensor, temperature: float = 1.0, prior: Prior = NORMAL) -> Tensor:
    """Return the data that the flow makes of fixed normal noise, shaped like its latents."""
    return flow.inverse(prior.sample(noise, temperature))[0]


def bits_per_dim(nll: Nats, dimensions: int, bins: int = 256) -> Nats:
    """Return (nll / D + log bins) / log 2 for data dequantised to [0, 1) by noise of width 1/bins.

    `nll` is a mean in nats. With noise of the whole width of a level it is at least what the flow,
    as a code, would need for the levels themselves (Theis et al. 2015, arXiv:1511.01844).
    On [-1, 1) the bins are 2 / 256 wide, so `bins` is 128. Noise and bins must agree.
    """
    return (nll / dimensions + math.log(bins)) / math.log(2)


def dequantise(
    x: Tensor, generator: torch.Generator, bins: int = 256, width: float = 1.0
) -> Tensor:
    """Return (x + u) / bins in [0, 1) for whole levels x in 0..bins-1 and u uniform on [0, 1).

    The noise is drawn on the generator's device, in the type of x if that is floating, else the
    default type. With `width` below 1 it shrinks towards the middle of each level; at 0 the
    result is a finite set of points, on which a density has no limit.
    Raises ValueError where a level lies outside.
    """
    levels = x if x.is_floating_point() else x.to(torch.get_default_dtype())
    if x.numel() and not 0 <= float(levels.min()) <= float(levels.max()) <= bins - 1:
        raise ValueError(f"levels must lie in 0..{bins - 1}")
    noise = torch.rand(
        levels.shape, generator=generator, dtype=levels.dtype, device=generator.device
    )
    # In float32 a level near 2^8 plus the largest u rounds up to the next level: stay below.
    noisy = torch.minimum((levels + noise.to(levels.device)) / bins, _below_one(levels))
    return noisy if width == 1.0 else shrink_noise(noisy, levels, bins, width)


def shrink_noise(noisy: Tensor, levels: Tensor, bins: int, width: float) -> Tensor:
    """Return dequantised pixels with their noise shrunk towards the middle of each level."""
    middles = (levels + 0.5) / bins
    return middles + width * (noisy - middles)


def _below_one(x: Tensor) -> Tensor:
    """Return the largest number below one in the type of x."""
    return torch.nextafter(x.new_ones(()), x.new_zeros(()))
