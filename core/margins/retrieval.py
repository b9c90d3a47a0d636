"""Nearest neighbours by cosine, and how often they are of the right group."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from core.margins.normalise import normalise

# Queries compared at a time: with ten thousand stored vectors one block is 20 MB.
BLOCK = 512


def nearest(queries: Tensor, stored: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Cosines and indices, both (M, K), of the K = min(count, N) nearest of stored (N, D).

    queries (M, D); the best comes first.
    """
    count = min(count, len(stored))
    similarity, index = torch.topk(normalise(queries) @ normalise(stored).T, count, dim=1)
    return similarity, index


def neighbours(vectors: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """As `nearest` among the vectors (N, D) themselves, where none is its own neighbour.

    K = min(count, N - 1), and 0 of none. A copy at another index is a neighbour like any other.
    """
    count = max(0, min(count, len(vectors) - 1))
    directions = normalise(vectors.detach())
    found = []
    for start in range(0, max(1, len(directions)), BLOCK):
        cosines = directions[start : start + BLOCK] @ directions.T
        rows = torch.arange(len(cosines), device=cosines.device)
        cosines[rows, rows + start] = -torch.inf
        found.append(torch.topk(cosines, count, dim=1))
    return torch.cat([each.values for each in found]), torch.cat([each.indices for each in found])


def recall_at_k(
    vectors: Tensor, labels: Tensor, counts: Sequence[int] = (1, 5, 10)
) -> dict[int, float]:
    """For each count, the share of vectors with one of their group among so many neighbours.

    vectors (N, D), labels (N,). A vector alone in its group cannot be answered and is not asked,
    though it can be a wrong neighbour. NaN of vectors that are not finite. Raises ValueError if
    all are alone.
    """
    asked = torch.bincount(labels)[labels] > 1
    if not bool(asked.any()):
        raise ValueError("no group has two members, so there is nothing to retrieve")
    if not bool(vectors.isfinite().all()):
        return dict.fromkeys(counts, math.nan)
    _, index = neighbours(vectors, max(counts))
    right = (labels[index] == labels[:, None])[asked]
    return {count: float(right[:, :count].any(dim=1).float().mean()) for count in counts}


def right_class_wrong_neighbour(vectors: Tensor, labels: Tensor, predicted: Tensor) -> Tensor:
    """(N,) booleans: classified right, yet the nearest other vector is of another class.

    What a classifier without a margin leaves undone (Su 2018, kexue.fm/archives/5743). A single
    vector has no neighbour that is wrong.
    """
    _, index = neighbours(vectors, 1)
    return (predicted == labels) & (labels[index] != labels[:, None]).any(dim=1)
