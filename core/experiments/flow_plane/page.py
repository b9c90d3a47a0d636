"""Training a flow in the plane, and what a hand draws, drags and brings there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

import numpy as np
import torch
from torch import Tensor

from core.data import planes
from core.data.drawing import NOTHING_DRAWN, Drawing, along, points_of
from core.experiment import Action, Experiment, Part
from core.experiments.flow_plane.knobs import OWN, PlaneParams
from core.flows import models, plane_view
from core.flows.flow import Composite
from core.flows.priors import NORMAL
from core.own_data import Takes, turning
from core.touches import Drag, Hover, Leave, Stroke, Touch

BATCH = 256
# Points of a loop: 12 units of length, about four times across the plane.
MOST_LOOP = 400
# Where the point lies in the latent space before a hand moves it.
PROBE = (0.6, 0.4)


@dataclass(frozen=True, eq=False)
class HeldPoints:
    """Points (N, 2), on the CPU, that a hand holds in a `space`: 1 is latent, 0 is data."""

    points: Tensor
    space: float


@dataclass(frozen=True)
class PlaneMade:
    """What a hand dragged, pointed at, and drew: a loop, and data."""

    probe: HeldPoints
    pointer: HeldPoints | None = None
    loop: HeldPoints | None = None
    drawing: Drawing = NOTHING_DRAWN


class FlowPlane(Experiment):
    """A flow on points of the plane, trained by maximum likelihood on ever new samples."""

    actions: ClassVar[tuple[Action, ...]] = (
        Action("clear", "Clear drawing", "Forget the strokes and the loop."),
    )
    takes: ClassVar[tuple[Takes, ...]] = (
        Takes("table", "Table with columns x, y", points_of, ("x", "y"), turning(dataset=OWN)),
        Takes("drawing", "Picture of a figure", points_of, sets=turning(dataset=OWN)),
    )

    params: PlaneParams
    made: PlaneMade

    def __init__(self, params: PlaneParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._generator = self.generator(1)
        self.made = PlaneMade(HeldPoints(torch.tensor([PROBE]), 1.0))
        self.flow = self._flow().to(device)
        rate = params.learning_rate
        self.optimiser = torch.optim.Adam(self.flow.parameters(), lr=rate, fused=True)
        self.take_data()
        self._initialise()

    def _flow(self) -> Composite:
        p = self.params
        return models.vector_flow(
            2, p.couplings, p.width, generator=self.generator(0),
            coupling=cast(models.CouplingKind, p.coupling),
            permutation=cast(models.Mixing, "conv1x1" if p.permutation == "1x1" else p.permutation),
            actnorm=cast(models.ActNormKind, p.actnorm),
            scale=p.scale_layer, zero_init=p.zero_init, bounded=p.bounded,
        )  # fmt: skip

    # --- data and training ----------------------------------------------------------------------

    def take_data(self) -> None:
        """Take the shape of the data."""
        name = self.params.dataset
        brought = self.own.content if self.own else None
        own = self.made.drawing.shape(brought) if name == OWN else None
        self.shape = own or planes.SHAPES[name]

    def _initialise(self) -> None:
        """Give actnorm its first batch."""
        self.flow.initialise(self._batch(self.generator(4)))

    def _batch(self, generator: torch.Generator) -> Tensor:
        return self.shape.sample(BATCH, self.params.noise, generator).to(self.device)

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on a fresh batch, by the likelihood with so much of its volume."""
        z, log_det = self.flow(self._batch(self._generator))
        log_p = NORMAL.log_prob(z)
        loss = -(log_p + self.params.volume * log_det).mean()
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        return {"nll": -(log_p + log_det).mean().detach(), "objective": loss.detach()}

    def parts(self) -> Mapping[str, Part]:
        """The flow, Adam, and where the data comes from."""
        return {"flow": self.flow, "optimiser": self.optimiser, "data": self._generator}

    def carry_over(self, previous: Experiment) -> None:
        """Keep what a hand made; what it drew is the data that actnorm begins with."""
        super().carry_over(previous)
        if self.params.dataset == OWN:
            self._initialise()

    # --- hands ----------------------------------------------------------------------------------

    @property
    def part(self) -> float:
        """The space that the hero shows, as the part of the flow that leads from data to it."""
        return 1 - self.params.depth / 100

    @property
    def takes_strokes(self) -> bool:
        """Whether a stroke in the hero is data."""
        return self.params.dataset == OWN and self.params.depth == 100

    def touch(self, view: str, touch: Touch) -> None:
        """Drag the point, point somewhere, draw a loop or data."""
        match touch:
            case Drag(x=x, y=y):
                self.made = replace(self.made, probe=self._hold(view, [[x, y]]), pointer=None)
            case Hover(x, y):
                self.made = replace(self.made, pointer=self._hold(view, [[x, y]]))
            case Leave():
                self.made = replace(self.made, pointer=None)
            case Stroke(points, done) if view == "data" and self.takes_strokes:
                self._draw(self.made.drawing.with_stroke(points, done))
            case Stroke(points, done):
                closed = np.concatenate([points, points[: int(done)]])  # at release
                loop = self._hold(view, along(closed)[-MOST_LOOP:])
                self.made = replace(self.made, loop=loop)
            case _:
                pass

    @torch.no_grad()
    def _hold(self, view: str, points: Any) -> HeldPoints:
        """Hold points of a view: in the latent space if that is what it shows, else in the data."""
        t = self.part if view == "data" else 1.0
        space = 1.0 if t == 1.0 else 0.0
        there = torch.as_tensor(points, device=self.device)
        return HeldPoints(plane_view.carried(self.flow, there, t, space).cpu(), space)

    def _draw(self, drawing: Drawing) -> None:
        self.made = replace(self.made, drawing=drawing)
        self.take_data()

    def run_action(self, name: str) -> None:
        """Forget what was drawn."""
        if name == "clear":
            self.made = replace(self.made, loop=None)
            self._draw(NOTHING_DRAWN)
