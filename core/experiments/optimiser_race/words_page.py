"""Words moved by hand: skip-gram with its gradient written down, beside autograd's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from core.data import sentences
from core.data.vocabulary import by_frequency
from core.experiment import Experiment, Part
from core.experiments.optimiser_race.knobs import DOUBLE, WordsParams
from core.importing.words import words
from core.nce import PairCounts, skip_gram
from core.touches import Pick, Touch

WORDS, WINDOW, EXPONENT = 30, 2, 0.75
START = 0.3
"""Vectors begin about this long."""
HAND, AUTOMATIC = WAYS = ("by hand", "autograd")
PACE = 25.0


@dataclass(frozen=True)
class WordsMade:
    """The word whose gradient is taken apart; "" is the most frequent."""

    picked: str = ""


class WordsByHand(Experiment):
    """Two copies of the same vectors, on the same pairs and noise."""

    params: WordsParams
    made: WordsMade

    def __init__(self, params: WordsParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, torch.device("cpu"))
        self.made = WordsMade()
        split = [words(text) for text in sentences.home("en").texts]
        self.words = tuple(word for word in by_frequency(split) if word.isalpha())[:WORDS]
        numbers = {word: number for number, word in enumerate(self.words)}
        self.counts = PairCounts.of(
            [[numbers.get(word, -1) for word in text] for text in split], WORDS, WINDOW
        )
        kind = torch.float64 if params.precision == DOUBLE else torch.float32
        shape, generator = (2, WORDS, params.dimension), self.generator(1)
        first = torch.randn(shape, generator=generator, dtype=torch.float64)
        first *= START / params.dimension**0.5
        self.vectors = {way: first.to(kind, copy=True) for way in WAYS}
        self._generator = self.generator(2)
        self.batch = self._draw()

    def _draw(self) -> skip_gram.Batch:
        p, noise = self.params, self.counts.noise(EXPONENT)
        return skip_gram.draw(self.counts.joint, noise, p.batch, p.ratio, self._generator)

    def strides(self) -> Mapping[str, Callable[[], Tensor]]:
        """One step of each way on the pairs that were drawn, which gives its loss."""
        return {HAND: self._by_hand, AUTOMATIC: self._automatic}

    def _by_hand(self) -> Tensor:
        u, v = self.vectors[HAND]
        found = skip_gram.gradients(u, v, self.batch)
        skip_gram.descend(u, v, found, self.params.learning_rate)
        return found.loss

    def _automatic(self) -> Tensor:
        both = self.vectors[AUTOMATIC]
        loss, slopes = self.slopes()
        both.sub_(slopes, alpha=self.params.learning_rate)
        return loss

    @torch.enable_grad()
    def slopes(self) -> tuple[Tensor, Tensor]:
        """The loss (0-d) on the pairs that were drawn, and autograd's gradient (2, V, D)."""
        both = self.vectors[AUTOMATIC].detach().requires_grad_()
        loss = skip_gram.loss(both[0], both[1], self.batch)
        loss.backward()  # type: ignore[no-untyped-call]
        assert both.grad is not None
        return loss.detach(), both.grad

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of both ways, on pairs just drawn."""
        self.batch = self._draw()
        losses = {way: stride() for way, stride in self.strides().items()}
        return {**losses, "apart": self.difference()}

    def difference(self) -> float:
        """How far the vectors of both ways are apart, as a share of their length."""
        hand, automatic = (self.vectors[way].double() for way in WAYS)
        return float((hand - automatic).norm() / automatic.norm())

    def max_steps_per_second(self) -> float:
        """So many that the arrows can be followed."""
        return PACE

    def touch(self, view: str, touch: Touch) -> None:
        """Pick a word."""
        match touch:
            case Pick(layer="matrix", index=row) if 0 <= row < WORDS:
                self.made = WordsMade(self.words[row])
            case _:
                pass

    def parts(self) -> Mapping[str, Part]:
        """The vectors of both ways, the pairs that were drawn, and what draws them."""
        return {**self.vectors, **self.batch._asdict(), "pairs": self._generator}
