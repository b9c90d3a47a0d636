"""What is looked at on the page of masked words: sentences, guesses, embeddings, averages, cost."""

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from core.data.vocabulary import MASK
from core.experiments.mlm_text import sentence
from core.experiments.mlm_text.corpus import Corpus
from core.experiments.mlm_text.knobs import TextParams
from core.experiments.mlm_text.page import MlmText, TextMade
from core.experiments.mlm_text.sentence import Cell, Sentence
from core.masking.correction import coefficients, corrected
from core.masking.cost import transformer_cost
from core.masking.drop_token import kept_count
from core.masking.dropout import exact_average, running_average
from core.masking.embedding_projection import EmbeddingProjection
from core.masking.mismatch import Mismatch, mismatch
from core.seen import Seen, kept
from core.view_layers import Layer, Rule

# Passes with words dropped: the mean of 60 has settled, and they cost a fraction of a step.
PASSES = 60
# Words up to which all masks are gone through: 512 passes, which a paused page can wait for.
MOST_EXACT = 9


class Averages(NamedTuple):
    """Chances of one word: of each pass and their running means (PASSES,), and the two averages.

    `single` is the weight average, the pass with nothing dropped; `exact` the model average over
    all masks, None where they are too many or time is short.
    """

    passes: Tensor
    means: Tensor
    single: float
    exact: float | None


class TextSeen(Seen[MlmText, TextParams, TextMade]):
    """Sentences with their guesses, and what hiding words does to a model."""

    @kept
    def corpus(self) -> Corpus:
        """The text, which training leaves as it is."""
        return self.model.corpus

    def reference_lines(self) -> Mapping[str, Layer]:
        """What guessing by frequency alone comes to."""
        return {"entropy": Rule(self.corpus().entropy, label="unigram entropy")}

    @kept
    def sentences(self) -> tuple[Sentence, ...]:
        """The person's own sentence, then some that are held out."""
        return self.model.sentences()

    @kept
    def focus(self) -> Cell | None:
        """The cell whose guesses are shown."""
        return sentence.focus(self.sentences(), self.made.picked)

    # --- guesses --------------------------------------------------------------------------------

    @kept
    def embedding(self) -> Tensor:
        """The trained embedding (V, D), corrected as far as the knob says."""
        p = self.p
        table, symbols = self.model.model.embedding.weight, self.corpus().symbols
        return corrected(table, symbols, p.strength, p.ratio, p.mixture)

    @kept
    def guesses(self) -> Tensor:
        """Chances (sentences, L, V) of every ordinary word at every place, on the CPU."""
        numbers = torch.stack([one.masked for one in self.sentences()])
        return self.chances(self.model.model(numbers.to(self.model.device), self.embedding()))

    def chances(self, scores: Tensor) -> Tensor:
        """Softmax of scores (..., V) over the ordinary words, on the CPU."""
        ordinary = scores.float().cpu().clone()
        ordinary[..., : self.corpus().symbols.first] = float("-inf")
        return torch.nan_to_num(ordinary.softmax(-1))

    @kept
    def truth(self) -> int | None:
        """The number of the word at the focus; None where it is a gap or the word is unknown."""
        cell = self.focus()
        number = 0 if cell is None else int(self.sentences()[cell[0]].numbers[cell[1]])
        return number if number >= self.corpus().symbols.first else None

    @kept
    def order(self) -> list[int]:
        """The numbers of all words, the likeliest at the focus first; none without a focus."""
        cell = self.focus()
        return [] if cell is None else self.guesses()[cell].argsort(descending=True).tolist()

    def rank(self) -> int:
        """The place of the true word among the guesses, from 1 on."""
        truth = self.truth()
        return 0 if truth is None else 1 + self.order().index(truth)

    def highlighted(self) -> int | None:
        """The number of the word that a hand highlighted."""
        return self.corpus().vocabulary.numbers.get(self.made.highlighted)

    # --- the last evaluation --------------------------------------------------------------------

    def held_out(self) -> float:
        """The loss on held-out text."""
        return self.model.progress.loss

    def accuracy(self) -> float:
        """The share of masked words of held-out text that are guessed."""
        return self.model.progress.accuracy

    def repeated(self) -> float:
        """The share of words that are repeated where nothing is masked."""
        return self.model.progress.repeated

    @kept(waits=True)
    def correction(self) -> float:
        """By how many nats the correction changes the held-out loss."""
        loss, model = self.model.evaluation.loss, self.model.model
        return loss(model, self.embedding()) - loss(model, None)

    # --- embeddings -----------------------------------------------------------------------------

    @kept
    def coefficients(self) -> tuple[float, float, float]:
        """What the correction takes of the word's own embedding, of [MASK]'s, of their mean."""
        return coefficients(self.p.ratio, self.p.mixture)

    def own_share(self) -> float:
        """The first of them."""
        return self.coefficients()[0]

    def mask_share(self) -> float:
        """The second of them."""
        return self.coefficients()[1]

    def mean_share(self) -> float:
        """The third of them."""
        return self.coefficients()[2]

    @kept(waits=True)
    def plane(self) -> tuple[Tensor, Tensor]:
        """All words (V, 2) before and after the correction."""
        trained = self.model.model.embedding.weight
        projection = EmbeddingProjection.fit(trained, MASK, self.model.axis)
        return projection.project(trained), projection.project(self.embedding())

    def named(self) -> list[int]:
        """The words that matter now: the true one at the focus, the best guess, the one chosen."""
        words = {self.truth(), self.highlighted(), *self.order()[:1]}
        first = self.corpus().symbols.first
        return sorted(n for n in words if n is not None and n >= first)

    # --- three ways to hide, two averages -------------------------------------------------------

    @kept(waits=True)
    def mismatch(self) -> Mismatch:
        """Each way against the others, on the person's own sentence."""
        own, device = self.sentences()[0], self.model.device
        length = 1 + len(own.words)  # padding has no guesses worth comparing
        numbers, mask = own.numbers[None, :length], own.mask[None, :length]
        return mismatch(self.model.model, numbers.to(device), mask.to(device))

    @kept(waits=True)
    def averages(self) -> Averages | None:
        """The chance of the true word at the focus, or of the best guess, with words dropped."""
        cell, truth, keep = self.focus(), self.truth(), self.p.keep
        if cell is None:
            return None
        one, model = self.sentences()[cell[0]], self.model.model
        word = self.order()[0] if truth is None else truth
        numbers = one.masked[None].to(self.model.device)
        count, vectors = len(one.words), model.embed(numbers, self.embedding())
        there = model.words(numbers)

        def chance(gates: Tensor) -> Tensor:
            """Chance (B,) of the word when the words' vectors are multiplied by gates (B, n)."""
            factors = torch.ones(len(gates), vectors.shape[1], 1)
            factors[:, 1 : 1 + count, 0] = gates
            scores = model.scores(vectors * factors.to(vectors), there)[:, cell[1]]
            return self.chances(scores)[:, word]

        noise = torch.Generator().manual_seed(PASSES)
        passes, means = running_average(chance, count, keep, PASSES, noise)
        few = self.fine and count <= MOST_EXACT
        exact = float(exact_average(chance, count, keep)) if few else None
        return Averages(passes, means, float(chance(torch.ones(1, count))), exact)

    def gap(self) -> float:
        """The weight average less the model average."""
        found = self.averages()
        if found is None:
            return 0.0
        return found.single - (float(found.means[-1]) if found.exact is None else found.exact)

    # --- cost -----------------------------------------------------------------------------------

    def kept_share(self) -> float:
        """The share of the tokens that DropToken leaves."""
        length = self.corpus().kind.length
        return kept_count(length, self.p.drop) / length

    def cost(self) -> float:
        """The multiply-adds of what it leaves, relative to those of the whole text."""
        length = self.corpus().kind.length
        return self.costs(length)[kept_count(length, self.p.drop) - 1][1]

    @kept
    def costs(self, length: int) -> list[tuple[float, float]]:
        """Kept shares of a text of `length` tokens, and their relative cost."""
        width, depth = int(self.p.width), self.p.depth
        found = [transformer_cost(k, width, depth).total for k in range(1, length + 1)]
        return [(k / length, cost / found[-1]) for k, cost in enumerate(found, 1)]
