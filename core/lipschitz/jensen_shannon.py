"""The Jensen–Shannon divergence on a grid: what saturates where W₁ keeps growing."""

import torch
from torch import Tensor


def jensen_shannon(p: Tensor, q: Tensor) -> float:
    """½ KL(p‖m) + ½ KL(q‖m), m = (p + q)/2, in nats: from 0 to log 2 for disjoint p and q.

    p and q are non-negative densities or counts on the cells of one grid (any equal shape), which
    are normalised to one. Lin 1991. Raises ValueError where one of them has no mass.
    """
    p, q = p.cpu().double(), q.cpu().double()
    if p.sum() <= 0 or q.sum() <= 0:
        raise ValueError("a density without mass has no divergence")
    p, q = (_without_dust(density / density.sum()) for density in (p, q))
    middle = (p + q) / 2
    found = float((_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2)
    return max(0.0, found)  # less than nought is rounding alone


def _without_dust(p: Tensor) -> Tensor:
    """p, without what is so small that half of it is nought, whose logarithm is not finite."""
    return torch.where(p < 4 * torch.finfo(p.dtype).tiny, 0, p)


def _relative_entropy(p: Tensor, m: Tensor) -> Tensor:
    return (torch.xlogy(p, p) - torch.xlogy(p, m)).sum()  # 0 log 0 = 0
