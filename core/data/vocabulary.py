"""Tokens and their numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

# In this order they are the numbers 0 to 3 of every vocabulary.
SPECIAL = ("[PAD]", "[CLS]", "[MASK]", "[UNK]")
PAD, CLS, MASK, UNKNOWN = range(4)


def by_frequency(texts: Iterable[Iterable[str]], least_count: int = 1) -> list[str]:
    """The tokens that occur at least so often, most frequent first.

    Ties go by the alphabet, so that the same texts give the same order.
    """
    counts = Counter(token for text in texts for token in text)
    ranked = sorted(counts, key=lambda token: (-counts[token], token))
    return [token for token in ranked if counts[token] >= least_count]


@dataclass(frozen=True)
class Vocabulary:
    """Tokens, whose places are their numbers, the special ones first."""

    tokens: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], size: int) -> "Vocabulary":
        """The special tokens and the most frequent ones of some texts, `size` in all."""
        return cls((*SPECIAL, *by_frequency(texts)[: max(0, size - len(SPECIAL))]))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Token to number."""
        return {token: number for number, token in enumerate(self.tokens)}

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, tokens: Sequence[str], length: int) -> Tensor:
        """[CLS] and the tokens as numbers (length,), int64: cut, or filled with [PAD].

        Tokens that the vocabulary lacks become [UNK]; so do special names typed by a person,
        but for [MASK], which may be asked for.
        """
        numbers = [CLS, *(self._number(token) for token in tokens)][:length]
        return torch.tensor(numbers + [PAD] * (length - len(numbers)))

    def decode(self, numbers: Tensor) -> list[str]:
        """The tokens of numbers (length,), without [CLS] and [PAD]."""
        return [self.tokens[n] for n in numbers.tolist() if n not in (PAD, CLS)]

    def _number(self, token: str) -> int:
        number = self.numbers.get(token, UNKNOWN)
        return UNKNOWN if number in (PAD, CLS) else number
