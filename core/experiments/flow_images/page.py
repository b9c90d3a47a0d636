"""Training a flow on pictures, and what a hand picks and drags there."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, cast

import numpy as np
import torch
from torch import Tensor

from core import figures
from core.data.own_pictures import OwnPictures, one_figure, own_pictures
from core.experiment import Experiment, Part, Scalars
from core.experiments.flow_images.datasets import OWN, dataset, halvings
from core.experiments.flow_images.knobs import ImagesParams
from core.flows import models
from core.flows.density import bits_per_dim, dequantise, nll, shrink_noise
from core.flows.flatten import Flatten
from core.flows.flow import Composite, Flow
from core.flows.latents import plane_through
from core.flows.logit import Logit
from core.own_data import Takes, turning
from core.touches import Drag, Pick, Touch

# Held-out pictures are measured after so many steps each time, more often while the curve is steep;
# it costs as much as one step or two.
MEASURE_EVERY, AT_FIRST, STEEP = 20, 5, 60
# The batch that initialises actnorm.
FIRST = 256
# Held-out pictures to pick from.
SHOWN = 40
# Pictures on the way from one end to the other, both included.
STEPS = 9
# A hand reaches this far in the plane, in units of sqrt(D): three times as far as pictures lie.
REACH = 3.0
# The weights of the ends, beyond which nothing but noise is decoded.
MOST_WEIGHT = 10.0

End = tuple[str, int]
"""A view, "pictures" or "samples", and the index of a picture there."""


@dataclass
class Metrics(Scalars):
    """Steps done, and the bits of the held-out pictures when they were last measured."""

    steps: int = 0
    held_out: float = 0.0


@dataclass(frozen=True)
class FlowImagesMade:
    """The ends that a hand picked, the newest last, and where it holds a point of their plane.

    The point is the latent of the older end times the first weight plus that of the newer one
    times the second, so that it stays where it is between them while the flow learns. `own` is a
    figure that a person drew or brought; it is an end like others.
    """

    picked: tuple[End, ...] = ()
    weights: tuple[float, float] = (0.5, 0.5)
    own: OwnPictures | None = None


class FlowImages(Experiment):
    """A flow on pictures, trained by maximum likelihood on dequantised greys."""

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes("pictures", "Twenty pictures or more", own_pictures, sets=turning(dataset=OWN)),
        Takes("picture", "One figure, to be an end of the way", one_figure, learnt=False),
    )

    params: ImagesParams
    made: FlowImagesMade

    def __init__(self, params: ImagesParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._generator = self.generator(1)
        own = self.own.content if self.own else None
        self.data = dataset(params.dataset, self.generator(2), own)
        self.spec = self.data.spec
        self._shape = (1, self.spec.size, self.spec.size)
        self._held_noisy = dequantise(self.data.held_out, self.generator(3), self.spec.bins)
        noise = torch.randn(self.spec.samples, math.prod(self._shape), generator=self.generator(4))
        self.noise = noise.to(device)
        self.metrics = Metrics()
        self.flow = self._flow().to(device)
        self.flow.initialise(self._noisy(self.data.train[:FIRST], self.generator(5)))
        rate = params.learning_rate
        self.optimiser = torch.optim.Adam(self.flow.parameters(), lr=rate, fused=True)
        self._first_ends: tuple[End, ...] = (("pictures", 0), ("pictures", self._other_class()))
        self.made = FlowImagesMade()

    def _flow(self) -> Composite:
        p = self.params
        before: list[Flow] = [Logit()] if p.logit else []
        return Composite([*before, *(self._vectors() if p.flat else [self._images()])])

    def _images(self) -> Flow:
        p = self.params
        levels = min(p.levels, halvings(self.spec.size))
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

    def _other_class(self) -> int:
        """The first held-out picture that is not of the first one's class."""
        others = self.data.classes[:SHOWN] != self.data.classes[0]
        return int(others.int().argmax())

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on a batch, and now and then a look at the held-out pictures."""
        train, found = self.data.train, self.metrics
        chosen = torch.randint(len(train), (self.spec.batch,), generator=self._generator)
        loss = nll(self.flow, self._noisy(train[chosen], self._generator))
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        if found.steps % (AT_FIRST if found.steps < STEEP else MEASURE_EVERY) == 0:
            found.held_out = self._measured()
        found.steps += 1
        return {"bits": self._bits(loss.detach()), "held_out": found.held_out}

    def _noisy(self, levels: Tensor, generator: torch.Generator) -> Tensor:
        return dequantise(levels, generator, self.spec.bins, self.params.noise).to(self.device)

    def held_pixels(self) -> Tensor:
        """The held-out pictures with noise that is always the same, but for its width."""
        noisy, levels, width = self._held_noisy, self.data.held_out, self.params.noise
        return shrink_noise(noisy, levels, self.spec.bins, width).to(self.device)

    @torch.no_grad()
    def _measured(self) -> float:
        return float(self._bits(nll(self.flow, self.held_pixels())))

    def _bits(self, loss: Tensor) -> Tensor:
        return bits_per_dim(loss, math.prod(self._shape), self.spec.bins)

    def parts(self) -> Mapping[str, Part]:
        """The flow, Adam, where the batches come from, and what was measured."""
        return {
            "flow": self.flow,
            "optimiser": self.optimiser,
            "batches": self._generator,
            "metrics": self.metrics,
        }

    def carry_over(self, previous: Experiment) -> None:
        """Keep the ends and the point where the same pictures are shown."""
        if previous.params.dataset == self.params.dataset:
            super().carry_over(previous)
        elif isinstance(previous.made, FlowImagesMade) and previous.made.own is not None:
            self.receive(previous.made.own)

    # --- hands ----------------------------------------------------------------------------------

    @property
    def ends(self) -> tuple[End, ...]:
        """The two ends, the newer one last."""
        return (*self._first_ends, *self.made.picked)[-2:]

    def latents(self) -> Tensor:
        """The latents (2, D) of the ends."""
        return torch.cat([self._latent(view, index) for view, index in self.ends])

    def _latent(self, view: str, index: int) -> Tensor:
        if view == "own":
            return self.flow(self.own_pixels())[0]
        if view == "samples":
            return self.params.temperature * self.noise[index : index + 1]
        return self.flow(self.held_pixels()[index : index + 1])[0]

    def own_pixels(self) -> Tensor:
        """The figure that a person brought (1, 1, S, S), in the middle of its levels of grey."""
        assert self.made.own is not None
        grey = self.made.own.at(self.spec.size)[0]
        levels = (grey * (self.spec.bins - 1)).round()
        return ((levels + 0.5) / self.spec.bins).to(self.device)

    def receive(self, content: OwnPictures | None) -> None:
        """Go from the newer of the ends to a figure that a person brought, or no more."""
        others = tuple(end for end in self.made.picked if end[0] != "own")
        picked = others if content is None else (*others, ("own", 0))[-2:]
        self.made = replace(self.made, own=content, picked=picked)

    def touch(self, view: str, touch: Touch) -> None:
        """Pick an end of the interpolation, a picture between, or drag the point of the plane."""
        choice = {"pictures": SHOWN, "samples": self.spec.samples}.get(view, 0)
        match touch:
            case Pick(index=index) if 0 <= index < choice:
                ends = (*self.made.picked, (view, index))[-2:]
                self.made = replace(self.made, picked=ends, weights=(0.0, 1.0))
            case Pick(index=index) if view == "interpolation" and 0 <= index < STEPS:
                part = index / (STEPS - 1)
                self.made = replace(self.made, weights=(1 - part, part))
            case Drag("point", 0, x, y) if view == "plane":
                self.made = replace(self.made, weights=self._weights(x, y))
            case _:
                pass

    @torch.no_grad()
    def _weights(self, x: float, y: float) -> tuple[float, float]:
        """The weights of the ends that put the point at coordinates of the plane."""
        latents = self.latents()
        ends = figures.finite(plane_through(*latents).place(latents)).double().cpu().numpy()
        solved = np.linalg.pinv(ends.T, rcond=1e-4) @ np.clip([x, y], -REACH, REACH)
        first, second = np.clip(solved, -MOST_WEIGHT, MOST_WEIGHT)
        return float(first), float(second)
