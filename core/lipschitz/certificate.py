"""How far a point can be moved before the answer may change, from a Lipschitz constant."""

import torch
from torch import Tensor

from core.shapes import check_same_shape


def margin(scores: Tensor, labels: Tensor) -> Tensor:
    """By how much the right answer leads `(N,)`; negative where it is wrong.

    For one output `(N, 1)` labels are ±1 and the margin is y·f; for K outputs `(N, K)` labels are
    class numbers and the margin is the right score less the best other. Labels are `(N,)`; raises
    ValueError for others.
    """
    check_same_shape(labels, scores[:, 0])
    if scores.shape[1] == 1:
        return scores[:, 0] * labels
    index = labels[:, None]
    others = scores.scatter(1, index, -torch.inf)
    return scores.gather(1, index)[:, 0] - others.amax(1)


def certified_radius(scores: Tensor, labels: Tensor, lipschitz: float) -> Tensor:
    """The radius `(N,)` within which no point is answered differently; 0 where already wrong.

    margin / L for one score; margin / (√2 L) for K, since a difference of two components of an
    L-Lipschitz map is √2 L-Lipschitz. Tsuzuku, Sato, Sugiyama 2018, arXiv:1802.04034.
    """
    factor = 1.0 if scores.shape[1] == 1 else 2.0**0.5
    return margin(scores, labels).clamp_min(0) / (factor * lipschitz)
