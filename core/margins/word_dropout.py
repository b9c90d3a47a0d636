"""Sentences with words left out at random, so that a short or clumsy question is understood."""

import torch
from torch import Tensor

from core.margins.characters import PADDING


def word_dropout(
    numbers: Tensor, share: float, generator: torch.Generator, space: int | None = None
) -> Tensor:
    """Sentences (N, L) without about `share` of their words, moved up and padded behind.

    A word ends at the number `space`; without it every character is a word, as in Chinese.
    A sentence that would lose all its words stays whole (word dropout, Iyyer et al. 2015, ACL).
    """
    drawn = torch.rand(numbers.shape, generator=generator).to(numbers.device) >= share
    if space is not None:
        word = (numbers == space).cumsum(dim=1)  # a space belongs to the word behind it
        drawn = drawn.gather(1, word.clamp_max(numbers.shape[1] - 1))
    inside = numbers != PADDING
    keep = drawn & inside
    keep = torch.where(keep.any(dim=1, keepdim=True), keep, inside)
    order = (~keep).to(torch.int8).argsort(dim=1, stable=True)
    return (numbers * keep).gather(1, order)
