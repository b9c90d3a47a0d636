"""One step of training, and how good the model is on text that it has never seen."""

import torch
from torch import Tensor
from torch.nn import functional as F

from core.experiments.mlm_text.corpus import Corpus
from core.experiments.mlm_text.knobs import REPACKED, TextParams
from core.masking.drop_token import draw_places
from core.masking.masks import removed_count
from core.masking.mlm import BERT_RATIO, MaskedLanguageModel, corrupt, select

BATCH = 64


class Evaluation:
    """The same held-out texts with the same words masked, whatever the knobs say."""

    def __init__(self, corpus: Corpus, device: torch.device, generator: torch.Generator) -> None:
        symbols = corpus.symbols
        self._numbers = corpus.held_out.to(device)
        self._selected = select(self._numbers, BERT_RATIO, symbols, generator)
        self._masked = self._numbers.masked_fill(self._selected, symbols.mask)
        self._ordinary = self._numbers >= symbols.first

    @torch.no_grad()
    def loss(self, model: MaskedLanguageModel, embedding: Tensor | None) -> float:
        """Cross-entropy in nats, with another embedding where one is given."""
        scores = model(self._masked, embedding)[self._selected]
        return float(F.cross_entropy(scores, self._numbers[self._selected]))

    @torch.no_grad()
    def measure(self, model: MaskedLanguageModel) -> Tensor:
        """Loss, accuracy, and the share of words repeated where nothing is masked: (3,)."""
        scores, truth = model(self._masked)[self._selected], self._numbers[self._selected]
        right = scores.argmax(1) == truth
        repeated = (model(self._numbers).argmax(2) == self._numbers)[self._ordinary]
        loss = F.cross_entropy(scores, truth)
        return torch.stack([loss, right.float().mean(), repeated.float().mean()])


def batch_loss(
    model: MaskedLanguageModel, corpus: Corpus, params: TextParams, generator: torch.Generator
) -> Tensor:
    """The loss of a batch drawn, masked and thinned by `generator`."""
    device = model.embedding.weight.device
    rows = torch.randint(len(corpus.training), (BATCH,), generator=generator)
    numbers = corpus.training[rows]
    selected = select(numbers, params.ratio, corpus.symbols, generator)
    changed = corrupt(numbers, selected, params.mixture, corpus.symbols, generator)
    places = None
    if params.drop > 0:
        places = draw_places(BATCH, corpus.kind.length, params.drop, generator).to(device)
    return model.loss(
        changed.to(device), numbers.to(device), selected.to(device), places,
        params.positions == REPACKED,
    )  # fmt: skip


def kept_tokens(length: int, drop: float) -> int:
    """How many of `length` tokens DropToken leaves."""
    return max(1, length - removed_count(length, drop))
