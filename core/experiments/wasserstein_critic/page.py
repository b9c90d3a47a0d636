"""Training on the page of the critics, and what a hand moves there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, cast

import torch
from torch import Tensor, nn

from core.experiment import Experiment, Part
from core.experiments.wasserstein_critic import estimate_table
from core.experiments.wasserstein_critic.knobs import (
    CRITICS,
    LINE,
    ONE_BLOB,
    OWN,
    SHAPES,
    CriticParams,
    GeneratorParams,
)
from core.experiments.wasserstein_critic.own_clouds import OwnClouds, Place, own_clouds
from core.lipschitz import wgan
from core.lipschitz.clouds import Cloud, wasserstein_of_shift
from core.lipschitz.mlp import ActivationName
from core.lipschitz.optimal_transport import transport_by_assignment
from core.own_data import LABEL, Takes, turning
from core.touches import Drag, Pick, Touch

BATCH = 128
# Units in each hidden layer of the critics and generators.
WIDTH = 64
# As for the critics of Gulrajani et al. 2017 on such clouds: a short memory of the past, since
# what a critic has to measure moves.
BETAS = (0.5, 0.9)
# Steps between two exact distances of the generators: an assignment costs as much as a step.
MEASURED_EVERY = 25
# Points of each cloud that are shown and assigned.
SHOWN = 128
# Where the clouds lie before a hand moves them, and how far from the middle a hand can bring them.
APART, REACH = 3.0, (3.2, 2.4)


@dataclass(frozen=True)
class CriticsMade:
    """Where the data and the other cloud lie, and where they lay when a hand last let go."""

    places: tuple[Place, Place]
    rested: tuple[Place, Place]


class WassersteinCritic(Experiment):
    """Four critics on the same batches; they measure a cloud, or each trains a generator."""

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes(
            "table", "Two tables, or one with a label: two clouds", own_clouds,
            ("x", "y", LABEL), turning(dataset=OWN),
        ),
        Takes("table", "Table with columns x, y", own_clouds, ("x", "y"), turning(dataset=OWN)),
        Takes("drawing", "Picture of a figure", own_clouds, sets=turning(dataset=OWN)),
    )  # fmt: skip

    params: CriticParams
    made: CriticsMade

    def __init__(self, params: CriticParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.generates = isinstance(params, GeneratorParams)
        self.dimension = 1 if params.dimension == LINE else 2
        self._batches, self._between = self.generator(1), self.generator(2)
        self.noise = torch.randn(SHOWN, wgan.NOISE_SIZE, generator=self.generator(3)).to(device)
        places = self._places()
        self.made = CriticsMade(places, places)
        activation = cast(ActivationName, params.activation)
        self.critics = wgan.draw_critics(
            [self.dimension, *[WIDTH] * params.depth, 1], activation, params.rules,
            self.generator(4),
        )  # fmt: skip
        self.generators = wgan.draw_generators(
            [wgan.NOISE_SIZE, WIDTH, WIDTH, self.dimension],
            len(CRITICS) if self.generates else 0, self.generator(5),
        )  # fmt: skip
        self._critics = nn.ModuleList(self.critics).to(device)
        self._generators = nn.ModuleList(self.generators).to(device)
        self._optimisers = [self._adam(self._critics)]
        if self.generates:
            self._optimisers.append(self._adam(self._generators))
        self._steps = torch.zeros((), dtype=torch.int64)
        self.table = estimate_table.empty(len(CRITICS), device)
        self.measured = torch.zeros(len(CRITICS), device=device)
        self.take_data()

    def _own(self) -> OwnClouds | None:
        """What a person brought, where it is learnt."""
        return self.own.content if self.own and self.params.dataset == OWN else None

    def _places(self) -> tuple[Place, Place]:
        """Where the clouds lie until a hand moves them: two that were brought, where they lay."""
        own = self._own()
        if own is not None and own.names and not self.generates:
            return own.on(self.dimension)
        half = 0.0 if self.generates else APART / 2
        return (-half, 0.0), (half, 0.0)

    def _adam(self, networks: nn.Module) -> torch.optim.Adam:
        rate = self.params.learning_rate
        return torch.optim.Adam(networks.parameters(), lr=rate, betas=BETAS, fused=True)

    # --- the clouds -----------------------------------------------------------------------------

    def take_data(self) -> None:
        """Take the shape of the clouds, and the points to show of each, about the origin."""
        p, own = self.params, self._own()
        shapes = (SHAPES.get(p.dataset, ONE_BLOB),) if own is None else own.shapes(self.generates)
        clouds = [Cloud(shape, p.noise, self.dimension) for shape in shapes]
        self.clouds = clouds[0], clouds[-1]
        self._shown = tuple(
            cloud.sample(SHOWN, self.generator(stream)).to(self.device)
            for cloud, stream in zip(self.clouds, (6, 7), strict=True)
        )
        self._measure()

    def at(self, index: int) -> Tensor:
        """Where cloud `index` lies `(dimension,)`: 0 is the data, 1 its copy."""
        return torch.tensor(self.made.places[index][: self.dimension], device=self.device)

    def shift(self) -> Tensor:
        """From the data to its copy `(dimension,)`."""
        return self.at(1) - self.at(0)

    def shown(self, index: int) -> Tensor:
        """The points `(SHOWN, dimension)` that are shown of cloud `index`."""
        return self._shown[index] + self.at(index)

    def shown_fake(self, critic: int) -> Tensor:
        """The points `(SHOWN, dimension)` that a critic holds against the data."""
        if not self.generates:
            return self.shown(1)
        return self.generators[critic].value(self.noise).detach()

    def distances(self) -> Tensor:
        """The exact distance `(4,)` that each critic has to find."""
        if self.generates or self.differ:
            return self.measured
        return torch.full((len(CRITICS),), wasserstein_of_shift(self.shift()), device=self.device)

    @property
    def differ(self) -> bool:
        """Whether the second cloud is no copy of the first."""
        return self.clouds[0] is not self.clouds[1]

    # --- training -------------------------------------------------------------------------------

    def _batch(self, index: int) -> Tensor:
        cloud = self.clouds[index]
        return cloud.sample(BATCH, self._batches).to(self.device) + self.at(index)

    def _fakes(self) -> list[Tensor]:
        if not self.generates:
            return [self._batch(1)] * len(CRITICS)
        noise = self._latents()
        return [generator.value(noise).detach() for generator in self.generators]

    def _latents(self) -> Tensor:
        return torch.randn(BATCH, wgan.NOISE_SIZE, generator=self._batches).to(self.device)

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of all critics; after some of them, one of all generators."""
        self._steps += 1
        real, fakes = self._batch(0), self._fakes()
        said = wgan.train_critics(self.critics, self._optimisers[0], real, fakes, self._between)
        estimates = torch.stack(said)
        if isinstance(self.params, GeneratorParams):
            self._train_generators(self.params.rounds)
        distances = self.distances()
        estimate_table.enter(self.table, distances, estimates)
        exact = float(distances[CRITICS.index(self.params.critic)])
        return {"w1": exact, **dict(zip(CRITICS, estimates.unbind(), strict=True))}

    def _train_generators(self, rounds: int) -> None:
        if int(self._steps) % rounds == 0:
            latents = self._latents()
            wgan.train_generators(self.critics, self.generators, self._optimisers[1], latents)
        if int(self._steps) % MEASURED_EVERY == 0:
            self._measure()

    @torch.no_grad()
    def _measure(self) -> None:
        """Note how far what is shown of the data is from what each critic holds against it."""
        if self.generates or self.differ:
            real, count = self.shown(0), len(CRITICS)
            fakes = [self.shown_fake(index) for index in range(count if self.generates else 1)]
            found = [transport_by_assignment(real, fake).cost for fake in fakes]
            self.measured.copy_(torch.tensor(found).expand(count))

    def parts(self) -> Mapping[str, Part]:
        """The networks, their optimisers, where batches come from, and what was noted."""
        parts: dict[str, Part] = {
            "critics": self._critics, "optimiser": self._optimisers[0],
            "batches": self._batches, "between": self._between,
            "steps": self._steps, "table": self.table,
        }  # fmt: skip
        if self.generates:
            parts |= {"generators": self._generators, "generator optimiser": self._optimisers[1]}
            parts["distances"] = self.measured
        return parts

    def apply_params(self, params: CriticParams) -> None:
        """Take new values of live knobs, and hold the critics to their rules."""
        before = self._places()
        super().apply_params(params)
        if self._places() != before:  # clouds that were brought lie where they lay
            self.made = CriticsMade(self._places(), self._places())
            self._measure()
        wgan.set_constraints(self.critics, params.rules)

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag a cloud, or pick the critic that is shown."""
        match touch:
            case Drag("centres", index) if 0 <= index < self.movable():
                self._drag(index, touch)
            case Pick(key=key) if key in CRITICS:
                self.params = self.params.changed({"critic": key})

    def _drag(self, index: int, drag: Drag) -> None:
        """Bring a cloud to a place within reach; on the line y does not count."""
        wanted = (drag.x, drag.y if self.dimension == 2 else 0.0)
        x, y = (min(max(value, -most), most) for value, most in zip(wanted, REACH, strict=True))
        first, second = self.made.places
        places = ((x, y), second) if index == 0 else (first, (x, y))
        self.made = replace(
            self.made, places=places, rested=places if drag.done else self.made.rested
        )
        self._measure()

    def movable(self) -> int:
        """How many clouds a hand can drag."""
        return 1 if self.generates else 2

    def carry_over(self, previous: Experiment) -> None:
        """Keep where a hand brought the clouds, unless data that was brought has its places."""
        assert isinstance(previous, WassersteinCritic)
        both = {previous._own(), self._own()}
        same = len(both) == 1 or not any(own.names for own in both if own)
        if self.generates == previous.generates and same:
            super().carry_over(previous)
            self._measure()
