"""Layers that disturb what passes while a network trains, and only then."""

import torch
from torch import Tensor, nn


class GaussianNoise(nn.Module):
    """x + σ ε with ε ~ N(0, 1) for every number of x in training mode; x in eval mode.

    `strength` is σ and may be changed at any time. The generator makes the draws, on its device.
    Reference: Su 2018, kexue.fm/archives/5765.
    """

    def __init__(self, strength: float, generator: torch.Generator) -> None:
        super().__init__()
        self.strength, self.generator = strength, generator

    def forward(self, x: Tensor) -> Tensor:
        """Disturb x of any shape."""
        return x + self.strength * _normal(x, self.generator) if self.training else x


class MultiplicativeNoise(nn.Module):
    """x (1 + σ ε) with ε ~ N(0, 1) in training mode; x in eval mode.

    With σ² = (1 − p) / p it has mean and variance of dropout that keeps with probability p.
    Reference: Srivastava et al. 2014, JMLR, section 10.
    """

    def __init__(self, strength: float, generator: torch.Generator) -> None:
        super().__init__()
        self.strength, self.generator = strength, generator

    def forward(self, x: Tensor) -> Tensor:
        """Disturb x of any shape."""
        return x * (1 + self.strength * _normal(x, self.generator)) if self.training else x


def _normal(x: Tensor, generator: torch.Generator) -> Tensor:
    drawn = torch.randn(x.shape, generator=generator, device=generator.device, dtype=x.dtype)
    return drawn.to(x.device)
