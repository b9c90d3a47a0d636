"""The plane in which an embedding is seen to slide towards [MASK]."""

import torch
from torch import Tensor


class EmbeddingProjection:
    """A plane through the mean embedding and [MASK], where the mean is 0 and [MASK] is (1, 0).

    The first axis is that line, so that a slide towards [MASK] is seen at its full length. The
    second is the direction in which the rest varies most, followed by one turn of power iteration
    at each `fit` from a fixed start: its sign never flips, and it moves as slowly as training does.
    """

    def __init__(self, generator: torch.Generator, width: int) -> None:
        self._second = torch.randn(width, generator=generator)

    def fit(self, embedding: Tensor, mask: int, turns: int = 1) -> None:
        """Lay the plane through `embedding` (V, D)."""
        table = embedding.detach().cpu()
        self._middle = table.mean(0)
        way = table[mask] - self._middle
        self._length = float(way.norm().clamp(min=1e-12))
        self._first = way / self._length
        rest = table - self._middle
        rest = rest - (rest @ self._first)[:, None] * self._first
        for _ in range(turns):
            turned = rest.T @ (rest @ self._second)
            self._second = turned / turned.norm().clamp(min=1e-12)

    def project(self, embedding: Tensor) -> Tensor:
        """Points (V, 2) of embedding (V, D), in units of the way from the mean to [MASK]."""
        off = embedding.detach().cpu() - self._middle
        return torch.stack([off @ self._first, off @ self._second], 1) / self._length
