"""NICE's scale layer: which dimensions matter."""

import torch
from torch import Tensor, nn

from core.flows.flow import Flow


class Scale(Flow):
    """z = s * x on vectors (N, D), with s = exp(log_scale); log|det| = sum(log_scale).

    It is the same as a prior with deviations sigma_i = 1 / s_i: a large sigma is a dimension that
    carries much, a sigma near zero one that has collapsed.
    Reference: Dinh, Krueger, Bengio 2014 (NICE), arXiv:1410.8516, section 3.3.
    """

    def __init__(self, features: int) -> None:
        super().__init__()
        self.log_scale = nn.Parameter(torch.zeros(features))

    @property
    def sigma(self) -> Tensor:
        """The deviations (D,) that the layer gives to the prior, without gradient."""
        return torch.exp(-self.log_scale.detach())

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Multiply by s^t."""
        log_scale = self.log_scale if t == 1.0 else t * self.log_scale
        return x * log_scale.exp(), log_scale.sum().expand(len(x))

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Divide by s^t."""
        log_scale = -t * self.log_scale
        return z * log_scale.exp(), log_scale.sum().expand(len(z))
