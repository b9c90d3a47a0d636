"""A distribution given by its density at the nodes of a rule: also one that a hand has drawn."""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from core.nce.quadrature import Rule

# Where a density is less than this share of its peak it counts as that, so that its log exists.
LEAST = 1e-12


@dataclass(frozen=True, eq=False)
class Tabulated:
    """Log-densities (M,) at the nodes of a trapezoidal rule with this distance between nodes."""

    rule: Rule
    spacing: float
    log_density: Tensor

    @classmethod
    def of(cls, rule: Rule, spacing: float, heights: Tensor) -> Self:
        """The distribution whose density goes as `heights` (M,), which are not all nought."""
        floored = heights.clamp_min(LEAST * heights.max())
        return cls(rule, spacing, floored.log() - rule.integral(floored).log())

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw points (count, D), float32: a node by its weight, and a place in its cell."""
        chances = self.rule.weights * self.log_density.exp()
        chosen = self.rule.nodes[torch.multinomial(chances, count, True, generator=generator)]
        jitter = torch.rand(chosen.shape, generator=generator) - 0.5
        return (chosen + self.spacing * jitter).float()
