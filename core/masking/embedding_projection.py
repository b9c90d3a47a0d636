"""The plane in which an embedding is seen to slide towards [MASK]."""

from dataclasses import dataclass

import torch
from torch import Tensor

# Turns of power iteration.
TURNS = 20
TINY = 1e-12


@dataclass(frozen=True, eq=False)
class EmbeddingProjection:
    """A plane with its origin at `middle` (D,), along `axes` (D, 2)."""

    middle: Tensor
    axes: Tensor

    @classmethod
    def fit(cls, embedding: Tensor, mask: int, start: Tensor) -> "EmbeddingProjection":
        """The plane through the mean of an embedding (V, D), which is 0, and [MASK], (1, 0).

        The first axis is that line, so that a slide towards [MASK] is seen at its full length. The
        second is the direction in which the rest varies most, by power iteration from `start` (D,),
        which gives it its sign.
        """
        table = embedding.detach().cpu()
        middle = table.mean(0)
        way = table[mask] - middle
        length = way.norm().clamp(min=TINY)
        first = way / length
        rest = table - middle
        rest = rest - (rest @ first)[:, None] * first
        gram, second = rest.T @ rest, start
        for _ in range(TURNS):
            turned = gram @ second
            second = turned / turned.norm().clamp(min=TINY)
        return cls(middle, torch.stack([first, second], 1) / length)

    def project(self, embedding: Tensor) -> Tensor:
        """Points (V, 2) of embedding (V, D), in units of the way from the mean to [MASK]."""
        return (embedding.detach().cpu() - self.middle) @ self.axes
