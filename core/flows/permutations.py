"""Fixed permutations of features or channels: they keep volume and mix the halves."""

import torch
from torch import Tensor

from core.flows.flow import Flow, no_log_det


class Permutation(Flow):
    """z = x[:, order], on vectors (N, D) and on the channels of images (N, C, H, W).

    A permutation may be a mirror (determinant -1), and no path of invertible maps leads from
    the identity to a mirror; so it has no half, and happens at t = 1. Where the way between is
    looked at, in the plane, the swap is left to `Halves`, which moves nothing.
    """

    def __init__(self, order: Tensor) -> None:
        super().__init__()
        if not torch.equal(order.sort().values, torch.arange(len(order))):
            raise ValueError(f"not a permutation of 0..{len(order) - 1}: {order.tolist()}")
        self.order: Tensor
        self.back: Tensor
        self.register_buffer("order", order.clone())
        self.register_buffer("back", order.argsort())

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Permute where t = 1."""
        return x.index_select(1, self.order) if t == 1.0 else x, no_log_det(x)

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Permute back where t = 1."""
        return z.index_select(1, self.back) if t == 1.0 else z, no_log_det(z)


def shuffle(size: int, generator: torch.Generator) -> Permutation:
    """Return a random permutation, drawn once (Glow's ablation calls it "shuffle")."""
    return Permutation(torch.randperm(size, generator=generator))


def deinterleave(size: int) -> Permutation:
    """Return even positions first, then odd ones: halves become NICE's odd/even split."""
    positions = torch.arange(size)
    return Permutation(torch.cat([positions[0::2], positions[1::2]]))
