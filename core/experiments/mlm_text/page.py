"""The page of masked words: a transformer guesses them from their neighbours."""

from collections.abc import Mapping
from typing import ClassVar, Self

import torch
from torch import Tensor

from core.experiment import Action, Curve, Drawer, Experiment, Part, State
from core.experiments.mlm_text.aside import Aside
from core.experiments.mlm_text.corpus import corpus
from core.experiments.mlm_text.drawers import Drawers
from core.experiments.mlm_text.knobs import TextParams
from core.experiments.mlm_text.line import line, line_of
from core.experiments.mlm_text.presets import PRESETS
from core.experiments.mlm_text.subject import ACCURACY, LOSS, Subject
from core.experiments.mlm_text.training import Evaluation, batch_loss
from core.masking.mlm import BERT_RATIO, MaskedLanguageModel, select
from core.masking.muon import optimisers
from core.params import Params, Preset
from core.touches import Pick, RunAction, Touch, Type
from core.views import Layer, Rule

HEADS = 4
# Muon's rate for each unit of AdamW's: 0.01 beside 0.003.
MUON_SHARE = 10 / 3
# Steps in which the rates rise; from the start at full length the first batches throw it about.
WARM = 20
# Steps between two evaluations, which cost about two steps.
EVERY = 25
# Held-out lines on show.
OTHERS = 7


class MlmText(Experiment):
    """A masked language model on short texts."""

    name: ClassVar[str] = "mlm_text"
    Params: ClassVar[type[Params]] = TextParams
    presets: ClassVar[tuple[Preset, ...]] = PRESETS
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("held_out", "held out", "model", "nats", ".2f"),
        Curve("loss", "in training", "ghost", "nats", ".2f"),
        Curve("accuracy", "accuracy", "data", form=".2f"),
    )
    curve_title: ClassVar[str] = "Cross-entropy and accuracy"
    hero: ClassVar[str] = "lines"
    side: ClassVar[tuple[str, ...]] = ("guesses", "aside")
    actions: ClassVar[tuple[Action, ...]] = (
        Action("others", "Other sentences", "Show other sentences that were held out."),
        Action("reveal", "Unmask all", "Show all words of your sentence."),
    )

    params: TextParams

    def __init__(self, params: TextParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._corpus = corpus(params.text, self.generator(0))
        kind = self._corpus.kind
        self.model = MaskedLanguageModel(
            self._corpus.symbols, kind.length, params.width, HEADS, params.depth
        ).to(device)
        self._optimisers = optimisers(self.model, 1.0, 1.0)
        self._generator = self.generator(1)
        self._count = torch.zeros((), dtype=torch.int64)
        self._held = torch.zeros(3)
        self._evaluation = Evaluation(self._corpus, device, self.generator(2))
        self._subject = Subject(params, self._corpus, self.model, self._held)
        aside = Aside(self._subject, self._evaluation, self.generator(3))
        self._drawers = Drawers(self._subject, aside)
        self._typed: str | None = None
        self._shown = 0
        self._drawers.typed = kind.sentence
        self._take(kind.sentence, kind.hidden)
        self._evaluate()

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step on a fresh batch; every 25 steps the held-out text is tried."""
        self._set_rates()
        loss = batch_loss(self.model, self._corpus, self.params, self._generator)
        self.model.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        for optimiser in self._optimisers:
            optimiser.step()
        self._count += 1
        self._subject.version += 1
        if int(self._count) % EVERY == 0:
            self._evaluate()
        held = self._held.tolist()
        return {"loss": loss.detach(), "held_out": held[LOSS], "accuracy": held[ACCURACY]}

    def _set_rates(self) -> None:
        rate = self.params.learning_rate * min(1.0, (int(self._count) + 1) / WARM)
        for optimiser, share in zip(self._optimisers, (MUON_SHARE, 1.0), strict=True):
            for group in optimiser.param_groups:
                group["lr"] = share * rate

    def _evaluate(self) -> None:
        self._held.copy_(self._evaluation.measure(self.model))

    def parts(self) -> Mapping[str, Part]:
        """The model, its optimisers, the generator of batches, the steps, the last evaluation."""
        muon, adam = self._optimisers
        return {
            "model": self.model, "muon": muon, "adam": adam, "data": self._generator,
            "steps": self._count, "held out": self._held,
        }  # fmt: skip

    def restore(self, state: State) -> None:
        """Go back, and know that all pictures are out of date."""
        super().restore(state)
        self._subject.version += 1

    def apply_params(self, params: TextParams) -> None:
        """Take new values of live knobs."""
        self.params = self._subject.params = params

    def carry_over(self, previous: Self) -> None:
        """Keep what a person typed."""
        if previous._typed is not None:
            self._type(previous._typed)

    def reference_lines(self) -> Mapping[str, Layer]:
        """What guessing by frequency alone comes to."""
        return {"entropy": Rule(self._corpus.entropy, label="unigram entropy")}

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Type a sentence, mask and unmask words, light a word, ask for other sentences."""
        match touch:
            case Type():
                self._type(touch.text)
            case Pick() if view == "lines":
                self._pick(touch.index)
            case Pick() if view == "guesses":
                words = self._drawers.bar_words()
                self._subject.word = words[touch.index] if 0 <= touch.index < len(words) else -1
            case Pick("after") if view == "aside":
                number = touch.index + self._corpus.symbols.first
                known = touch.index >= 0 and number < self._corpus.symbols.size
                self._subject.word = number if known else -1
            case RunAction("others"):
                self._shown += OTHERS
                self._take_others()
            case RunAction("reveal"):
                own = self._subject.lines[0]
                self._subject.lines[0] = own.hide(())
                self._subject.picked = None
            case _:
                pass
        self._subject.version += 1

    def _type(self, text: str) -> None:
        """Take a sentence and mask its last word, so that there is something to guess."""
        self._typed = self._drawers.typed = text
        self._take(text, ())
        own = self._subject.lines[0]
        if own.words and not own.hidden:
            self._subject.lines[0] = own.hide([len(own.words)])

    def _take(self, text: str, hidden: tuple[int, ...]) -> None:
        tokens = self._corpus.tokens(text)
        own = line(tokens, self._corpus.vocabulary, self._corpus.kind.length)
        self._subject.too_long = len(tokens) > len(own.words)
        self._subject.picked = None
        self._subject.lines[:1] = [own.hide(hidden)]
        if len(self._subject.lines) == 1:
            self._take_others()

    def _take_others(self) -> None:
        """Some of the held-out texts with words masked, always the same ones for a text."""
        held = self._corpus.held_out
        rows = (self._shown + torch.arange(OTHERS)) % len(held)
        masks = select(held, BERT_RATIO, self._corpus.symbols, self.generator(4))
        self._subject.lines[1:] = [
            line_of(held[row], self._corpus.vocabulary).hide(
                masks[row].nonzero().flatten().tolist()
            )
            for row in rows.tolist()
        ]
        self._subject.picked = None

    def _pick(self, index: int) -> None:
        """Mask and pick a word; pick a masked one; unmask the picked one."""
        s, cells = self._subject, self._drawers.cells()
        focus = s.focus
        cell = cells[index] if 0 <= index < len(cells) else focus
        if cell is None:
            return
        number, place = cell
        one = s.lines[number]
        s.picked = cell
        if place not in one.hidden:
            s.lines[number] = one.hide(one.hidden | {place})
        elif cell == focus:
            s.lines[number] = one.hide(one.hidden - {place})

    def views(self) -> Mapping[str, Drawer]:
        """The lines, the guesses for one place, and what the knob looks at."""
        return self._drawers.views()
