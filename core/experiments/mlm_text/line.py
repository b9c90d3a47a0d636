"""One line of words on the page: what it says, and which of its words are hidden."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.data.vocabulary import CLS, MASK, PAD, UNKNOWN, Vocabulary


@dataclass(frozen=True)
class Line:
    """Words with their numbers (L,), [CLS] at place 0; `hidden` holds places from 1 on."""

    words: tuple[str, ...]
    numbers: Tensor
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
    def masked(self) -> Tensor:
        """Which places (L,) are hidden."""
        mask = torch.zeros(len(self.numbers), dtype=torch.bool)
        mask[list(self.hidden)] = True
        return mask

    def hide(self, places: Iterable[int]) -> "Line":
        """With these places hidden, and the gaps; places without a word are passed over."""
        known = {place for place in places if 0 < place <= len(self.words)}
        return Line(self.words, self.numbers, frozenset(known) | self.gaps)


def line(tokens: Sequence[str], vocabulary: Vocabulary, length: int) -> Line:
    """The first `length` − 1 of the tokens, with the gaps among them hidden."""
    words = tuple(tokens[: length - 1])
    return Line(words, vocabulary.encode(words, length)).hide(())


def line_of(numbers: Tensor, vocabulary: Vocabulary) -> Line:
    """A text of the corpus, from its numbers (L,)."""
    kept = numbers[(numbers != PAD) & (numbers != CLS)]
    return Line(tuple(vocabulary.tokens[n] for n in kept.tolist()), numbers)
