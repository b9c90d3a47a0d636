"""From pictures to vectors, for flows that know nothing of neighbours."""

import math

from torch import Tensor

from core.flows.flow import Flow, no_log_det


class Flatten(Flow):
    """Pictures (N, C, H, W) as vectors (N, C H W), pixel after pixel, row after row.

    It has no half: the shape is that of vectors for every t.
    """

    def __init__(self, shape: tuple[int, int, int]) -> None:
        super().__init__()
        self.shape, self.size = shape, math.prod(shape)

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map (N, C, H, W) to (N, C H W)."""
        return x.reshape(len(x), self.size), no_log_det(x)

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map (N, C H W) back to (N, C, H, W)."""
        return z.reshape(len(z), *self.shape), no_log_det(z)
