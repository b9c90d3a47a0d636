"""The Jensen–Shannon divergence on a grid: what saturates where W₁ keeps growing."""

import torch
from torch import Tensor

from core.shapes import check_same_shape


def jensen_shannon(p: Tensor, q: Tensor) -> float:
    """½ KL(p‖m) + ½ KL(q‖m), m = (p + q)/2, in nats: from 0 to log 2 for disjoint p and q.

    p and q are non-negative densities or counts on the cells of one grid (any equal shape), which
    are normalised to one. Lin 1991. NaN where a height is not finite. Raises ValueError where one
    of them has no mass, and for different shapes.
    """
    check_same_shape(p, q)
    p, q = _normalised(p), _normalised(q)
    middle = (p + q) / 2
    found = (_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2
    return float(found.clamp_min(0))  # less than nought is rounding alone


def _normalised(p: Tensor) -> Tensor:
    p = p.cpu().double()
    highest = p.max() if p.numel() else p.new_zeros(())
    if highest <= 0:
        raise ValueError("a density without mass has no divergence")
    p = p / highest  # else a sum of large heights overflows
    return _without_dust(p / p.sum())


def _without_dust(p: Tensor) -> Tensor:
    """p, without what is so small that half of it is nought, whose logarithm is not finite."""
    return torch.where(p < 4 * torch.finfo(p.dtype).tiny, 0, p)


def _relative_entropy(p: Tensor, m: Tensor) -> Tensor:
    return (torch.xlogy(p, p) - torch.xlogy(p, m)).sum()  # 0 log 0 = 0
