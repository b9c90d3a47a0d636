"""The texts of the page of words: their most frequent words, counted in pairs and put in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from core.data import sentences, texts
from core.data.brought import Lines
from core.data.vocabulary import by_frequency
from core.experiments.nce_words.knobs import ENGLISH, OWN, TANG
from core.importing.words import words
from core.message import InvalidInput
from core.nce import PairCounts

# So many words still have labels beside the table.
MOST_WORDS = 40
# A text of one's own needs so many words, of which so many come twice.
LEAST_LENGTH, LEAST_WORDS = 40, 4
# A sign is no word, and nothing stands near it.
SIGN = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, eq=False)
class Corpus:
    """Words in the order in which the table shows them, and how often they are pairs."""

    words: tuple[str, ...]
    counts: PairCounts

    @property
    def meet(self) -> bool:
        """Whether any words stand near each other."""
        return bool(self.counts.counts.any())


def corpus(name: str, typed: str, window: int, brought: Sequence[str] = ()) -> Corpus:
    """The text `name`, or what was typed where that is long enough, or what was `brought`.

    Raises InvalidInput where no words of what was brought stand near each other.
    """
    if name == OWN and is_enough(typed, window):
        return counted([words(typed)], window)
    if name == OWN and brought:
        found = counted([words(text) for text in brought], window)
        if not found.meet:
            raise InvalidInput("No two of its words stand near each other.")
        return found
    if name in (TANG, OWN):
        lines = [line for poem in texts.poems() for line in poem.split("\n")]
        return counted([words(line) for line in lines], window)
    home = sentences.home("en" if name == ENGLISH else "zh").texts
    return counted([words(text) for text in home], window)


def is_enough(typed: str, window: int) -> bool:
    """Whether a text is long enough, and words of it stand in the window of others."""
    return _is_long(typed) and counted([words(typed)], window).meet


def _is_long(text: str) -> bool:
    found = [word for word in words(text) if not SIGN.fullmatch(word)]
    return len(found) >= LEAST_LENGTH and len(by_frequency([found], 2)) >= LEAST_WORDS


def long_enough(lines: Lines) -> tuple[str, ...]:
    """The texts of a file. Raises InvalidInput where there are too few words to be counted."""
    if not _is_long("\n".join(lines.texts)):
        raise InvalidInput(
            "It is too short: {least} words are needed, some of which come twice.",
            least=LEAST_LENGTH,
        )
    return lines.texts


def counted(split: Sequence[Sequence[str]], window: int) -> Corpus:
    """The most frequent words of texts, and their pairs, ordered so that structure is seen."""
    ranked = [word for word in by_frequency(split) if not SIGN.fullmatch(word)][:MOST_WORDS]
    counts = _count(split, ranked, window)
    order = _order(counts)
    words = tuple(ranked[place] for place in order)
    return Corpus(words, PairCounts(counts.counts[order][:, order]))


def _count(split: Sequence[Sequence[str]], words: Sequence[str], window: int) -> PairCounts:
    numbers = {word: number for number, word in enumerate(words)}
    texts_in_numbers = [[numbers.get(word, -1) for word in text] for text in split]
    return PairCounts.of(texts_in_numbers, len(words), window)


def _order(counts: PairCounts) -> list[int]:
    """An order in which words of alike company stand together.

    By the second direction of the counts when both words' frequencies are divided out, which is
    that of correspondence analysis; sign and ties are settled, so that it is always the same.
    """
    joint = counts.joint
    shares = joint.sum(dim=1).clamp_min(1e-12).sqrt()
    _, directions = torch.linalg.eigh(joint / shares[:, None] / shares[None])
    second: Tensor = directions[:, -2] / shares
    flipped = -second if float((second**3).sum()) < 0 else second
    return flipped.argsort(stable=True).tolist()
