"""Training on the page of the masked autoencoder, and what a hand does there."""

from collections.abc import Mapping
from typing import ClassVar, Self

import torch
from torch import Tensor

from core.experiment import Action, Curve, Drawer, Experiment, FileReader, Part
from core.experiments.mae_images.drawers import RATIOS, Drawers
from core.experiments.mae_images.examination import Examination
from core.experiments.mae_images.knobs import MaeParams
from core.experiments.mae_images.material import PATCH, SIDES, Own, material, read_own
from core.experiments.mae_images.presets import PRESETS
from core.experiments.mae_images.subject import SHOWN, Subject
from core.masking.mae import MaeConfig, MaskedAutoencoder
from core.masking.muon import optimisers, warmup_linear_decay
from core.params import Params, Preset
from core.touches import FileContent, Paint, Pick, RunAction, Touch
from core.views import Layer, Rule

BATCH = 32
HEADS = 4
# The rate rises and falls over about what thirty seconds hold.
WARM, FALLEN = 20, 1400
# AdamW's share of the learning rate.
ADAM = 0.2
# Steps between two examinations, and between two probes: each costs a few steps.
EXAMINED_EVERY, PROBED_EVERY = 50, 200
# The stream of the masks that a hand asks for; later ones follow it.
FIRST_MASK = 100


class MaeImages(Experiment):
    """A masked autoencoder on small pictures, examined on pictures that it never saw."""

    name: ClassVar[str] = "mae_images"
    Params: ClassVar[type[Params]] = MaeParams
    presets: ClassVar[tuple[Preset, ...]] = PRESETS
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("error", "held-out", form=".2f"),
        Curve("linear", "best linear", "truth", form=".2f"),
        Curve("probe", "probe", "data", form=".2f"),
    )
    curve_title: ClassVar[str] = "Error, mean patch = 1"
    hero: ClassVar[str] = "rebuilt"
    side: ClassVar[tuple[str, ...]] = ("sheet", "spread", "helped")
    strip: ClassVar[tuple[str, ...]] = ("ratios",)
    actions: ClassVar[tuple[Action, ...]] = (
        Action("mask", "New mask", "Draw another mask of this ratio and pattern."),
        Action("show", "Show all", "Take the mask away; then paint your own."),
    )
    file_readers: ClassVar[tuple[FileReader, ...]] = (
        FileReader(
            "Picture of any size",
            (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff"),
            read_own,
        ),
    )

    params: MaeParams

    def __init__(self, params: MaeParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        data = material(params.dataset, self.generator(0))
        model = MaskedAutoencoder(self._shape(data.channels)).to(device)
        model.fit_normalisation(data.learnt.to(device))
        self.model = model
        self._muon, self._adam = optimisers(model, params.learning_rate, 1.0)
        self._draws = self.generator(1)
        self._steps = torch.zeros((), dtype=torch.int64)
        self._marks = torch.zeros(3, dtype=torch.float64)
        examination = Examination(data, self.generator(2).initial_seed())
        empty = torch.zeros(model.config.length, dtype=torch.bool)
        self._subject = Subject(params, model, data, examination, empty)
        self._pixels = examination.probe_of_pixels() if examination.has_classes else None
        self._drawers = Drawers(self._subject)
        self._draw_mask()

    def _shape(self, channels: int) -> MaeConfig:
        p = self.params
        side, width = SIDES[p.dataset], int(p.width)
        return MaeConfig(
            side, side, channels, PATCH, width, p.encoder_depth, HEADS,
            width, p.decoder_depth, HEADS, p.mask_tokens, p.normalised,
        )  # fmt: skip

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Muon and AdamW on a batch; now and then an examination."""
        s = self._subject
        rows = torch.randint(len(s.data.learnt), (BATCH,), generator=self._draws)
        masks = s.masks(BATCH, self.params.ratio, self._draws)
        loss = self.model.loss(s.data.learnt[rows].to(self.device), masks.to(self.device))
        share = warmup_linear_decay(int(self._steps), WARM, FALLEN)
        for optimiser, part in ((self._muon, 1.0), (self._adam, ADAM)):
            optimiser.param_groups[0]["lr"] = part * share * self.params.learning_rate
            optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._muon.step()
        self._adam.step()
        self._examine()
        self._steps += 1
        error, linear, probe = self._marks.tolist()
        probed = {"probe": probe} if s.examination.has_classes else {}
        return {"loss": loss.detach(), "error": error, "linear": linear, **probed}

    @torch.no_grad()
    def _examine(self) -> None:
        """Renew those marks that are due: errors over that of the mean patch, and the probe."""
        p, examination = self.params, self._subject.examination
        if int(self._steps) % EXAMINED_EVERY == 0:
            mean, linear = examination.rivals(p.ratio, p.pattern)
            self._marks[0] = examination.error(self.model, p.ratio, p.pattern) / mean
            self._marks[1] = linear / mean
        if int(self._steps) % PROBED_EVERY == 0 and examination.has_classes:
            self._marks[2] = examination.probe(self.model)

    def parts(self) -> Mapping[str, Part]:
        """The model, both optimisers, where batches come from, and the last examination."""
        return {
            "model": self.model, "muon": self._muon, "adam": self._adam,
            "draws": self._draws, "steps": self._steps, "marks": self._marks,
        }  # fmt: skip

    def apply_params(self, params: MaeParams) -> None:
        """Take new values of live knobs; another ratio or pattern draws another mask."""
        before, self.params = self.params, params
        self._subject.params = params
        if (before.ratio, before.pattern) != (params.ratio, params.pattern):
            self._draw_mask()

    def carry_over(self, previous: Self) -> None:
        """Keep the picture that a person brought, and the one that is picked."""
        self._subject.own = previous._subject.own
        self._subject.picked = previous._subject.picked

    def reference_lines(self) -> Mapping[str, Layer]:
        """The mean patch, which is 1 here, and the probe of raw pixels."""
        layers: dict[str, Layer] = {"mean": Rule(1.0, role="muted", label="mean patch")}
        if self._pixels is not None:
            layers["pixels"] = Rule(self._pixels, role="data", label="probe of raw pixels")
        return layers

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Paint the mask, pick a picture, a patch or a ratio, ask for a mask, bring a picture."""
        s = self._subject
        match touch:
            case Paint():
                self._paint(touch)
            case Pick() if view == "sheet":
                s.picked = touch.index if 0 <= touch.index < SHOWN else s.picked
            case Pick() if view == "ratios" and 0 <= touch.index < len(RATIOS):
                self.apply_params(self.params.changed({"ratio": RATIOS[touch.index]}))
            case Pick() if view in ("spread", "helped"):
                on = 0 <= touch.index < s.side and 0 <= touch.column < s.side
                s.place = touch.index * s.side + touch.column if on else -1
            case RunAction("mask"):
                s.draws += 1
                self._draw_mask()
            case RunAction("show"):
                s.mask = torch.zeros_like(s.mask)
            case FileContent(content=Own() as own):
                s.own, s.picked = own, 0
            case _:
                pass

    def _paint(self, touch: Paint) -> None:
        side, mask = self._subject.side, self._subject.mask.clone()
        for row, column in touch.cells:
            if 0 <= row < side and 0 <= column < side:
                mask[row * side + column] = touch.on
        self._subject.mask = mask

    def _draw_mask(self) -> None:
        """Draw the mask that is shown, as the knobs say."""
        s = self._subject
        s.mask = s.masks(1, self.params.ratio, self.generator(FIRST_MASK + s.draws))[0]

    def views(self) -> Mapping[str, Drawer]:
        """The picture that is painted on, the sheet, two maps of its patches, nine ratios."""
        return self._drawers.views()
