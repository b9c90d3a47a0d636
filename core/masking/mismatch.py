"""Three ways to hide a token, and how far a model that knows one is from another.

Replacing it by [MASK] changes what the others read; removing it, or dropping its attention column,
only takes something away (Su 2021, kexue.fm 8770).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.masking.masks import gather, kept_places
from core.masking.mlm import MaskedLanguageModel


@dataclass(frozen=True)
class Mismatch:
    """Total variation, 0 to 1, between the guesses of two ways at the places that stay."""

    mask_and_nothing: float  # [MASK] against the whole text: what fine-tuning meets
    column_and_nothing: float  # dropped column against the whole text
    column_and_removal: float  # dropped column against the shorter text: zero but for rounding
    mask_and_removal: float  # [MASK] against the shorter text


@torch.no_grad()
def mismatch(model: MaskedLanguageModel, numbers: Tensor, hidden: Tensor) -> Mismatch:
    """Compare the three on texts (N, L) with `hidden` places (N, L), as many in each text."""
    places = kept_places(hidden)
    whole = gather(model(numbers), places)
    masked = gather(model(numbers.masked_fill(hidden, model.symbols.mask)), places)
    kept = model.words(numbers) & ~hidden
    column = gather(model.scores(model.embed(numbers), kept, after=True), places)
    removed = model.without(numbers, places)
    return Mismatch(
        _distance(masked, whole),
        _distance(column, whole),
        _distance(column, removed),
        _distance(masked, removed),
    )


def _distance(a: Tensor, b: Tensor) -> float:
    return float((a.softmax(-1) - b.softmax(-1)).abs().sum(-1).mean() / 2)
