"""Training an unnormalised density against noise, and what a hand drags and draws there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from core import nce
from core.data.drawing import NOTHING_DRAWN, Drawing, points_of
from core.experiment import Action, Experiment, Part
from core.experiments.nce_density import truth
from core.experiments.nce_density.knobs import (
    CORRECTED,
    FLOW,
    GAUSSIAN,
    HELD,
    LIKELIHOOD,
    NETWORK,
    OWN,
    WITHOUT_Z,
    LineParams,
)
from core.flows import density, models
from core.own_data import Takes, turning
from core.touches import Drag, Stroke, Touch

BATCH = 500
# A few numbers settle within a second if they are let; so many steps a second can be watched.
PACE = 80.0
# The flow that serves as noise, and its rate.
COUPLINGS, WIDTH, FLOW_RATE = 4, 32, 3e-3


@dataclass(frozen=True)
class DensityMade:
    """What a hand drew, as heights on the line or strokes in the plane, and the point it holds."""

    heights: truth.Heights = ()
    drawing: Drawing = NOTHING_DRAWN
    held: tuple[float, float] = (0.7, 0.7)


class FlowNoise:
    """A flow as noise: it can be sampled and evaluated."""

    def __init__(self, flow: nn.Module) -> None:
        self.flow: Any = flow

    @torch.no_grad()
    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw points (count, 2)."""
        device = next(self.flow.parameters()).device
        return density.sample(self.flow, torch.randn(count, 2, generator=generator).to(device))

    @torch.no_grad()
    def log_prob(self, x: Tensor) -> Tensor:
        """The log-density (N,) of points (N, 2)."""
        return density.log_prob(self.flow, x)


class NceDensity(Experiment):
    """An energy and a level that learn to tell data from noise."""

    actions: ClassVar[tuple[Action, ...]] = (
        Action("clear", "Clear drawing", "Forget what was drawn."),
    )

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes("table", "Table with a column x", truth.heights_of, ("x",), turning(dataset=OWN)),
    )

    params: LineParams
    made: DensityMade

    def __init__(self, params: LineParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.made = DensityMade()
        self._generator = self.generator(1)
        self.rule = nce.Rule(*(part.to(device) for part in truth.rule(params.dimension)))
        self.model = nce.Unnormalised(self._energy()).to(device)
        self.optimiser = torch.optim.Adam(self.model.parameters(), lr=params.learning_rate)
        self.flow: nn.Module = nn.Identity()
        if params.dimension == 2:
            generator = self.generator(2)
            self.flow = models.vector_flow(2, COUPLINGS, WIDTH, generator=generator).to(device)
        own = [{"params": [*self.flow.parameters()], "flow": True}]
        self.flow_optimiser = torch.optim.Adam(own, lr=FLOW_RATE)
        self.take_data()

    def _energy(self) -> nn.Module:
        p = self.params
        if p.energy == NETWORK:
            return nce.Network(p.dimension)
        return nce.gaussian() if p.energy == GAUSSIAN else nce.quartic()

    # --- data and training ----------------------------------------------------------------------

    def take_data(self) -> None:
        """Draw the data anew."""
        p, made = self.params, self.made
        brought = self.own.content if self.own else None
        self.truth = truth.density(
            p.dataset, truth.rule(p.dimension), made.heights, made.drawing, brought
        )
        self.data = self.truth.sample(p.points, self.generator(3)).to(self.device)

    def noise(self) -> nce.Noise:
        """What the data is told from."""
        p = self.params
        if p.noise == FLOW:
            return FlowNoise(self.flow)
        families: dict[str, nce.Noise] = {
            "Gaussian": nce.Gaussian(p.dimension),
            "uniform": nce.Uniform(p.dimension),
            "heavy tail": nce.StudentT(p.dimension),
            "two lumps": nce.two_lumps(p.dimension),
        }
        return nce.Moved(families[p.noise], p.place(), p.width)

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on a batch of the data and fresh noise."""
        p = self.params
        self.model.levelled = p.level != HELD
        chosen = torch.randint(len(self.data), (BATCH,), generator=self._generator)
        data = self.data[chosen.to(self.device)]
        loss = self._loss(data)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        if p.method == LIKELIHOOD:  # here the level is known
            with torch.no_grad():
                self.model.gamma.copy_(self.rule.log_partition(self.model.energy))
        if p.noise == FLOW:
            self._teach_flow(data)
        return {"loss": loss.detach(), "gamma": self.model.level().detach().clone()}

    def _loss(self, data: Tensor) -> Tensor:
        p = self.params
        if p.method == LIKELIHOOD:
            return nce.likelihood_loss(self.model.energy, data, self.rule)
        if p.method == WITHOUT_Z:
            return nce.loss_without_z(self.model, data)
        noise = self.noise()
        drawn = noise.sample(p.ratio * len(data), self._generator).to(self.device)
        return nce.loss_of(self.model, data, drawn, noise, p.ratio, p.logit == CORRECTED)

    def _teach_flow(self, data: Tensor) -> None:
        loss = density.nll(self.flow, data)  # type: ignore[arg-type]  # not an Identity here
        self.flow_optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.flow_optimiser.step()

    def learning_rate(self, group: Mapping[str, Any]) -> float | None:
        """The knob's, but the flow keeps its own."""
        return None if group.get("flow") else self.params.learning_rate

    def max_steps_per_second(self) -> float:
        """An energy of a few numbers is held back, so that its level can be seen to rise."""
        return 0.0 if self.params.energy == NETWORK else PACE

    def parts(self) -> Mapping[str, Part]:
        """The energy with its level, the flow, their optimisers, and what draws."""
        return {
            "model": self.model,
            "optimiser": self.optimiser,
            "flow": self.flow,
            "flow optimiser": self.flow_optimiser,
            "noise": self._generator,
        }

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag or stretch the noise, move the point that is held, draw a density."""
        p = self.params
        match touch:
            case Drag(key="centre", x=x, y=y):
                places = {"centre": x, "centre_y": y}
                self._turn({name: places[name] for name in places if name in p.knobs()})
            case Drag(key="width", x=x):
                self._turn({"width": abs(x - p.centre)})
            case Drag(key="x", x=x, y=y):
                side = truth.SIDES[p.dimension]
                across, up = (min(max(place, -side), side) for place in (x, y))
                self.made = replace(self.made, held=(across, up))
            case Stroke(points, done) if p.dataset == OWN:
                self._draw(torch.from_numpy(points), done)
            case _:
                pass

    def _turn(self, values: Mapping[str, float]) -> None:
        """Turn knobs as far as they go."""
        knobs = self.params.knobs()
        within = {n: min(max(v, knobs[n].low), knobs[n].high) for n, v in values.items()}
        self.params = self.params.changed(within)

    def _draw(self, stroke: Tensor, done: bool) -> None:
        made = self.made
        if self.params.dimension == 1:
            self.made = replace(made, heights=truth.drawn(made.heights, stroke))
        else:
            self.made = replace(made, drawing=made.drawing.with_stroke(stroke.numpy(), done))
        self.take_data()

    def run_action(self, name: str) -> None:
        """Forget what was drawn."""
        if name == "clear":
            self.made = replace(self.made, heights=(), drawing=NOTHING_DRAWN)
            self.take_data()


class NceDensityInPlane(NceDensity):
    """The same in two dimensions."""

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes("table", "Table with columns x, y", points_of, ("x", "y"), turning(dataset=OWN)),
        Takes("drawing", "Picture of a figure", points_of, sets=turning(dataset=OWN)),
    )
