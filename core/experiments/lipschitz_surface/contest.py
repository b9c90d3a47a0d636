"""The networks of one task, what they learn from, and how they stand when they are looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from core.data.planes import SHAPES
from core.experiment import Part
from core.experiments.lipschitz_surface.knobs import SETS, STRENGTHS, SurfaceParams
from core.lipschitz import tasks
from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.mlp import ActivationName, Architecture
from core.lipschitz.network import Network, draw_initial_layers
from core.lipschitz.side_by_side import ConstrainedTrainer, Loss

# All points are seen at each step unless there are more than this.
BATCH = 128
HELD_OUT = 500
SLOTS = ("first", "second", "third", "fourth")
"""Names of the scalars of a step: the steepest slope of each network at the data."""


@dataclass(frozen=True)
class Task:
    """A loss, the number of inputs, and where samples come from."""

    name: str
    inputs: int
    loss: Loss
    sample: Callable[[SurfaceParams, int, float, torch.Generator], tasks.Sample]


def _classes(
    p: SurfaceParams, count: int, wrong: float, generator: torch.Generator
) -> tasks.Sample:
    return tasks.two_classes(SHAPES[p.dataset], count, p.noise, wrong, generator)


def _curve(p: SurfaceParams, count: int, wrong: float, generator: torch.Generator) -> tasks.Sample:
    return tasks.noisy_curve(count, p.noise, wrong, generator)


PLANE = Task("plane", 2, tasks.logistic, _classes)
LINE = Task("line", 1, tasks.squared, _curve)


class Contest:
    """Networks on one task. Portraits are renewed one after the other while the page plays."""

    def __init__(
        self,
        task: Task,
        params: SurfaceParams,
        generator: Callable[[int], torch.Generator],
        device: torch.device,
    ) -> None:
        self.task, self.params, self.device = task, params, device
        self._generator = generator
        self._drawn = generator(2)
        self.kinds = SETS[params.compare]
        width = params.width + params.width % 2  # GroupSort takes units in pairs
        widths = [task.inputs, *[width] * params.layers, 1]
        initial = draw_initial_layers(widths, generator(0))
        networks = [Network(initial, self._constraint(k), self._shape(k)) for k in self.kinds]
        self.rivals = ConstrainedTrainer(
            [network.to(device) for network in networks], task.loss, params.learning_rate
        )
        self.version = self._turn = self._hunted = 0
        self.found = [0.0] * len(networks)
        self._searched: list[FrozenNetwork | None] = [None] * len(networks)
        self._take_data()
        self._portraits = [(0, FrozenNetwork(network)) for network in networks]

    def _constraint(self, kind: Kind) -> Constraint:
        p = self.params
        strength = p.strength * STRENGTHS.get(kind, 1.0)
        return Constraint(kind, strength, p.clip, p.slope, p.one_sided, p.rounds)

    def _shape(self, kind: Kind) -> Architecture:
        named: dict[str, ActivationName] = {
            "relu": "relu", "leaky relu": "leaky relu", "absolute value": "absolute value",
        }  # fmt: skip
        activation = named.get(self.params.activation, "group sort")
        return Architecture(
            "group sort" if kind is Kind.ORTHOGONAL else activation, self.params.residual
        )

    def _take_data(self) -> None:
        p, draw = self.params, self.task.sample
        self.sample = draw(p, p.count, p.wrong / 100, self._generator(1)).to(self.device)
        self.held_out = draw(p, HELD_OUT, 0.0, self._generator(3)).to(self.device)

    # --- training -------------------------------------------------------------------------------

    def step(self) -> dict[str, Tensor | float]:
        """Train every network once on the same batch."""
        slopes = self.rivals.step(self.sample.batch(BATCH, self._drawn), self._drawn)
        self.version += 1
        return dict(zip(SLOTS, slopes, strict=False))

    def parts(self) -> Mapping[str, Part]:
        """All that training changes."""
        parts: dict[str, Part] = {
            "networks": self.rivals.module,
            "optimiser": self.rivals.optimiser,
            "draws": self._drawn,
        }
        return {f"{self.task.name} {name}": part for name, part in parts.items()}

    def apply_params(self, params: SurfaceParams) -> None:
        """Take new values of live knobs."""
        before, self.params = self.params, params
        constraints = [self._constraint(kind) for kind in self.kinds]
        self.rivals.set_constraints(constraints, params.learning_rate)
        drawn_from = ("dataset", "count", "noise", "wrong")
        if any(getattr(before, name) != getattr(params, name) for name in drawn_from):
            self._take_data()
        self.version += 1

    # --- looking --------------------------------------------------------------------------------

    def renew(self, fine: bool) -> None:
        """Take the portrait whose turn it is, or all that are out of date."""
        self._turn = (self._turn + 1) % len(self.kinds)
        for index in range(len(self.kinds)) if fine else [self._turn]:
            if self._portraits[index][0] != self.version:
                self._portraits[index] = (self.version, FrozenNetwork(self.rivals.networks[index]))

    def portrait(self, index: int, fine: bool = False) -> FrozenNetwork:
        """The network as it was when its turn last came, or as it is now."""
        if fine and self._portraits[index][0] != self.version:
            self._portraits[index] = (self.version, FrozenNetwork(self.rivals.networks[index]))
        return self._portraits[index][1]

    def search(self, fine: bool) -> None:
        """Find the steepest slope of the network whose turn it is, or of all."""
        self._hunted = (self._hunted + 1) % len(self.kinds)
        everyone = fine or self._searched[0] is None
        for index in range(len(self.kinds)) if everyone else [self._hunted]:
            portrait = self.portrait(index, fine)
            if self._searched[index] is not portrait:
                self._searched[index] = portrait
                self.found[index] = portrait.steepest(self.sample.points, self._generator(4))
