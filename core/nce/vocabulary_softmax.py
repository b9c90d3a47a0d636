"""The discrete softmax: an energy with a number for each word, and noise over words."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


class Table(nn.Module):
    """G(x) = θ_x for words x: e^G / Z is the softmax of θ (V,), and Z a sum over all words."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.theta = nn.Parameter(torch.zeros(size))

    def forward(self, x: Tensor) -> Tensor:
        """G (N,) of words (N, 1)."""
        return self.theta[x[..., 0]]

    def log_partition(self) -> Tensor:
        """log Z, 0-d, which NCE does without."""
        return torch.logsumexp(self.theta, dim=0)


@dataclass(frozen=True, eq=False)
class Categorical:
    """Noise over words by their probabilities (V,)."""

    probabilities: Tensor

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw words (count, 1)."""
        drawn = torch.multinomial(self.probabilities, count, True, generator=generator)
        return drawn[:, None]

    def log_prob(self, x: Tensor) -> Tensor:
        """The log-probability (N,) of words (N, 1)."""
        return self.probabilities.log()[x[..., 0]]
