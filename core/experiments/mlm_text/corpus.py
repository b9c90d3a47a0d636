"""The texts of the page of masked words: tokens, their numbers, what is held out."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.data import sentences, texts
from core.data.vocabulary import Vocabulary
from core.experiments.mlm_text.knobs import CHINESE, ENGLISH, TANG
from core.masking.mlm import Symbols

# More words than any of the texts has.
MOST_TOKENS = 4000
# Held out: enough for an accuracy to two digits, few enough for the small corpus.
HELD_OUT = 400
# How a person asks for a gap of which no truth is known.
GAP = re.compile(r"\[mask\]|_{2,}|＿+|□", re.IGNORECASE)
GAP_TOKEN = "[MASK]"

Split = Callable[[str], list[str]]


@dataclass(frozen=True)
class Kind:
    """One choice of text: how it is split, places with [CLS], and the sentence to begin with."""

    split: Split
    length: int
    sentence: str
    hidden: tuple[int, ...]


KINDS = {
    ENGLISH: Kind(texts.words, 12, "turn on the ceiling fan in the living room", (4, 8)),
    CHINESE: Kind(texts.characters, 16, "关掉卧室的全部风扇", (3, 9)),
    TANG: Kind(texts.characters, 17, "床前明月光，疑是地上霜。", (3, 8)),
}


@dataclass(frozen=True, eq=False)
class Corpus:
    """Numbers of the texts to train on (N, L) and of those held out (M, L), on the CPU."""

    kind: Kind
    vocabulary: Vocabulary
    training: Tensor
    held_out: Tensor
    entropy: float
    commonest: float

    @property
    def symbols(self) -> Symbols:
        """The vocabulary's size and special numbers."""
        return Symbols(len(self.vocabulary))

    def tokens(self, text: str) -> list[str]:
        """Split what a person typed; `[MASK]`, `__` and `□` are gaps."""
        found: list[str] = []
        for number, part in enumerate(GAP.split(text)):
            found += [GAP_TOKEN] if number else []
            found += self.kind.split(part)
        return found


def corpus(name: str, generator: torch.Generator) -> Corpus:
    """The text `name`, parted into training and held out by `generator`."""
    kind = KINDS[name]
    split = [kind.split(text) for text in _texts(name)]
    split = [tokens for tokens in split if 1 < len(tokens) < kind.length]
    vocabulary = Vocabulary.of(split, MOST_TOKENS)
    numbers = torch.stack([vocabulary.encode(tokens, kind.length) for tokens in split])
    numbers = numbers[torch.randperm(len(numbers), generator=generator)]
    entropy, commonest = _unigrams(split)
    return Corpus(kind, vocabulary, numbers[HELD_OUT:], numbers[:HELD_OUT], entropy, commonest)


def _texts(name: str) -> Sequence[str]:
    if name == TANG:
        return [line for poem in texts.poems() for line in poem.split("\n")]
    return sentences.home("en" if name == ENGLISH else "zh").texts


def _unigrams(split: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Entropy of single tokens in nats, and the share of the commonest."""
    counts = Counter(token for tokens in split for token in tokens)
    shares = torch.tensor(list(counts.values()), dtype=torch.float64)
    shares = shares / shares.sum()
    return float(-(shares * shares.log()).sum()), float(shares.max())
