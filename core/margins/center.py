"""Center loss: features drawn to one centre per class."""

import torch
from torch import Tensor


def center_loss(features: Tensor, centers: Tensor, labels: Tensor) -> Tensor:
    """Squared distance to the own class's centre, (N,): features (N, D), centers (C, D).

    To be added to a softmax loss with a weight: 0.5 in the article, whose centres learn by
    gradient (Su 2018, kexue.fm/archives/5765); lambda / 2 in the paper, whose centres follow
    `moved_centers` (Wen et al. 2016, ECCV).
    """
    return (features - centers[labels]).square().sum(dim=1)


def moved_centers(features: Tensor, centers: Tensor, labels: Tensor, rate: float = 0.5) -> Tensor:
    """Centres (C, D) after the paper's own step: each goes towards the mean of its samples.

    c_j - rate * sum of (c_j - x_i) / (1 + n_j) over the n_j samples of class j; the one below
    the line keeps small classes steady (Wen et al. 2016, ECCV).
    """
    with torch.no_grad():
        pull = torch.zeros_like(centers).index_add_(0, labels, centers[labels] - features)
        count = torch.bincount(labels, minlength=len(centers)).to(centers.dtype)
        return centers - rate * pull / (1 + count)[:, None]
