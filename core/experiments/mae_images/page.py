"""Training on the page of the masked autoencoder, and what a hand does there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar

import torch
from torch import Tensor

from core.data.own_pictures import own_pictures
from core.experiment import Action, Experiment, Part, Scalars
from core.experiments.mae_images.dataset import PATCH, OwnPicture, dataset
from core.experiments.mae_images.evaluation import Evaluation
from core.experiments.mae_images.knobs import OWN, RATIOS, MaeParams
from core.masking.mae import MaeConfig, MaskedAutoencoder
from core.masking.masks import PATTERNS
from core.optim.muon import muon_and_adamw
from core.optim.schedule import warmup_linear_decay
from core.own_data import Takes, turning
from core.touches import Paint, Pick, Touch

BATCH = 32
HEADS = 4
# The rate rises and falls over about what thirty seconds hold.
WARM, FALLEN = 20, 1400
# AdamW's share of the learning rate.
ADAM_SHARE = 0.2
# Steps between two evaluations, and between two probes: each costs a few steps.
EVALUATED_EVERY, PROBED_EVERY = 50, 200
# The stream of the masks that a hand asks for; later ones follow it.
FIRST_MASK = 100
# Pictures to choose from: three rows of eight.
SHOWN = 24


@dataclass
class Metrics(Scalars):
    """The steps so far, and what the last evaluation found.

    Errors of the model and of the best linear map are relative to that of the mean patch.
    """

    steps: int = 0
    error: float = 0.0
    linear: float = 0.0
    probe: float = 0.0


@dataclass(frozen=True)
class MaeMade:
    """What a hand made: the picture and the patch picked, masks asked for, a picture brought.

    `painted` are the places that a brush left removed, None where the mask is as it was drawn.
    """

    picked: int = 0
    place: int | None = None
    draws: int = 0
    painted: frozenset[int] | None = None
    own: OwnPicture | None = None


class MaeImages(Experiment):
    """A masked autoencoder on small pictures, evaluated on pictures that it never saw."""

    actions: ClassVar[tuple[Action, ...]] = (
        Action("mask", "New mask", "Draw another mask of this ratio and pattern."),
        Action("show", "Show all", "Take the mask away; then paint your own."),
    )
    takes: ClassVar[tuple[Takes, ...]] = (
        Takes("picture", "A picture, to be looked at", OwnPicture.of, learnt=False),
        Takes("pictures", "Twenty pictures or more", own_pictures, sets=turning(dataset=OWN)),
    )

    params: MaeParams
    made: MaeMade

    def __init__(self, params: MaeParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.made = MaeMade()
        own = self.own.content if self.own else None
        self.data = dataset(params.dataset, self.generator(0), own)
        self.model = MaskedAutoencoder(self._config()).to(device)
        self.model.fit_normalisation(self.data.learnt.to(device))
        self.side = self.model.config.rows
        self._muon, self._adam = muon_and_adamw(self.model, params.learning_rate, 1.0)
        self._draws = self.generator(1)
        self.metrics = Metrics()
        self.evaluation = Evaluation.of(self.data, self.generator(2).initial_seed())
        # Only the newest: a slider passes many.
        self._baselines = lru_cache(maxsize=1)(self.evaluation.baselines)
        self._has_classes = self.evaluation.has_classes
        self.pixel_probe = self.evaluation.probe_of_pixels() if self._has_classes else None

    def _config(self) -> MaeConfig:
        p, side, width = self.params, self.data.side, int(self.params.width)
        return MaeConfig(
            side, side, self.data.channels, PATCH, width, p.encoder_depth, HEADS,
            width, p.decoder_depth, HEADS, p.mask_tokens, p.normalised,
        )  # fmt: skip

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Muon and AdamW on a batch; now and then an evaluation."""
        rows = torch.randint(len(self.data.learnt), (BATCH,), generator=self._draws)
        masks = self.masks(BATCH, self.params.ratio, self._draws)
        loss = self.model.loss(
            self.data.learnt[rows].to(self.device), masks.to(self.device), self.params.everywhere
        )
        self.set_learning_rates()
        self.model.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._muon.step()
        self._adam.step()
        self._evaluate()
        found = self.metrics
        found.steps += 1
        probed = {"probe": found.probe} if self._has_classes else {}
        return {"loss": loss.detach(), "error": found.error, "linear": found.linear, **probed}

    @torch.no_grad()
    def _evaluate(self) -> None:
        """Renew what is due of the metrics."""
        asked, found = (self.params.ratio, self.params.pattern), self.metrics
        if found.steps % EVALUATED_EVERY == 0:
            mean, linear = self._baselines(*asked)
            found.error = self.evaluation.error(self.model, *asked) / mean
            found.linear = linear / mean
        if found.steps % PROBED_EVERY == 0 and self._has_classes:
            found.probe = self.evaluation.probe(self.model)

    def learning_rate(self, group: Mapping[str, Any]) -> float:
        """The rate rises and falls; Muon, which has a momentum, takes all of it."""
        share = warmup_linear_decay(self.metrics.steps, WARM, FALLEN)
        part = 1.0 if "momentum" in group else ADAM_SHARE
        return part * share * self.params.learning_rate

    def parts(self) -> Mapping[str, Part]:
        """The model, both optimisers, where batches come from, and the last evaluation."""
        return {
            "model": self.model, "muon": self._muon, "adam": self._adam,
            "draws": self._draws, "metrics": self.metrics,
        }  # fmt: skip

    # --- masks ----------------------------------------------------------------------------------

    def masks(self, count: int, ratio: float, generator: torch.Generator) -> Tensor:
        """Masks (count, L) of the pattern in force."""
        return PATTERNS[self.params.pattern](count, self.side, self.side, ratio, generator)

    def mask(self) -> Tensor:
        """The mask (L,) of the picture shown: drawn as the knobs say, or painted."""
        if self.made.painted is None:
            drawn = self.generator(FIRST_MASK + self.made.draws)
            return self.masks(1, self.params.ratio, drawn)[0]
        mask = torch.zeros(self.side**2, dtype=torch.bool)
        mask[list(self.made.painted)] = True
        return mask

    def apply_params(self, params: MaeParams) -> None:
        """Take new values of live knobs; another ratio or pattern draws another mask."""
        before = self.params
        super().apply_params(params)
        self._drop_painted(before)

    def carry_over(self, previous: Experiment) -> None:
        """Keep what a hand made, as far as it fits the new patches."""
        assert isinstance(previous, MaeImages)
        super().carry_over(previous)
        self._drop_painted(previous.params)
        if self.side != previous.side:
            self.made = replace(self.made, painted=None, place=None)

    def _drop_painted(self, before: MaeParams) -> None:
        if (before.ratio, before.pattern) != (self.params.ratio, self.params.pattern):
            self.made = replace(self.made, painted=None)

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Paint the mask, pick a picture, a patch or a ratio."""
        match touch:
            case Paint():
                self._paint(touch)
            case Pick(index=index) if view == "sheet" and 0 <= index < SHOWN:
                self.made = replace(self.made, picked=index)
            case Pick(index=index) if view == "ratios" and 0 <= index < len(RATIOS):
                self.apply_params(self.params.changed({"ratio": RATIOS[index]}))
            case Pick(index=row, column=column) if view in ("spread", "helped"):
                on = 0 <= row < self.side and 0 <= column < self.side
                self.made = replace(self.made, place=row * self.side + column if on else None)
            case _:
                pass

    def _paint(self, touch: Paint) -> None:
        removed = frozenset(self.mask().nonzero().flatten().tolist())
        cells = frozenset(
            row * self.side + column
            for row, column in touch.cells
            if 0 <= row < self.side and 0 <= column < self.side
        )
        painted = removed | cells if touch.on else removed - cells
        self.made = replace(self.made, painted=painted)

    def run_action(self, name: str) -> None:
        """Draw another mask, or take it away."""
        if name == "mask":
            self.made = replace(self.made, draws=self.made.draws + 1, painted=None)
        elif name == "show":
            self.made = replace(self.made, painted=frozenset())

    def receive(self, content: OwnPicture | None) -> None:
        """Show a picture that a person brought, or no more."""
        self.made = replace(self.made, own=content, picked=0)
