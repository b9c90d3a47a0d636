"""Training on the page of the sentences that find each other, and what a hand does there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from torch import Tensor

from core.experiment import Action, Experiment, Part, Scalars
from core.experiments.sentence_search.corpus import corpus, own_sentences
from core.experiments.sentence_search.knobs import OWN, SearchParams
from core.margins.angles import own_and_nearest_other
from core.margins.family import Settings, margin_loss
from core.margins.image_encoders import class_directions
from core.margins.losses import MarginLoss
from core.margins.retrieval import recall_at_k
from core.margins.sentence_encoder import SentenceEncoder, trimmed
from core.margins.word_dropout import word_dropout
from core.own_data import Takes, turning
from core.touches import Drag, Pick, Touch, Type

BATCH = 64
# Retrieval in the groups never trained on is measured at every so many steps: it costs about as
# much as a step does, and one in ten is not felt.
MEASURED_EVERY = 10
# A text is cut to what the encoder can read long before; this bounds what a hand may hand over.
MOST_TYPED = 20_000


@dataclass(frozen=True)
class SearchMade:
    """What a hand made: the text it typed, the key of the sentence it picked, its threshold.

    Where it has typed nothing, or lets the threshold follow the best one, there is None.
    """

    typed: str | None = None
    picked: str = ""
    threshold: float | None = None


@dataclass
class Metrics(Scalars):
    """What a step returns: retrieval in unseen groups, and how the last batches were classified."""

    top1: float = 0.0
    top5: float = 0.0
    top10: float = 0.0
    trained: float = 0.0
    loss: float = 0.0
    own_angle: float = 0.0


class SentenceSearch(Experiment):
    """A character GRU trained with a margin over groups of sentences, asked while it trains."""

    actions = (
        Action("best", "Best threshold", "Let the threshold follow the best trade-off again."),
    )

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes(
            "text", "Sentences in groups, or a table with columns text, label", own_sentences,
            ("text", "label"), turning(corpus=OWN),
        ),
    )  # fmt: skip

    params: SearchParams
    made: SearchMade

    def __init__(self, params: SearchParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.made = SearchMade()
        self.corpus = corpus(params, self.generator(0), self.own.content if self.own else None)
        self._batches = self.generator(1)
        training, encode = self.corpus.training, self.corpus.vocabulary.encode_all
        self._sentences = encode(training.texts).to(device)
        self.labels = training.labels.to(device)
        unseen = self.corpus.stored.take(self.corpus.unseen.nonzero().flatten())
        self._unseen = encode(unseen.texts).to(device), unseen.labels.to(device)
        self.encoder = SentenceEncoder(len(self.corpus.vocabulary), params.dims).to(device)
        directions = class_directions(len(training.names), params.dims, self.generator(2))
        self.directions = directions.to(device).requires_grad_()
        learnt = [*self.encoder.parameters(), self.directions]
        self.optimiser = torch.optim.Adam(learnt, lr=params.learning_rate, fused=True)
        self._steps = torch.zeros((), dtype=torch.int64)
        self.metrics = Metrics()
        with torch.no_grad():
            # The untrained encoder is measured on a batch that training does not draw.
            sentences, labels = self._batch(self.generator(3))
            vectors = self.encoder(sentences)
            loss = self._margin_loss()(vectors, self.directions, labels)
            self.metrics.loss = float(loss.mean())
            self._measure(vectors, labels)
        self.untrained = self.metrics.top1

    # --- training ---------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on sentences drawn with replacement."""
        sentences, labels = self._batch(self._batches)
        self.optimiser.zero_grad()
        vectors = self.encoder(sentences)
        loss = self._margin_loss()(vectors, self.directions, labels).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        self._steps += 1
        self.metrics.loss = float(loss.detach())
        if self._steps % MEASURED_EVERY == 0:
            self._measure(vectors, labels)
        return dict(vars(self.metrics))

    def _margin_loss(self) -> MarginLoss:
        p = self.params
        return margin_loss(p.loss, Settings(p.scale, p.margin, p.multiple, p.annealing))

    def _batch(self, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        chosen = torch.randint(len(self.labels), (BATCH,), generator=generator).to(self.device)
        sentences, share = trimmed(self._sentences[chosen]), self.params.thinning
        if share > 0:
            sentences = word_dropout(sentences, share, generator, self.corpus.space)
        return sentences, self.labels[chosen]

    @torch.no_grad()
    def _measure(self, vectors: Tensor, labels: Tensor) -> None:
        """How well a batch is classified, how far it is from its directions, and the retrieval."""
        logits = self._margin_loss().logits(vectors, self.directions)
        self.metrics.trained = float((logits.argmax(dim=1) == labels).float().mean())
        own, _ = own_and_nearest_other(vectors, self.directions, labels)
        self.metrics.own_angle = float(own.median())
        recall = recall_at_k(self.encoder(trimmed(self._unseen[0])), self._unseen[1])
        self.metrics.top1, self.metrics.top5, self.metrics.top10 = recall.values()

    def parts(self) -> Mapping[str, Part]:
        """The encoder, the class directions, Adam, the batches drawn, and the last metrics."""
        return {
            "encoder": self.encoder,
            "directions": self.directions,
            "optimiser": self.optimiser,
            "batches": self._batches,
            "steps": self._steps,
            "metrics": self.metrics,
        }

    # --- hands ------------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Type a text, pick a row, drag the threshold."""
        match touch:
            case Type(text):
                self.made = replace(self.made, typed=text[:MOST_TYPED], picked="")
            case Pick(key=key) if view == "answers":
                self.made = replace(self.made, picked=key)
            case Drag() if view == "threshold":
                self.made = replace(self.made, threshold=min(1.0, max(0.0, touch.x)))
            case _:
                pass

    def run_action(self, name: str) -> None:
        """Let the threshold follow the best one again."""
        if name == "best":
            self.made = replace(self.made, threshold=None)
