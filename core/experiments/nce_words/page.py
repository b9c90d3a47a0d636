"""Training vectors of words by negative sampling, and what a hand picks and types there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from torch import Tensor

from core.experiment import Experiment, Part
from core.experiments.nce_words import corpus
from core.experiments.nce_words.corpus import MOST_WORDS as MOST_WORDS
from core.experiments.nce_words.knobs import OWN, WordsParams
from core.nce import skip_gram
from core.own_data import Takes, turning
from core.touches import Pick, Touch, Type

BATCH = 512
# Vectors begin this long, so that all products begin near 0.
START = 0.3
# Steps a second: the table is to be seen filling.
PACE = 120.0


@dataclass(frozen=True)
class WordsMade:
    """The words that are picked, as centre and beside it, and what was typed."""

    picked: str = ""
    beside: str = ""
    typed: str = ""


class NceWords(Experiment):
    """Two vectors for each word, u where it is the centre and v where it stands near one."""

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes("text", "A text", corpus.long_enough, sets=turning(text=OWN)),
    )

    params: WordsParams
    made: WordsMade

    def __init__(self, params: WordsParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.made = WordsMade()
        generator = self.generator(1)
        scale = START / params.dimension**0.5
        u, v = (torch.randn(MOST_WORDS, params.dimension, generator=generator) for _ in "uv")
        self.u, self.v = (scale * u).to(device), (scale * v).to(device)
        self._generator = self.generator(2)
        self.take_data()

    def take_data(self) -> None:
        """Count the words."""
        p = self.params
        brought = self.own.content if self.own else ()
        self.corpus = corpus.corpus(p.text, self.made.typed, p.window, brought)
        self.joint = self.corpus.counts.joint.float()

    def noise(self) -> Tensor:
        """The distribution (V,) that noise words are drawn from."""
        return self.corpus.counts.noise(self.params.exponent)

    def shift(self) -> Tensor:
        """log kq (V,), which the correction takes out of the products; else nought."""
        log_kq = (self.params.ratio * self.noise()).log()
        return log_kq if self.params.corrected else torch.zeros_like(log_kq)

    @torch.no_grad()
    def step(self) -> Mapping[str, Tensor | float]:
        """One step of gradient descent with gradients by hand, on pairs and noise just drawn."""
        p = self.params
        noise = self.noise().float()
        batch = skip_gram.draw(self.joint, noise, BATCH, p.ratio, self._generator)
        batch = skip_gram.Batch(*(part.to(self.device) for part in batch))
        shift = self.shift().float().to(self.device) if p.corrected else None
        count = len(noise)
        u, v = self.u[:count], self.v[:count]
        found = skip_gram.gradients(u, v, batch, shift)
        # A batch stands for many pairs, which word2vec takes one after the other.
        skip_gram.descend(u, v, found, rate=p.learning_rate * BATCH**0.5)
        return {"loss": found.loss}

    def max_steps_per_second(self) -> float:
        """So many that the table is seen filling."""
        return PACE

    def parts(self) -> Mapping[str, Part]:
        """Both tables of vectors, and what draws."""
        return {"u": self.u, "v": self.v, "pairs": self._generator}

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Pick a word, or type a text."""
        match touch:
            case Type(text=text):
                self.made = replace(self.made, typed=text)
                self.take_data()
            case Pick(layer="matrix", index=row, column=column):
                words, count = self.corpus.words, len(self.corpus.words)
                pair = (row, column) if 0 <= row < count and 0 <= column < count else None
                picked, beside = (words[pair[0]], words[pair[1]]) if pair else ("", "")
                self.made = replace(self.made, picked=picked, beside=beside)
            case Pick(key=key):
                picked = key if key in self.corpus.words else ""
                self.made = replace(self.made, picked=picked, beside="")
            case _:
                pass
