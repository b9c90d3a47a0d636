"""Linear probe: how well classes can be told from frozen features by a linear map alone."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

# Relative to the mean square of a feature: enough to solve, too little to blur.
RIDGE = 1e-3
TINY = 1e-6


def linear_probe(
    features: Tensor, labels: Tensor, held_features: Tensor, held_labels: Tensor
) -> float:
    """Share of held-out labels (M,) that ridge regression on one-hot labels (N,) gets right.

    Features (N, D) and (M, D) are standardised by the training part. Closed form in float64 on the
    CPU, so it costs milliseconds while a model trains. NaN of features that are not finite, and of
    fewer than two rows, which have no deviation.
    """
    features, held = features.detach().cpu().double(), held_features.detach().cpu().double()
    if len(features) < 2 or not bool(features.isfinite().all() and held.isfinite().all()):
        return math.nan
    mean, deviation = features.mean(0), features.std(0) + TINY
    x = _with_constant((features - mean) / deviation)
    y = F.one_hot(labels.cpu()).double()
    gram = x.T @ x + RIDGE * len(x) * torch.eye(x.shape[1], dtype=x.dtype)
    weights = torch.linalg.solve(gram, x.T @ y)
    guess = (_with_constant((held - mean) / deviation) @ weights).argmax(1)
    return float((guess == held_labels.cpu()).double().mean())


def _with_constant(x: Tensor) -> Tensor:
    return torch.cat([x, x.new_ones(len(x), 1)], 1)
