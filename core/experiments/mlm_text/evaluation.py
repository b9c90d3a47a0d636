"""How good a model is on text that it has never seen."""

import torch
from torch import Tensor
from torch.nn import functional as F

from core.experiments.mlm_text.corpus import Corpus
from core.masking.mlm import BERT_RATIO, MaskedLanguageModel, select


class Evaluation:
    """The same held-out texts with the same words masked, whatever the knobs say."""

    def __init__(self, corpus: Corpus, device: torch.device, generator: torch.Generator) -> None:
        symbols = corpus.symbols
        self._numbers = corpus.held_out.to(device)
        self._selected = select(self._numbers, BERT_RATIO, symbols, generator, at_least_one=True)
        self._masked = self._numbers.masked_fill(self._selected, symbols.mask)
        self._ordinary = self._numbers >= symbols.first

    @torch.no_grad()
    def loss(self, model: MaskedLanguageModel, embedding: Tensor | None) -> float:
        """Cross-entropy in nats, with another embedding where one is given."""
        scores = model(self._masked, embedding)[self._selected]
        return float(F.cross_entropy(scores, self._numbers[self._selected]))

    @torch.no_grad()
    def measure(self, model: MaskedLanguageModel) -> tuple[float, float, float]:
        """Loss, accuracy, and the share of words repeated where nothing is masked."""
        scores, truth = model(self._masked)[self._selected], self._numbers[self._selected]
        right = scores.argmax(1) == truth
        repeated = (model(self._numbers).argmax(2) == self._numbers)[self._ordinary]
        loss = F.cross_entropy(scores, truth)
        return float(loss), float(right.float().mean()), float(repeated.float().mean())
