"""Directions laid out in a ring: a map on which nothing turns over while it trains."""

import math

import torch
from torch import Tensor

from core.margins.normalise import normalise


def radviz_corners(count: int, like: Tensor) -> Tensor:
    """`count` points (K, 2) evenly round the unit circle, the first at the top, clockwise."""
    angles = torch.arange(count, device=like.device, dtype=like.dtype) * (2 * math.pi / count)
    return torch.stack([angles.sin(), angles.cos()], dim=1)


def radviz_basis(directions: Tensor) -> Tensor:
    """A linear map (D, 2) that takes each of the directions (K, D) towards its own corner.

    Vector x lands at the sum of its cosines to the directions, each times its corner: the one
    that is near a single direction lies at that corner, one that is near all or none in the
    middle, since the corners sum to zero (RadViz, Hoffman et al. 1997, without its division).
    """
    return normalise(directions).T @ radviz_corners(len(directions), directions)


def group_means(vectors: Tensor, labels: Tensor, groups: Tensor) -> Tensor:
    """The mean of the vectors (N, D) of each of the `groups` (K,): (K, D)."""
    member = (labels[None, :] == groups[:, None]).to(vectors.dtype)
    return member @ vectors / member.sum(dim=1, keepdim=True).clamp_min(1)
