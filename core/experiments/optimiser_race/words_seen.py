"""What there is to see where words are moved by hand."""

from typing import NamedTuple

import torch
from torch import Tensor

from core.experiments.optimiser_race.knobs import WordsParams
from core.experiments.optimiser_race.step_times import step_times
from core.experiments.optimiser_race.words_page import (
    AUTOMATIC,
    HAND,
    WordsByHand,
    WordsMade,
)
from core.nce import skip_gram
from core.seen import Seen, kept

SHOWN = 10
"""Arrows that are shown by themselves, the longest; the others are gathered in one."""


class Sum(NamedTuple):
    """A word's gradient as a sum of n named arrows and one of all others.

    corners (n + 2, 2), whether each named one pulls (n,), and where autograd ends (2,).
    """

    corners: Tensor
    names: tuple[str, ...]
    pulls: Tensor
    end: Tensor


class WordsSeen(Seen[WordsByHand, WordsParams, WordsMade]):
    """The residuals of a batch, and what they do to one word."""

    @kept
    def residuals(self) -> Tensor:
        """R (V, V) of the batch: σ(ℓ) − 1 where a pair was seen, σ(ℓ) where it was noise."""
        u, v = self.model.vectors[AUTOMATIC].double()
        return skip_gram.residuals(u @ v.T, self.model.batch)[1]

    def picked(self) -> int:
        """The number of the word that is taken apart."""
        words = self.model.words
        return words.index(self.made.picked) if self.made.picked in words else 0

    @kept
    def taken_apart(self) -> Sum:
        """−∂L/∂u of the picked word as arrows tip to tail: first what pulls, then what pushes.

        The first axis is how far all pulls and all pushes are apart, the second what remains of
        their sum across it. Lengths are shares of all arrows' lengths: the sum is short where they
        cancel.
        """
        row = self.residuals()[self.picked()]
        arrows = -row[:, None] * self.model.vectors[AUTOMATIC][1].double()
        lengths = arrows.norm(dim=1)
        scale = lengths.sum().clamp_min(1e-30)
        longest = [n for n in lengths.argsort(descending=True, stable=True).tolist() if row[n] != 0]
        shown = sorted(longest[:SHOWN], key=lambda n: bool(row[n] > 0))
        others = arrows[longest[SHOWN:]].sum(dim=0, keepdim=True)
        pull, push = arrows[row < 0].sum(dim=0), arrows[row > 0].sum(dim=0)
        plane = _plane(pull - push, pull + push) / scale
        steps = torch.cat([arrows[shown], others]) @ plane.T
        return Sum(
            corners=torch.cat([torch.zeros(1, 2).double(), steps.cumsum(dim=0)]),
            names=tuple(self.model.words[n] for n in shown),
            pulls=torch.tensor([bool(row[n] < 0) for n in shown], dtype=torch.bool),
            end=plane @ -self.model.slopes()[1][0, self.picked()].double(),
        )

    def apart(self) -> float:
        """How far both ways have come apart."""
        return self.model.difference()

    def times(self) -> dict[str, float]:
        """Seconds of a step of each way, measured once for what was built."""
        return step_times(WordsByHand, self._built(), self.model.device)

    def _built(self) -> WordsParams:
        p = self.p
        return WordsParams(precision=p.precision, dimension=p.dimension, batch=p.batch)

    def hand(self) -> float:
        """Microseconds of a step by hand."""
        return 1e6 * self.times()[HAND]

    def automatic(self) -> float:
        """Microseconds of a step by autograd."""
        return 1e6 * self.times()[AUTOMATIC]

    def gain(self) -> float:
        """How many times faster."""
        return self.automatic() / self.hand()


def _plane(first: Tensor, second: Tensor) -> Tensor:
    """Two directions (2, D) at right angles, the first that of `first`."""
    along = torch.nn.functional.normalize(first, dim=0)
    across = second - (second @ along) * along
    return torch.stack([along, torch.nn.functional.normalize(across, dim=0)])
