"""Sentences on the page of masked words: what they say, and which of their words are hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from core.data.vocabulary import MASK, UNKNOWN, Vocabulary
from core.importing.words import is_word

Cell = tuple[int, int]
"""The number of a sentence, and a place in it."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """Words with their numbers (L,), [CLS] at place 0; `hidden` holds places from 1 on.

    `cut` says that there were more words than it holds.
    """

    words: tuple[str, ...]
    numbers: Tensor
    cut: bool = False
    hidden: frozenset[int] = frozenset()

    @property
    def gaps(self) -> frozenset[int]:
        """Places of which no truth is known."""
        return frozenset((self.numbers == MASK).nonzero().flatten().tolist())

    @property
    def unknown(self) -> frozenset[int]:
        """Places of words that the vocabulary lacks."""
        return frozenset((self.numbers == UNKNOWN).nonzero().flatten().tolist())

    @property
    def mask(self) -> Tensor:
        """Which places (L,) are hidden."""
        mask = torch.zeros(len(self.numbers), dtype=torch.bool)
        mask[list(self.hidden)] = True
        return mask

    @property
    def masked(self) -> Tensor:
        """Its numbers (L,), those of hidden words [MASK]."""
        return self.numbers.masked_fill(self.mask, MASK)

    def hide(self, places: Iterable[int]) -> "Sentence":
        """With these places hidden, and the gaps; places without a word are passed over."""
        known = {place for place in places if 0 < place <= len(self.words)}
        return replace(self, hidden=frozenset(known) | self.gaps)


def typed(tokens: Sequence[str], vocabulary: Vocabulary, length: int) -> Sentence:
    """The first `length` − 1 of the tokens, with the gaps among them hidden."""
    words = tuple(tokens[: length - 1])
    return Sentence(words, vocabulary.encode(words, length), len(tokens) > len(words)).hide(())


def last_word(tokens: Sequence[str]) -> list[int]:
    """The place of the last token that says something, from 1 on, if any does: no full stop."""
    places = [place for place, token in enumerate(tokens, start=1) if is_word(token)]
    return places[-1:]


def of_corpus(numbers: Tensor, vocabulary: Vocabulary) -> Sentence:
    """A text of the corpus, from its numbers (L,)."""
    return Sentence(tuple(vocabulary.decode(numbers)), numbers.clone())


def cells(sentences: Sequence[Sentence]) -> list[Cell]:
    """The cell of every chip: the own sentence twice, as it is seen and as it is filled."""
    shown = [0, *range(len(sentences))]
    return [(n, place) for n in shown for place in range(1, len(sentences[n].words) + 1)]


def focus(sentences: Sequence[Sentence], picked: Cell | None) -> Cell | None:
    """The picked cell while it is hidden, else the last hidden one of the own sentence."""
    if picked is not None and picked[1] in sentences[picked[0]].hidden:
        return picked
    return (0, max(sentences[0].hidden)) if sentences[0].hidden else None
