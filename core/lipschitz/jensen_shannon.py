"""The Jensen–Shannon divergence on a grid: what saturates where W₁ keeps growing."""

import torch
from torch import Tensor


def jensen_shannon(p: Tensor, q: Tensor) -> float:
    """½ KL(p‖m) + ½ KL(q‖m), m = (p + q)/2, in nats: from 0 to log 2 for disjoint p and q.

    p and q are non-negative densities or counts on the cells of one grid (any equal shape), which
    are normalised to one. Lin 1991. Raises ValueError where one of them has no mass.
    """
    if p.sum() <= 0 or q.sum() <= 0:
        raise ValueError("a density without mass has no divergence")
    p, q = (_without_dust(density / density.sum()) for density in (p, q))
    middle = (p + q) / 2
    return float((_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2)


def histogram_jensen_shannon(x: Tensor, y: Tensor, low: float, high: float, bins: int) -> float:
    """The same from samples `(N, D)` and `(M, D)`, counted in bins per axis between low and high.

    Samples outside are counted in the outermost cells. It depends on the bins: finite samples of
    one density do not give 0.
    """
    return jensen_shannon(_counts(x, low, high, bins), _counts(y, low, high, bins))


def _without_dust(p: Tensor) -> Tensor:
    """p, without what is so small that half of it is nought, whose logarithm is not finite."""
    return torch.where(p < 4 * torch.finfo(p.dtype).tiny, 0, p)


def _relative_entropy(p: Tensor, m: Tensor) -> Tensor:
    return (torch.xlogy(p, p) - torch.xlogy(p, m)).sum()  # 0 log 0 = 0


def _counts(points: Tensor, low: float, high: float, bins: int) -> Tensor:
    cells = ((points.detach().cpu() - low) / (high - low) * bins).long().clamp(0, bins - 1)
    strides = bins ** torch.arange(points.shape[1])
    return torch.bincount((cells * strides).sum(1), minlength=bins ** points.shape[1]).double()
