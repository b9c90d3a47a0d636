"""Flows on pictures: every picture has one latent point, and every latent point a picture."""

import math
from collections.abc import Mapping
from typing import ClassVar, Self, cast

import torch
from torch import Tensor

from core.experiment import Curve, Drawer, Experiment, Part, State
from core.experiments.flow_images import sets
from core.experiments.flow_images.drawers import SHOWN, Drawers
from core.experiments.flow_images.hands import STEPS, Hands
from core.experiments.flow_images.knobs import ImagesParams
from core.experiments.flow_images.presets import PRESETS
from core.flows import models
from core.flows.density import bits_per_dim, dequantise, nll, shrink_noise
from core.flows.flatten import Flatten
from core.flows.flow import Composite, Flow
from core.flows.logit import Logit
from core.params import Params, Preset
from core.touches import Drag, Pick, Touch
from core.views import Layer, Rule

# Held-out pictures are measured after so many steps each time, more often while the curve is steep;
# it costs as much as one step or two.
MEASURE_EVERY, AT_FIRST, STEEP = 20, 5, 60
# The batch that initialises actnorm.
FIRST = 256
# Published bits per dimension on MNIST: Dinh et al. 2014 (from 1980.50 nats), and Grathwohl et al.
# 2018 (arXiv:1810.01367) for RealNVP, 1.06, and Glow, 1.05.
NICE_ON_MNIST, GLOW_ON_MNIST = 4.36, 1.05


class FlowImages(Experiment):
    """A flow on pictures, trained by maximum likelihood on dequantised greys."""

    name: ClassVar[str] = "flow_images"
    Params: ClassVar[type[Params]] = ImagesParams
    presets: ClassVar[tuple[Preset, ...]] = PRESETS
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("held_out", "held out", "model", "bits", ".2f"),
        Curve("bits", "training", "data", form=".2f"),
    )
    curve_title: ClassVar[str] = "Bits/dim"
    hero: ClassVar[str] = "samples"
    side: ClassVar[tuple[str, ...]] = ("pictures", "plane")
    strip: ClassVar[tuple[str, ...]] = ("interpolation", "spectrum")

    params: ImagesParams

    def __init__(self, params: ImagesParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._set = sets.SETS[params.dataset]
        self._shape = (1, self._set.size, self._set.size)
        self._generator = self.generator(1)
        self._pictures = sets.take(params.dataset, self.generator(2))
        self._held_noisy = dequantise(self._pictures.held_out, self.generator(3), self._set.bins)
        self._noise = torch.randn(
            self._set.samples, math.prod(self._shape), generator=self.generator(4)
        )
        # Steps done, and the bits of the held-out pictures when they were last measured.
        self._meter = torch.zeros(2, dtype=torch.float64)
        self._version = 0
        self.flow = self._flow().to(device)
        self.flow.initialise(self._noisy(self._pictures.train[:FIRST], self.generator(5)))
        rate = params.learning_rate
        self.optimiser = torch.optim.Adam(self.flow.parameters(), lr=rate, fused=True)
        self._hands = Hands((("pictures", 0), ("pictures", self._of_another_class())))
        self._drawers = Drawers(self.flow, self._pictures, self._set, self._noise.to(device))
        self._held = self._held_pixels()

    def _flow(self) -> Composite:
        p = self.params
        before: list[Flow] = [Logit()] if p.logit else []
        return Composite([*before, *(self._vectors() if p.flat else [self._images()])])

    def _images(self) -> Flow:
        p = self.params
        levels = min(p.levels, sets.halvings(self._set.size))
        return models.image_flow(
            self._shape, levels, p.steps, p.width, generator=self.generator(0),
            coupling=cast(models.CouplingKind, p.coupling), permutation=self._mixing(),
            actnorm=cast(models.ActNormKind, p.actnorm), checkerboards=p.checkerboards,
            split=p.split, zero_init=p.zero_init, bounded=p.bounded,
        )  # fmt: skip

    def _vectors(self) -> list[Flow]:
        p, flatten = self.params, Flatten(self._shape)
        flow = models.vector_flow(
            flatten.size, p.steps, p.width, generator=self.generator(0),
            coupling=cast(models.CouplingKind, p.coupling), permutation=self._mixing(),
            actnorm=cast(models.ActNormKind, p.actnorm), scale=True, interleaved=True,
            zero_init=p.zero_init, bounded=p.bounded,
        )  # fmt: skip
        return [flatten, *flow]

    def _mixing(self) -> models.Mixing:
        permutation = self.params.permutation
        return cast(models.Mixing, "conv1x1" if permutation == "1x1" else permutation)

    def _of_another_class(self) -> int:
        """The first held-out picture that is not of the first one's class."""
        others = self._pictures.classes[:SHOWN] != self._pictures.classes[0]
        return int(others.int().argmax())

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on a batch, and now and then a look at the held-out pictures."""
        train = self._pictures.train
        chosen = torch.randint(len(train), (self._set.batch,), generator=self._generator)
        loss = nll(self.flow, self._noisy(train[chosen], self._generator))
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        self._version += 1
        done = int(self._meter[0])
        if done % (AT_FIRST if done < STEEP else MEASURE_EVERY) == 0:
            self._meter[1] = float(self._measured())
        self._meter[0] += 1
        return {"bits": self._bits(loss.detach()), "held_out": float(self._meter[1])}

    def _noisy(self, levels: Tensor, generator: torch.Generator) -> Tensor:
        return dequantise(levels, generator, self._set.bins, self.params.noise).to(self.device)

    def _held_pixels(self) -> Tensor:
        """The held-out pictures with noise that is always the same, but for its width."""
        held_out, bins = self._pictures.held_out, self._set.bins
        return shrink_noise(self._held_noisy, held_out, bins, self.params.noise).to(self.device)

    @torch.no_grad()
    def _measured(self) -> Tensor:
        return self._bits(nll(self.flow, self._held))

    def _bits(self, loss: Tensor) -> Tensor:
        return bits_per_dim(loss, math.prod(self._shape), self._set.bins)

    def parts(self) -> Mapping[str, Part]:
        """The flow, Adam, where the batches come from, and the meter."""
        return {
            "flow": self.flow,
            "optimiser": self.optimiser,
            "batches": self._generator,
            "meter": self._meter,
        }

    def restore(self, state: State) -> None:
        """Go back, and know that all pictures are out of date."""
        super().restore(state)
        self._version += 1

    def apply_params(self, params: ImagesParams) -> None:
        """Take new values of live knobs."""
        before, self.params = self.params, params
        for group in self.optimiser.param_groups:
            group["lr"] = params.learning_rate
        if before.noise != params.noise:
            self._held = self._held_pixels()

    def carry_over(self, previous: Self) -> None:
        """Keep the ends and the point where the same pictures are shown."""
        if previous.params.dataset == self.params.dataset and previous.seed == self.seed:
            self._hands = previous._hands

    def reference_lines(self) -> Mapping[str, Layer]:
        """The bits of pixels coded apart; where the pictures are like MNIST, what was published."""
        found: dict[str, Layer] = {"apart": Rule(self._pictures.apart, label="pixels apart")}
        if self.params.dataset == sets.MNIST_LIKE:
            found["nice"] = Rule(NICE_ON_MNIST, label="NICE on MNIST", role="ghost")
            found["glow"] = Rule(GLOW_ON_MNIST, label="RealNVP, Glow on MNIST", role="ghost")
        return found

    # --- hands and pictures ---------------------------------------------------------------------

    @torch.no_grad()
    def touch(self, view: str, touch: Touch) -> None:
        """Pick an end of the interpolation, a picture between, or drag the point of the plane."""
        match touch:
            case Pick(_, index) if view == "pictures" and 0 <= index < SHOWN:
                self._hands.pick(view, index)
            case Pick(_, index) if view == "samples" and 0 <= index < self._set.samples:
                self._hands.pick(view, index)
            case Pick(_, index) if view == "interpolation" and 0 <= index < STEPS:
                self._hands.step(index)
            case Drag("point", 0, x, y) if view == "plane":
                self._aim()
                self._hands.drag((x, y), self._drawers.ends())
            case _:
                pass

    def _aim(self) -> None:
        """Tell the drawers what is to be seen at this moment."""
        saved = None
        if self.params.noise == 1.0 and float(self._meter[0]) > 0:
            saved = self._pictures.apart - float(self._meter[1])
        self._drawers.aim(self._version, self.params.temperature, self._held, self._hands, saved)

    def views(self) -> Mapping[str, Drawer]:
        """Samples, held-out pictures, the plane of two of them, the way between, the spectrum."""
        self._aim()
        return self._drawers.views()
