"""The page of the sentences that find each other: type, and the nearest answer."""

from collections.abc import Mapping
from typing import ClassVar, Self

import torch
from torch import Tensor

from core.experiment import Action, Curve, Drawer, Experiment, Part, State
from core.experiments.sentence_search.corpus import corpus
from core.experiments.sentence_search.drawers import Drawers
from core.experiments.sentence_search.figures import Figures
from core.experiments.sentence_search.finder import Finder
from core.experiments.sentence_search.knobs import CHINESE, DESK, SearchParams
from core.experiments.sentence_search.presets import PRESETS
from core.experiments.sentence_search.store import Store
from core.margins.family import Settings, margin_loss
from core.margins.image_encoders import class_directions
from core.margins.losses import MarginLoss
from core.margins.sentence_encoder import SentenceEncoder, lengths
from core.margins.word_dropout import word_dropout
from core.params import Params, Preset
from core.touches import Drag, Pick, RunAction, Touch, Type
from core.views import Layer, Rule

BATCH = 64
# Retrieval in the groups never trained on is measured at every so many steps: it costs about as
# much as a step does, and one in ten is not felt.
EVERY = 10
# What the entry holds at first: help desk or not, Chinese or not.
FIRST_WORDS = {
    (False, False): "turn off the kitchen lights",
    (False, True): "把客厅的灯关掉",
    (True, False): "I want my money back",
    (True, True): "我想借电脑",
}


class SentenceSearch(Experiment):
    """A character GRU trained with a margin over groups of sentences, asked while it trains."""

    name: ClassVar[str] = "sentence_search"
    Params: ClassVar[type[Params]] = SearchParams
    presets: ClassVar[tuple[Preset, ...]] = PRESETS
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("top1", "top 1", "model", form=".0%"),
        Curve("top5", "top 5", "data", form=".0%"),
        Curve("top10", "top 10", "muted", form=".0%"),
        Curve("trained", "trained groups", "accent", form=".0%"),
    )
    curve_title: ClassVar[str] = "Found in unseen groups"
    hero: ClassVar[str] = "answers"
    side: ClassVar[tuple[str, ...]] = ("map", "threshold")
    actions: ClassVar[tuple[Action, ...]] = (
        Action("best", "Best threshold", "Let the threshold follow the best trade-off again."),
    )

    params: SearchParams

    def __init__(self, params: SearchParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._corpus = corpus(params, self.generator(0))
        self._generator = self.generator(1)
        training = self._corpus.training
        self._numbers = self._corpus.vocabulary.encode_all(training.texts).to(device)
        self._labels = training.labels.to(device)
        self.encoder = SentenceEncoder(len(self._corpus.vocabulary), params.dims).to(device)
        directions = class_directions(len(training.names), params.dims, self.generator(2))
        self.directions = directions.to(device).requires_grad_()
        learnt = [*self.encoder.parameters(), self.directions]
        self.optimiser = torch.optim.Adam(learnt, lr=params.learning_rate, fused=True)
        self._steps = torch.zeros((), dtype=torch.int64)
        self._figures = Figures()
        self._store = Store(self._corpus, self.encoder, device)
        self._finder = Finder(self._corpus, self._store, self.encoder, self._first_words())
        self._drawers = Drawers(self._finder, self._figures)
        self._loss = self._chosen_loss()
        self._begin()
        self._untrained = self._figures.scalars()["top1"]

    def _first_words(self) -> str:
        return FIRST_WORDS[self.params.corpus == DESK, self.params.language == CHINESE]

    def _chosen_loss(self) -> MarginLoss:
        p = self.params
        return margin_loss(p.loss, Settings(p.scale, p.margin, p.multiple, p.annealing))

    # --- training ---------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on sentences drawn with replacement."""
        numbers, labels = self._batch(self._generator)
        self.optimiser.zero_grad()
        vectors = self.encoder(numbers)
        loss = self._loss(vectors, self.directions, labels).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        self._finder.version += 1
        self._steps += 1
        self._figures.lose(loss)
        if self._steps % EVERY == 0:
            self._measure()
            self._grade(vectors, labels)
        return self._figures.scalars()

    def _batch(self, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        chosen = torch.randint(len(self._labels), (BATCH,), generator=generator)
        chosen = chosen.to(self.device)
        numbers = self._numbers[chosen]
        numbers = numbers[:, : int(lengths(numbers).max())]
        if self.params.thinning > 0:
            share, space = self.params.thinning, self._corpus.space
            numbers = word_dropout(numbers, share, generator, space)
        return numbers, self._labels[chosen]

    @torch.no_grad()
    def _begin(self) -> None:
        """Measure the untrained encoder, on a batch that training does not draw."""
        numbers, labels = self._batch(self.generator(3))
        vectors = self.encoder(numbers)
        self._figures.lose(self._loss(vectors, self.directions, labels).mean())
        self._grade(vectors, labels)
        self._measure()

    @torch.no_grad()
    def _measure(self) -> None:
        self._figures.search(*self._store.unseen_vectors())

    @torch.no_grad()
    def _grade(self, vectors: Tensor, labels: Tensor) -> None:
        self._figures.grade(self._loss, vectors, self.directions, labels)

    def parts(self) -> Mapping[str, Part]:
        """The encoder, the class directions, Adam, the batches drawn, and the last figures."""
        return {
            "encoder": self.encoder,
            "directions": self.directions,
            "optimiser": self.optimiser,
            "batches": self._generator,
            "steps": self._steps,
            "figures": self._figures.values,
        }

    def restore(self, state: State) -> None:
        """Go back, and know that all pictures are out of date."""
        super().restore(state)
        self._finder.version += 1

    def apply_params(self, params: SearchParams) -> None:
        """Take new values of live knobs."""
        self.params = params
        self._loss = self._chosen_loss()
        for group in self.optimiser.param_groups:
            group["lr"] = params.learning_rate

    def carry_over(self, previous: Self) -> None:
        """Keep what a person typed, and the threshold that a hand has set."""
        if previous._finder.typed != previous._first_words():
            self._finder.type(previous._finder.typed)
        self._finder.own_threshold = previous._finder.own_threshold

    def reference_lines(self) -> Mapping[str, Layer]:
        """What needs no training: the untrained encoder, and weighted character n-grams."""
        return {
            "untrained": Rule(self._untrained, role="muted", label="untrained, top 1"),
            "n-grams": Rule(self._corpus.baseline[1], label="tf-idf of n-grams, top 1"),
        }

    # --- hands ------------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Type a text, pick a row, drag the threshold or let it follow again."""
        match touch:
            case Type():
                self._finder.type(touch.text)
            case Pick() if view == self.hero:
                self._finder.pick(touch.index)
            case Drag() if view == "threshold":
                self._finder.own_threshold = min(1.0, max(0.0, touch.x))
            case RunAction("best"):
                self._finder.own_threshold = None
            case _:
                pass

    def views(self) -> Mapping[str, Drawer]:
        """The nearest sentences, the map of all of them, and the threshold."""
        return self._drawers.views()
