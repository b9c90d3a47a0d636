"""The texts of the page of masked words: tokens, their numbers, what is held out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.data import sentences, texts
from core.data.brought import Lines, enough
from core.data.vocabulary import Vocabulary
from core.experiments.mlm_text.knobs import CHINESE, ENGLISH, OWN, TANG
from core.importing.words import words
from core.masking.mlm import Symbols

# More words than any of the texts has.
MOST_TOKENS = 4000
# Held out: enough for an accuracy to two digits, few enough for the small corpus.
HELD_OUT = 400
# Tokens of one's own text that are seen at once, with [CLS]; and pieces that are needed.
OWN_LENGTH, FEWEST = 20, 40
# How a person asks for a gap of which no truth is known.
GAP = re.compile(r"\[mask\]|_{2,}|＿+|□", re.IGNORECASE)
GAP_TOKEN = "[MASK]"


@dataclass(frozen=True)
class Kind:
    """One choice of text: places with [CLS], and the sentence to begin with."""

    length: int
    sentence: str
    hidden: tuple[int, ...]


KINDS = {
    ENGLISH: Kind(12, "turn on the ceiling fan in the living room", (4, 8)),
    CHINESE: Kind(16, "关掉卧室的全部风扇", (3, 9)),
    TANG: Kind(17, "床前明月光，疑是地上霜。", (3, 8)),
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
            found += words(part)
        return found


@dataclass(frozen=True, eq=False)
class OwnText:
    """What a person brought, in pieces, and its kind."""

    kind: Kind
    pieces: tuple[tuple[str, ...], ...]


def own_text(lines: Lines) -> OwnText:
    """The lines of a text, long ones in pieces. Raises InvalidInput where there are too few."""
    found = [words(text) for text in lines.texts]
    most = OWN_LENGTH - 1
    pieces = [tuple(each[at : at + most]) for each in found for at in range(0, len(each), most)]
    pieces = [piece for piece in pieces if len(piece) > 1]
    enough(len(pieces), FEWEST)
    first = next(text for text in lines.texts if len(words(text)) > 1)
    return OwnText(Kind(OWN_LENGTH, first, (1,)), tuple(pieces))


def corpus(name: str, generator: torch.Generator, own: OwnText | None = None) -> Corpus:
    """The text `name` or one's `own`, parted into training and held out by `generator`."""
    if name == OWN and own is not None:
        kind, split = own.kind, [list(piece) for piece in own.pieces]
    else:
        kind = KINDS.get(name) or KINDS[ENGLISH]
        split = [words(text) for text in _texts(name)]
        split = [tokens for tokens in split if 1 < len(tokens) < kind.length]
    vocabulary = Vocabulary.of(split, MOST_TOKENS)
    numbers = torch.stack([vocabulary.encode(tokens, kind.length) for tokens in split])
    numbers = numbers[torch.randperm(len(numbers), generator=generator)]
    entropy, commonest = _unigrams(split)
    held = min(HELD_OUT, len(numbers) // 4)
    return Corpus(kind, vocabulary, numbers[held:], numbers[:held], entropy, commonest)


def _texts(name: str) -> Sequence[str]:
    if name == TANG:
        return [line for poem in texts.poems() for line in poem.split("\n")]
    return sentences.home("zh" if name == CHINESE else "en").texts


def _unigrams(split: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Entropy of single tokens in nats, and the share of the commonest."""
    counts = Counter(token for tokens in split for token in tokens)
    shares = torch.tensor(list(counts.values()), dtype=torch.float64)
    shares = shares / shares.sum()
    return float(-(shares * shares.log()).sum()), float(shares.max())
