"""Training on the page of the critics, and what a hand moves there."""

from collections.abc import Mapping
from typing import ClassVar, Self, cast

import torch
from torch import Tensor, nn

from core.experiment import Curve, Drawer, Experiment, Part, State
from core.experiments.wasserstein_critic import ledger, line, look, plane
from core.experiments.wasserstein_critic.knobs import (
    CRITICS,
    DISTANCE,
    GENERATOR,
    LINE,
    SHAPES,
    CriticParams,
)
from core.experiments.wasserstein_critic.pair import APART, SHOWN, Pair
from core.experiments.wasserstein_critic.presets import PRESETS
from core.keeping import Keeping
from core.lipschitz import wgan
from core.lipschitz.clouds import Cloud, wasserstein_of_shift
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.mlp import ActivationName
from core.lipschitz.optimal_transport import transport_by_assignment
from core.params import Params, Preset
from core.touches import Drag, Pick, Touch

BATCH = 128
# Units in each hidden layer of the critics and generators.
WIDTH = 64
# As for the critics of Gulrajani et al. 2017 on such clouds: a short memory of the past, since
# what a critic has to measure moves.
BETAS = (0.5, 0.9)
# Steps between two exact distances of the generators: an assignment costs as much as a step.
MEASURED_EVERY = 25
# While playing, the surface, the plan and the arrows are drawn in turn, one at each look.
TURNS = 3


class WassersteinCritic(Experiment):
    """Four critics on the same batches, and in one task a generator against each."""

    name: ClassVar[str] = "wasserstein_critic"
    Params: ClassVar[type[Params]] = CriticParams
    presets: ClassVar[tuple[Preset, ...]] = PRESETS
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("w1", "W₁", "truth", form=".2f"),
        *(
            Curve(name, short, role, form=".2f")
            for name, short, role in zip(CRITICS, ledger.SHORT, ledger.ROLES, strict=True)
        ),
    )
    curve_title: ClassVar[str] = "Estimates"
    hero: ClassVar[str] = "clouds"
    side: ClassVar[tuple[str, ...]] = ("record", "critics")
    strip: ClassVar[tuple[str, ...]] = ("weights",)

    params: CriticParams

    def __init__(self, params: CriticParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.dimension = 1 if params.dimension == LINE else 2
        self._batches, self._between = self.generator(1), self.generator(2)
        self.noise = torch.randn(SHOWN, wgan.NOISE_SIZE, generator=self.generator(3)).to(device)
        self.pair = Pair(APART if params.task == DISTANCE else 0.0, device)
        widths = [WIDTH] * params.depth
        activation = cast(ActivationName, params.activation)
        self.critics = wgan.draw_critics(
            [self.dimension, *widths, 1], activation, self._rules(), self.generator(4)
        )
        count = len(CRITICS) if params.task == GENERATOR else 0
        self.generators = wgan.draw_generators(
            [wgan.NOISE_SIZE, WIDTH, WIDTH, self.dimension], count, self.generator(5)
        )
        self._critics = nn.ModuleList(self.critics).to(device)
        self._generators = nn.ModuleList(self.generators).to(device)
        self._optimisers = [self._adam(self._critics)]
        if self.generators:
            self._optimisers.append(self._adam(self._generators))
        self._steps = torch.zeros((), dtype=torch.int64)
        self.ledger = ledger.empty(device)
        self.version = 0
        self.heights = torch.zeros(2, 2)
        self._surfaces: dict[int, FrozenNetwork] = {}
        self._surfaces_of = 0
        self._take_data()
        self.distances = torch.zeros(len(CRITICS), device=device)
        self._measure()
        self.keeping, self._ruler = Keeping(TURNS), look.Ruler(self.pair)

    def _adam(self, networks: nn.Module) -> torch.optim.Adam:
        rate = self.params.learning_rate
        return torch.optim.Adam(networks.parameters(), lr=rate, betas=BETAS, fused=True)

    def _rules(self) -> wgan.Rules:
        p = self.params
        return wgan.Rules(p.limit, p.penalty, p.one_sided)

    def _take_data(self) -> None:
        """Take the shape of the clouds, and the points to show of each, about the origin."""
        p = self.params
        cloud = Cloud(SHAPES[p.dataset], p.noise, self.dimension)
        self.pair.take(cloud, [self.generator(6), self.generator(7)])
        self.version += 1

    # --- what there is to see -------------------------------------------------------------------

    def shown(self) -> int:
        """Which critic is shown."""
        return CRITICS.index(self.params.critic)

    def surface(self, index: int) -> FrozenNetwork:
        """Critic `index` as it stands, made once for all pictures of this version."""
        if self._surfaces_of != self.version:
            self._surfaces, self._surfaces_of = {}, self.version
        if index not in self._surfaces:
            self._surfaces[index] = FrozenNetwork(self.critics[index])
        return self._surfaces[index]

    def shown_distance(self) -> float:
        """The exact distance that the shown critic has to find."""
        return float(self.distances[self.shown()])

    def shown_fake(self, index: int) -> Tensor:
        """The points that critic `index` holds against the data `(SHOWN, dimension)`."""
        if self.generators:
            return self.generators[index].value(self.noise).detach()
        return self.pair.shown(1)

    # --- training -------------------------------------------------------------------------------

    def _fakes(self) -> list[Tensor]:
        if not self.generators:
            return [self.pair.batch(1, BATCH, self._batches)] * len(CRITICS)
        noise = self._latents()
        return [generator.value(noise).detach() for generator in self.generators]

    def _latents(self) -> Tensor:
        return torch.randn(BATCH, wgan.NOISE_SIZE, generator=self._batches).to(self.device)

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of all critics; after some of them, one of all generators."""
        self._steps += 1
        real, fakes = self.pair.batch(0, BATCH, self._batches), self._fakes()
        said = wgan.train_critics(self.critics, self._optimisers[0], real, fakes, self._between)
        estimates = torch.stack(said)
        if self.generators and int(self._steps) % self.params.rounds == 0:
            latents = self._latents()
            wgan.train_generators(self.critics, self.generators, self._optimisers[1], latents)
        if self.generators and int(self._steps) % MEASURED_EVERY == 0:
            self._measure()
        ledger.enter(self.ledger, self.distances, estimates)
        self.version += 1
        return {"w1": self.shown_distance(), **dict(zip(CRITICS, estimates.unbind(), strict=True))}

    @torch.no_grad()
    def _measure(self) -> None:
        """Note the exact distance that each critic has to find."""
        if not self.generators:
            self.distances.fill_(wasserstein_of_shift(self.pair.shift()))
            return
        real = self.pair.shown(0)
        found = [transport_by_assignment(real, self.shown_fake(i)).cost for i in range(4)]
        self.distances.copy_(torch.tensor(found))

    def parts(self) -> Mapping[str, Part]:
        """The networks, their optimisers, where batches come from, and what was noted."""
        parts: dict[str, Part] = {
            "critics": self._critics, "optimiser": self._optimisers[0],
            "batches": self._batches, "between": self._between,
            "steps": self._steps, "ledger": self.ledger,
        }  # fmt: skip
        if self.generators:
            parts |= {"generators": self._generators, "generator optimiser": self._optimisers[1]}
            parts["distances"] = self.distances
        return parts

    def restore(self, state: State) -> None:
        """Go back, and know that all pictures are out of date."""
        super().restore(state)
        self.version += 1

    def apply_params(self, params: CriticParams) -> None:
        """Take new values of live knobs."""
        before, self.params = self.params, params
        wgan.set_constraints(self.critics, self._rules())
        for optimiser in self._optimisers:
            for group in optimiser.param_groups:
                group["lr"] = params.learning_rate
        if (before.dataset, before.noise) != (params.dataset, params.noise):
            self._take_data()

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag a cloud, or pick the critic that is shown."""
        match touch:
            case Drag("centres", index) if 0 <= index < self.movable():
                self.pair.drag(index, touch.x, touch.y)
                self._measure()
                self.version += 1
                if touch.done:
                    self._ruler.turn()
            case Pick(layer, 0) if layer in plane.DOTS:
                picked = CRITICS[plane.DOTS.index(layer)]
                self.params = self.params.changed({"critic": picked})
            case _:
                pass

    def movable(self) -> int:
        """How many clouds a hand can drag."""
        return 1 if self.generators else 2

    def carry_over(self, previous: Self) -> None:
        """Keep the clouds where a hand brought them."""
        if self.params.task == previous.params.task:
            self.pair.carry_over(previous.pair)
            self._ruler.turn()
            self._measure()

    def views(self) -> Mapping[str, Drawer]:
        """The clouds on one critic's surface, the record, all critics, the clipped weights."""
        kind = line if self.dimension == 1 else plane
        return {
            "clouds": lambda fine: kind.clouds(self, self._ruler, fine),
            "record": lambda fine: look.record(self, self._ruler),
            "critics": lambda fine: kind.critics(self, fine),
            "weights": lambda fine: look.weights(self),
        }
