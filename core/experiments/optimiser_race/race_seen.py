"""What there is to see of the race."""

from collections.abc import Generator

import torch
from torch import Tensor

from core import figures
from core.data.contours import contours
from core.experiments.optimiser_race.knobs import OWN, TUNED, RaceParams
from core.experiments.optimiser_race.race_page import FAR, LEAST, LENGTH, RaceMade, SurfaceRace
from core.experiments.optimiser_race.runners import FOLLOWING, RUNNERS
from core.optim import ON_QUADRATIC, QUADRATIC, MomentumRuns
from core.optim.gradient_flow import gradient_flow
from core.seen import Seen, grown, kept
from core.view_layers import Array, Bounds, frozen

# Nodes of the picture of the surface, and its contours: powers of this many, about the peak.
COLUMNS, ROWS, LEVELS, POWER = 120, 80, 14, 2.2
# The map: rates (as decimal logarithms), momenta, cells, and steps in a slice and in all.
MAP_BOUNDS: Bounds = (-3.0, 0.3, 0.0, 0.98)
MAP_CELLS, SLICE, MAP_STEPS = (44, 30), 20, 100
# Ends of the map's colours, in decades from the first loss.
DECADES = 6.0
FLOW_POINTS = 160


class RaceSeen(Seen[SurfaceRace, RaceParams, RaceMade]):
    """The surface, the ways of the runners, the flow that some follow, and the stability map."""

    def bounds(self) -> Bounds:
        """What is shown of the surface."""
        (left, right), (low, high) = self.model.surface.view
        return (left, right, low, high)

    @kept
    def ground(self) -> Array:
        """Contours of the surface, at losses that grow by equal factors."""
        nodes = figures.nodes(self.bounds(), COLUMNS, ROWS, torch.zeros(1, dtype=torch.float64))
        heights = self.model.surface.value(nodes) - self.model.surface.lowest
        peak = float(heights.max())
        levels = [peak / POWER**power for power in range(1, LEVELS)]
        return frozen(contours(heights.reshape(ROWS, COLUMNS), self.bounds(), levels))

    @kept
    def trails(self) -> Tensor:
        """The ways so far (runners, steps, 2)."""
        return self.model.trail[:, : self.model.clock.step + 1].clone()

    @kept
    def flow(self) -> Tensor:
        """The gradient flow from the start (N, 2), as far as the fastest that follows it goes."""
        rates = [self.model.rates()[name] for name in FOLLOWING]
        times = torch.linspace(0, max(rates) * LENGTH, FLOW_POINTS, dtype=torch.float64)
        return gradient_flow(self.model.surface, self.model.start()[None], times)[:, 0]

    @kept
    def losses(self) -> Tensor:
        """How far above the lowest place each has been so far (runners, steps)."""
        above = self.model.surface.value(self.trails()) - self.model.surface.lowest
        return above.nan_to_num(nan=FAR, posinf=FAR).clamp(LEAST, FAR)

    def counted(self, name: str) -> Tensor:
        """Where a runner's losses stand on the axis (steps,)."""
        steps = torch.arange(self.trails().shape[1], dtype=torch.float64)
        return steps * self.model.costs()[name]

    @kept
    def leader(self) -> str:
        """Who is lowest now, counted as the axis counts."""
        reached = [float(self.counted(name)[-1]) for name in RUNNERS]
        common = min(reached)
        now = [
            float(row[int((self.counted(name) <= common).sum()) - 1])
            for name, row in zip(RUNNERS, self.losses(), strict=True)
        ]
        return tuple(RUNNERS)[now.index(min(now))]

    def lead(self) -> float:
        """The loss of the leader."""
        return float(self.losses()[tuple(RUNNERS).index(self.leader()), -1])

    def tuned(self) -> bool:
        """Whether each has the rate that is best for it."""
        return self.p.rates == TUNED

    # --- the stability map ----------------------------------------------------------------------

    @grown
    def stability(self) -> Generator[Tensor]:
        """Decades (momenta, rates) by which the loss has grown or fallen, some steps a look."""
        left, right, low, high = MAP_BOUNDS
        columns, rows = MAP_CELLS
        rates = 10 ** torch.linspace(left, right, columns, dtype=torch.float64)
        momenta = torch.linspace(low, high, rows, dtype=torch.float64)
        start, surface = self.model.start(), self.model.surface
        runs = MomentumRuns(surface, start, rates, momenta, self.p.nesterov)
        first = float(surface.value(start)) - surface.lowest + LEAST
        while runs.steps < MAP_STEPS:
            runs.advance(SLICE)
            yield (runs.losses().clamp(LEAST, FAR) / first).log10().clamp(-DECADES, DECADES)

    @kept
    def boundary(self) -> Tensor | None:
        """The largest stable rate over the momentum (N, 2); None where no formula is exact."""
        if self.p.surface not in (QUADRATIC.name, OWN):
            return None
        name = "Nesterov" if self.p.nesterov else "momentum"
        momenta = torch.linspace(MAP_BOUNDS[2], MAP_BOUNDS[3], 60, dtype=torch.float64)
        limit = next(each for each in ON_QUADRATIC if each.name == name).limit(momenta)
        return torch.stack([(limit / self.model.surface.curvatures[1]).log10(), momenta], dim=1)
