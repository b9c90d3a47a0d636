"""Attention whose columns can be masked: the whole sequence without some of its tokens.

Zeroing column i of the attention matrix after the softmax and dividing each row by its sum hides
token i from all others, and so does −∞ in its column before. With the same columns in every layer
the kept rows are those of the sequence from which the tokens were removed (Su 2021, kexue.fm
8770): MAE is dropout of attention columns.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def renormalised(scores: Tensor, kept: Tensor) -> Tensor:
    """Norm(A ⊗ M) of the softmax A of scores (..., Q, L): without the columns not `kept` (..., L).

    With logarithms of A, for where a column that is not kept is all of A, the others underflow.
    """
    return minus_infinity(scores.log_softmax(-1), kept)


def minus_infinity(scores: Tensor, kept: Tensor) -> Tensor:
    """Softmax of scores (..., Q, L) with −∞ in the columns that are not kept: the same matrix.

    A row of which nothing is left would be NaN; it is set to zero.
    """
    some = kept.any(-1, keepdim=True)
    hidden = ~kept & some  # a row all of −∞ would have no gradient
    attention = scores.masked_fill(hidden.unsqueeze(-2), float("-inf")).softmax(-1)
    return attention.where(some.unsqueeze(-2), 0.0)


class Attention(nn.Module):
    """Multi-head self-attention (Vaswani et al. 2017, arXiv:1706.03762) with masked columns.

    Queries and keys start equal, so that a token looks at first to those like it, here its
    neighbours; much of this is what trained ones come to (Trockman, Kolter 2023,
    arXiv:2305.09828).
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        if width % heads:
            raise ValueError(f"{heads} heads do not divide a width of {width}.")
        self.heads = heads
        self.query_key_value = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        with torch.no_grad():
            alike = nn.init.orthogonal_(torch.empty(width, width))
            self.query_key_value.weight[: 2 * width] = alike.repeat(2, 1)

    def forward(self, x: Tensor, kept: Tensor | None = None, after: bool = False) -> Tensor:
        """Attend within (N, L, D). Columns where `kept` (N, L) is False are hidden.

        `after` masks after the softmax and renormalises; else −∞ is put before it.
        """
        query, key, value = self._split(x)
        if kept is not None and after:
            mixed = self._weights(query, key, kept, after) @ value
        else:
            columns = None if kept is None else kept[:, None, None]  # alike in every head and row
            mixed = F.scaled_dot_product_attention(query, key, value, columns)
        out: Tensor = self.out(mixed.transpose(1, 2).flatten(2))
        return out

    def weights(self, x: Tensor, kept: Tensor | None = None, after: bool = False) -> Tensor:
        """The attention matrices (N, heads, L, L), to be looked at."""
        query, key, _ = self._split(x)
        if kept is None:
            kept = torch.ones(x.shape[:2], dtype=torch.bool, device=x.device)
        return self._weights(query, key, kept, after)

    def _split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        parts = self.query_key_value(x).unflatten(2, (3, self.heads, -1))  # (N, L, 3, H, D/H)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        return query, key, value

    def _weights(self, query: Tensor, key: Tensor, kept: Tensor, after: bool) -> Tensor:
        scores = query @ key.transpose(2, 3) / query.shape[3] ** 0.5
        kept = kept.unsqueeze(1)  # the same columns in every head
        return (renormalised if after else minus_infinity)(scores, kept)
