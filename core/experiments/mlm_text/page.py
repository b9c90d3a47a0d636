"""Training on the page of masked words, and what a hand does there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import torch
from torch import Tensor

from core.experiment import Action, Experiment, Part, Scalars
from core.experiments.mlm_text import sentence
from core.experiments.mlm_text.corpus import corpus, own_text
from core.experiments.mlm_text.evaluation import Evaluation
from core.experiments.mlm_text.knobs import OWN, REPACKED, TextParams
from core.experiments.mlm_text.sentence import Cell, Sentence
from core.masking.drop_token import draw_places
from core.masking.mlm import BERT_RATIO, MaskedLanguageModel, corrupt, select
from core.optim.muon import muon_and_adamw
from core.own_data import Takes, turning
from core.touches import Pick, Touch, Type

BATCH = 64
HEADS = 4
# Muon's rate for each unit of AdamW's: 0.01 beside 0.003.
MUON_SHARE = 10 / 3
# Steps in which the rates rise; from the start at full length the first batches throw it about.
WARM = 20
# Steps between two evaluations, which cost about two steps.
EVALUATED_EVERY = 25
# Held-out sentences on show.
OTHERS = 7


@dataclass
class Progress(Scalars):
    """The steps so far, and what the last evaluation found: see Evaluation.measure."""

    steps: int = 0
    loss: float = 0.0
    accuracy: float = 0.0
    repeated: float = 0.0


@dataclass(frozen=True)
class TextMade:
    """What a hand made: the text typed, None before, and the first of the held-out sentences shown.

    `toggled` are the cells that a hand hid or showed, against what is hidden at first. `picked` is
    the cell whose guesses are shown, `highlighted` a word of the embeddings, "" for none.
    """

    typed: str | None = None
    first: int = 0
    toggled: frozenset[Cell] = frozenset()
    picked: Cell | None = None
    highlighted: str = ""


class MlmText(Experiment):
    """A masked language model on short texts."""

    actions: ClassVar[tuple[Action, ...]] = (
        Action("others", "Other sentences", "Show other sentences that were held out."),
        Action("reveal", "Unmask all", "Show all words of your sentence."),
    )

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes("text", "A text of forty lines or more", own_text, sets=turning(text=OWN)),
    )

    params: TextParams
    made: TextMade

    def __init__(self, params: TextParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.made = TextMade()
        self.corpus = corpus(params.text, self.generator(0), self.own.content if self.own else None)
        symbols, width = self.corpus.symbols, int(params.width)
        self.model = MaskedLanguageModel(
            symbols, self.corpus.kind.length, width, HEADS, params.depth
        ).to(device)
        self._muon, self._adam = muon_and_adamw(self.model, 1.0, 1.0)
        self._batches = self.generator(1)
        self.progress = Progress()
        self.evaluation = Evaluation(self.corpus, device, self.generator(2))
        self.axis = torch.randn(width, generator=self.generator(3))
        self._masks = select(
            self.corpus.held_out, BERT_RATIO, symbols, self.generator(4), at_least_one=True
        )
        self._evaluate()

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step on a fresh batch; now and then the held-out text is tried."""
        self.set_learning_rates()
        loss = self._batch_loss()
        self.model.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._muon.step()
        self._adam.step()
        self.progress.steps += 1
        if self.progress.steps % EVALUATED_EVERY == 0:
            self._evaluate()
        found = self.progress
        return {"loss": loss.detach(), "held_out": found.loss, "accuracy": found.accuracy}

    def _batch_loss(self) -> Tensor:
        """The loss of a batch drawn, masked and thinned."""
        p, corpus, draws = self.params, self.corpus, self._batches
        rows = torch.randint(len(corpus.training), (BATCH,), generator=draws)
        numbers = corpus.training[rows]
        selected = select(numbers, p.ratio, corpus.symbols, draws)
        changed = corrupt(numbers, selected, p.mixture, corpus.symbols, draws)
        places = None
        if p.drop > 0:
            places = draw_places(BATCH, corpus.kind.length, p.drop, draws).to(self.device)
        return self.model.loss(
            changed.to(self.device), numbers.to(self.device), selected.to(self.device), places,
            p.positions == REPACKED,
        )  # fmt: skip

    def _evaluate(self) -> None:
        found = self.progress
        found.loss, found.accuracy, found.repeated = self.evaluation.measure(self.model)

    def learning_rate(self, group: Mapping[str, Any]) -> float:
        """The rate rises over the first steps; Muon, which has a momentum, takes more of it."""
        rate = self.params.learning_rate * min(1.0, (self.progress.steps + 1) / WARM)
        return MUON_SHARE * rate if "momentum" in group else rate

    def parts(self) -> Mapping[str, Part]:
        """The model, its optimisers, the generator of batches, steps and last evaluation."""
        return {
            "model": self.model, "muon": self._muon, "adam": self._adam,
            "batches": self._batches, "progress": self.progress,
        }  # fmt: skip

    # --- sentences ------------------------------------------------------------------------------

    def sentences(self) -> tuple[Sentence, ...]:
        """The person's own sentence and some held-out ones, with what is hidden of them."""
        held = self.corpus.held_out
        rows = [(self.made.first + n) % len(held) for n in range(OTHERS)]
        others = [
            sentence.of_corpus(held[row], self.corpus.vocabulary).hide(
                self._masks[row].nonzero().flatten().tolist()
            )
            for row in rows
        ]
        toggled: list[set[int]] = [set() for _ in range(1 + OTHERS)]
        for number, place in self.made.toggled:
            toggled[number].add(place)
        both = zip((self._own(), *others), toggled, strict=True)
        return tuple(one.hide(one.hidden ^ places) for one, places in both)

    def _own(self) -> Sentence:
        """The sentence typed; its last word is hidden where it has no gap, to be guessed."""
        kind, text = self.corpus.kind, self.made.typed
        tokens = self.corpus.tokens(kind.sentence if text is None else text)
        own = sentence.typed(tokens, self.corpus.vocabulary, kind.length)
        if text is None:
            return own.hide(kind.hidden)
        return own if own.hidden else own.hide(sentence.last_word(own.words))

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Type a sentence, mask and unmask words, highlight a word."""
        match touch:
            case Type(text=text):
                others = frozenset(cell for cell in self.made.toggled if cell[0] > 0)
                self.made = replace(self.made, typed=text, toggled=others, picked=None)
            case Pick(index=index) if view == "sentences":
                self._pick(index)
            case Pick(key=key):
                self.made = replace(self.made, highlighted=key)
            case _:
                pass

    def _pick(self, index: int) -> None:
        """Mask and pick a word; pick a masked one; unmask the picked one."""
        sentences, toggled = self.sentences(), self.made.toggled
        cells, focus = sentence.cells(sentences), sentence.focus(sentences, self.made.picked)
        cell = cells[index] if 0 <= index < len(cells) else focus
        if cell is None:
            return
        number, place = cell
        if place not in sentences[number].hidden or cell == focus:
            toggled ^= {cell}
        self.made = replace(self.made, toggled=toggled, picked=cell)

    def run_action(self, name: str) -> None:
        """Show other sentences, or all words of the person's own."""
        own = frozenset(cell for cell in self.made.toggled if cell[0] == 0)
        if name == "others":
            first = self.made.first + OTHERS
            self.made = replace(self.made, first=first, toggled=own, picked=None)
        elif name == "reveal":
            hidden = frozenset((0, place) for place in self._own().hidden)
            self.made = replace(self.made, toggled=self.made.toggled - own | hidden, picked=None)

    def carry_over(self, previous: Experiment) -> None:
        """Keep what a person made, of another text the sentence typed alone."""
        assert isinstance(previous, MlmText)
        super().carry_over(previous)
        if previous.params.text != self.params.text:
            self.made = TextMade(typed=previous.made.typed)
