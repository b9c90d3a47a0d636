"""Networks under different constraints beside each other: how they learn, what a hand moves."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, cast

import torch
from torch import Tensor

from core.experiment import Experiment, Part
from core.experiments.lipschitz_surface.knobs import (
    SETS,
    STRENGTHS,
    ConstraintParams,
)
from core.lipschitz import tasks
from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.mlp import ActivationName, Architecture
from core.lipschitz.network import Network, draw_initial_layers
from core.lipschitz.side_by_side import ConstrainedTrainer, Loss
from core.touches import Drag, Pick, Touch

# All points are seen at each step unless there are more than this.
BATCH = 128
HELD_OUT = 500
SLOTS = ("first", "second", "third", "fourth")
"""Names of the scalars of a step: the steepest slope of each network at the data."""
# A cone is not opened by a place nearer to its tip than this.
SHORTEST_RUN = 0.05


@dataclass(frozen=True)
class ComparisonMade:
    """The name of the network that a hand has picked, "" for none."""

    picked: str = ""


@dataclass(frozen=True)
class LineMade(ComparisonMade):
    """Also where the tip of the cone is."""

    tip: float = 0.4


@dataclass(frozen=True)
class Task:
    """What is learnt: inputs, loss, and the first of its ten streams of random numbers.

    `first` is the network that is picked before a hand has picked any; -1 is the last.
    """

    inputs: int
    loss: Loss
    streams: int
    first: int


class Comparison(Experiment):
    """Networks under different constraints, from the same weights, on the same batches."""

    task: ClassVar[Task]

    params: ConstraintParams
    made: ComparisonMade

    def __init__(self, params: ConstraintParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._draws = self.stream(2)
        self.names = tuple(kind.value for kind in SETS[params.compare])
        width = params.width + params.width % 2  # GroupSort takes units in pairs
        widths = [self.task.inputs, *[width] * params.layers, 1]
        initial = draw_initial_layers(widths, self.stream(0))
        self.networks = [
            Network(initial, constraint, self._architecture(constraint.kind)).to(device)
            for constraint in self._constraints()
        ]
        self._trainer = ConstrainedTrainer(self.networks, self.task.loss, params.learning_rate)
        self.take_data()

    def stream(self, number: int) -> torch.Generator:
        """A generator for one purpose of this task."""
        return self.generator(self.task.streams + number)

    def _constraints(self) -> list[Constraint]:
        p = self.params
        return [
            Constraint(
                kind, p.strength * STRENGTHS.get(kind, 1.0), p.clip, p.slope, p.one_sided, p.rounds
            )
            for kind in SETS[p.compare]
        ]

    def _architecture(self, kind: Kind) -> Architecture:
        """As the knobs say; orthogonal layers have GroupSort, since others waste their slope."""
        activation = "group sort" if kind is Kind.ORTHOGONAL else self.params.activation
        return Architecture(cast(ActivationName, activation), self.params.residual)

    @abstractmethod
    def draw(self, count: int, wrong: float, generator: torch.Generator) -> tasks.Sample:
        """Samples of the task, a share `wrong` of which is wrong."""

    def take_data(self) -> None:
        """Draw what is learnt from, and what is never seen."""
        p = self.params
        self.sample = self.draw(p.count, p.wrong / 100, self.stream(1)).to(self.device)
        self.held_out = self.draw(HELD_OUT, 0.0, self.stream(3)).to(self.device)

    def step(self) -> Mapping[str, Tensor | float]:
        """Train every network once on the same batch."""
        slopes = self._trainer.step(self.sample.batch(BATCH, self._draws), self._draws)
        return dict(zip(SLOTS, slopes, strict=False))

    def parts(self) -> Mapping[str, Part]:
        """The networks, their optimiser, and where batches and penalised places come from."""
        return {
            "networks": self._trainer.module,
            "optimiser": self._trainer.optimiser,
            "draws": self._draws,
        }

    def apply_params(self, params: ConstraintParams) -> None:
        """Take new values of live knobs, and hold the networks to them."""
        super().apply_params(params)
        self._trainer.set_constraints(self._constraints())

    def picked(self) -> int:
        """Which network is looked at closely."""
        if self.made.picked in self.names:
            return self.names.index(self.made.picked)
        return self.task.first % len(self.names)

    def touch(self, view: str, touch: Touch) -> None:
        """Pick the network whose mark was clicked."""
        match touch:
            case Pick(key=key) if key in self.names:
                self.made = replace(self.made, picked=key)
            case _:
                pass


class LineComparison(Comparison):
    """A noisy curve on a line."""

    task: ClassVar[Task] = Task(1, tasks.squared, 20, 0)

    made: LineMade = LineMade()

    def draw(self, count: int, wrong: float, generator: torch.Generator) -> tasks.Sample:
        """Values `(N, 1)` of the curve with noise, at places `(N, 1)`."""
        return tasks.noisy_curve(count, self.params.noise, wrong, generator)

    def touch(self, view: str, touch: Touch) -> None:
        """Move the cone along the curve; open or close it by its arm, which turns K."""
        match touch:
            case Drag("tip"):
                tip = min(max(touch.x, -tasks.CURVE_SIDE), tasks.CURVE_SIDE)
                self.made = replace(self.made, tip=tip)
            case Drag("arm"):
                self._open(touch.x, touch.y)
            case _:
                super().touch(view, touch)

    def _open(self, x: float, y: float) -> None:
        tip = torch.tensor([[self.made.tip]], device=self.device)
        height = float(FrozenNetwork(self.networks[self.picked()]).values(tip)[0])
        slope = abs(y - height) / max(abs(x - self.made.tip), SHORTEST_RUN)
        knob = self.params.knobs()["slope"]
        slope = min(max(slope, knob.low), knob.high)
        self.apply_params(self.params.changed({"slope": slope}))
