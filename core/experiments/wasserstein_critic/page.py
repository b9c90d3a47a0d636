"""Training on the page of the critics, and what a hand moves there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

import torch
from torch import Tensor, nn

from core.experiment import Experiment, Part
from core.experiments.wasserstein_critic import estimate_table
from core.experiments.wasserstein_critic.knobs import (
    CRITICS,
    LINE,
    SHAPES,
    CriticParams,
    GeneratorParams,
)
from core.lipschitz import wgan
from core.lipschitz.clouds import Cloud, wasserstein_of_shift
from core.lipschitz.mlp import ActivationName
from core.lipschitz.optimal_transport import transport_by_assignment
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

Place = tuple[float, float]


@dataclass(frozen=True)
class CriticsMade:
    """Where the data and the other cloud lie, and where they lay when a hand last let go."""

    places: tuple[Place, Place]
    rested: tuple[Place, Place]


class WassersteinCritic(Experiment):
    """Four critics on the same batches; they measure a cloud, or each trains a generator."""

    params: CriticParams
    made: CriticsMade

    def __init__(self, params: CriticParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.generates = isinstance(params, GeneratorParams)
        self.dimension = 1 if params.dimension == LINE else 2
        self._batches, self._between = self.generator(1), self.generator(2)
        self.noise = torch.randn(SHOWN, wgan.NOISE_SIZE, generator=self.generator(3)).to(device)
        half = 0.0 if self.generates else APART / 2
        places = ((-half, 0.0), (half, 0.0))
        self.made = CriticsMade(places, places)
        activation = cast(ActivationName, params.activation)
        self.critics = wgan.draw_critics(
            [self.dimension, *[WIDTH] * params.depth, 1], activation, self._rules(),
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
        self.generated_distances = torch.zeros(len(CRITICS), device=device)
        self.take_data()
        self._measure()

    def _adam(self, networks: nn.Module) -> torch.optim.Adam:
        rate = self.params.learning_rate
        return torch.optim.Adam(networks.parameters(), lr=rate, betas=BETAS, fused=True)

    def _rules(self) -> wgan.Rules:
        p = self.params
        return wgan.Rules(p.limit, p.penalty, p.one_sided)

    # --- the clouds -----------------------------------------------------------------------------

    def take_data(self) -> None:
        """Take the shape of the clouds, and the points to show of each, about the origin."""
        p = self.params
        self.cloud = Cloud(SHAPES[p.dataset], p.noise, self.dimension)
        self._shown = tuple(
            self.cloud.sample(SHOWN, self.generator(stream)).to(self.device) for stream in (6, 7)
        )

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
        if self.generates:
            return self.generated_distances
        return torch.full((len(CRITICS),), wasserstein_of_shift(self.shift()), device=self.device)

    def shown_critic(self) -> int:
        """Which critic is shown."""
        return CRITICS.index(self.params.critic)

    # --- training -------------------------------------------------------------------------------

    def _batch(self, index: int) -> Tensor:
        return self.cloud.sample(BATCH, self._batches).to(self.device) + self.at(index)

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
        exact = float(distances[self.shown_critic()])
        return {"w1": exact, **dict(zip(CRITICS, estimates.unbind(), strict=True))}

    def _train_generators(self, rounds: int) -> None:
        if int(self._steps) % rounds == 0:
            latents = self._latents()
            wgan.train_generators(self.critics, self.generators, self._optimisers[1], latents)
        if int(self._steps) % MEASURED_EVERY == 0:
            self._measure()

    @torch.no_grad()
    def _measure(self) -> None:
        """Note the exact distance of what each generator makes."""
        if self.generates:
            real = self.shown(0)
            fakes = [self.shown_fake(index) for index in range(len(CRITICS))]
            found = [transport_by_assignment(real, fake).cost for fake in fakes]
            self.generated_distances.copy_(torch.tensor(found))

    def parts(self) -> Mapping[str, Part]:
        """The networks, their optimisers, where batches come from, and what was noted."""
        parts: dict[str, Part] = {
            "critics": self._critics, "optimiser": self._optimisers[0],
            "batches": self._batches, "between": self._between,
            "steps": self._steps, "table": self.table,
        }  # fmt: skip
        if self.generates:
            parts |= {"generators": self._generators, "generator optimiser": self._optimisers[1]}
            parts["distances"] = self.generated_distances
        return parts

    def apply_params(self, params: CriticParams) -> None:
        """Take new values of live knobs, and hold the critics to their rules."""
        super().apply_params(params)
        wgan.set_constraints(self.critics, self._rules())

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag a cloud, or pick the critic that is shown."""
        match touch:
            case Drag("centres", index) if 0 <= index < self.movable():
                self._drag(index, touch)
            case Pick(key=key) if key in CRITICS:
                self.params = self.params.changed({"critic": key})
            case _:
                pass

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
        """Keep the clouds where a hand brought them, if the second is still a hand's to bring."""
        assert isinstance(previous, WassersteinCritic)
        if self.generates == previous.generates:
            super().carry_over(previous)
            self._measure()
