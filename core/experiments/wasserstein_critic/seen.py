"""What is looked at on the page of the critics: surfaces, points, and how far apart they are."""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from core import figures
from core.data.contours import contours
from core.experiments.wasserstein_critic import estimate_table
from core.experiments.wasserstein_critic.knobs import CRITICS, SLOPE, CriticParams
from core.experiments.wasserstein_critic.page import CriticsMade, WassersteinCritic
from core.figures import Tile
from core.lipschitz import wgan
from core.lipschitz.clouds import jensen_shannon_between, potential_on_line
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.gradient_penalty import interpolate
from core.lipschitz.optimal_transport import transport_by_assignment, transport_on_line
from core.seen import Seen, kept
from core.view_layers import Array, frozen

# The surface is painted beyond the axes, since a panel may be wider than high.
WIDE = Tile(0.0, 0.0, (6.0, 4.2))
# Heights from the middle at the ends of the colours: one scale for all critics, in units of
# distance, so that a flat critic looks flat.
HEIGHTS = (-8.0, 8.0)
CELLS, FINE_CELLS = (41, 29), (161, 113)
TILE_CELLS, FINE_TILE_CELLS = (23, 19), (47, 37)
# An assignment of so many points costs a fifth of a look; on the line every n-th point has a line.
ASSIGNED, PLAN_STRIDE = 64, 6
# Curves on the line are drawn this far, with so many points.
SIDE, COUNT = 6.0, 241
# Distances at which the divergence is drawn: densely near nought, where it rises, and elsewhere
# densely enough for the grid of 25 modes, which meets itself again and again.
RISE = sorted({*(0.01 * n * n for n in range(10)), *(0.1 * n for n in range(66))})
WEIGHT_BINS = 21


class Ground(NamedTuple):
    """What lies under the points: values (rows, columns), and the contours of heights (N, 2)."""

    values: Array
    contours: Array | None


class CriticSeen(Seen[WassersteinCritic, CriticParams, CriticsMade]):
    """Critics as they stand, the points they hold against each other, and the exact answers."""

    def shown(self) -> int:
        """Which critic is shown."""
        return CRITICS.index(self.p.critic)

    @kept
    def surface(self, critic: int) -> FrozenNetwork:
        """A critic as it stands, its weights made once for all pictures."""
        return FrozenNetwork(self.model.critics[critic])

    @kept
    def real(self) -> Tensor:
        """The points of the data that are shown `(N, D)`."""
        return self.model.shown(0)

    @kept
    def fake(self, critic: int) -> Tensor:
        """The points that a critic holds against them `(N, D)`."""
        return self.model.shown_fake(critic)

    @kept
    def policed(self) -> Tensor:
        """Points between data and fakes, where the gradient penalty looks at the slope."""
        return interpolate(self.real(), self.fake(self.shown()), self.model.generator(8))

    # --- surfaces in the plane ------------------------------------------------------------------

    @kept(waits=True)
    def ground(self, critic: int, tile: Tile, gap: float) -> Ground:
        """Centred heights, or slopes, of a critic on the nodes over a tile, and their contours."""
        region, whole = tile.region, tile.scale == 1
        coarse, fine = (CELLS, FINE_CELLS) if whole else (TILE_CELLS, FINE_TILE_CELLS)
        columns, rows = fine if self.fine else coarse
        points = figures.nodes(region, columns, rows, self.real())
        if self.p.surface == SLOPE:
            values = self.surface(critic).gradients(points).norm(dim=1)
        else:
            values = self.surface(critic).centred(points, self.real(), self.fake(critic))
        grid = figures.finite(values).reshape(rows, columns).cpu()
        if self.p.surface == SLOPE:
            return Ground(frozen(grid), None)
        heights = torch.arange(HEIGHTS[0] / gap, HEIGHTS[1] / gap + 0.5) * gap
        return Ground(frozen(grid), frozen(contours(grid, tile.bounds, heights.tolist())))

    @kept
    def pushes(self, stride: int) -> tuple[Tensor, Tensor]:
        """Every n-th fake `(N, D)` of the critic shown, and its gradient there."""
        some = self.fake(self.shown())[::stride]
        return some, self.surface(self.shown()).gradients(some)

    @kept(waits=True)
    def plan(self) -> tuple[Tensor, Tensor]:
        """The cheapest pairing of some of the points: starts and ends, by assignment or sorting."""
        real, fake = self.real(), self.fake(self.shown())
        if self.model.dimension == 2:
            real, fake, stride = real[:ASSIGNED], fake[:ASSIGNED], 1
            plan = transport_by_assignment(fake, real)
        else:
            stride, plan = PLAN_STRIDE, transport_on_line(fake[:, 0], real[:, 0])
        starts, ends = plan.source.to(fake.device), plan.target.to(real.device)
        return fake[starts][::stride], real[ends][::stride]

    # --- curves on the line ---------------------------------------------------------------------

    def axis(self) -> Tensor:
        """Where curves are drawn `(COUNT, 1)`."""
        return torch.linspace(-SIDE, SIDE, COUNT).to(self.real())[:, None]

    @kept
    def height(self, critic: int) -> Tensor:
        """A critic along the line `(COUNT,)`, level with the others on both clouds."""
        return self.surface(critic).centred(self.axis(), self.real(), self.fake(critic))

    @kept
    def slope(self, critic: int) -> Tensor:
        """Its slope along the line `(COUNT,)`."""
        return self.surface(critic).gradients(self.axis())[:, 0]

    @kept
    def potential(self) -> Tensor:
        """The exact critic along the line `(COUNT,)`, with mean nought over both clouds."""
        real, fake, axis = self.real()[:, 0], self.fake(self.shown())[:, 0], self.axis()[:, 0]
        both = torch.cat([real, fake]).sort().values
        exact = potential_on_line(real, fake, axis)
        # Level with the leftmost sample, from which the potential at the samples is counted.
        level = exact[torch.searchsorted(axis.contiguous(), both[:1]) - 1]
        return exact - level - torch.nan_to_num(potential_on_line(real, fake, both)).mean()

    # --- distances ------------------------------------------------------------------------------

    @kept
    def w1(self) -> float:
        """The exact distance that the critic shown has to find."""
        return float(self.model.distances()[self.shown()])

    @kept
    def estimate(self) -> float:
        """What the critic shown says of the points shown."""
        return self.surface(self.shown()).wasserstein_estimate(self.real(), self.fake(self.shown()))

    @kept
    def mean_data(self) -> float:
        """The mean height over the data that is shown."""
        return float(self.surface(self.shown()).values(self.real()).mean())

    @kept
    def mean_fakes(self) -> float:
        """The mean height over the fakes that are shown."""
        return float(self.surface(self.shown()).values(self.fake(self.shown())).mean())

    @kept
    def excess(self) -> float:
        """The mean square by which slopes between the clouds differ from 1."""
        slopes = self.surface(self.shown()).gradients(self.policed()).norm(dim=1)
        return float((slopes - 1).square().mean())

    @kept
    def js(self) -> float:
        """The Jensen–Shannon divergence at the present shift, in nats."""
        return jensen_shannon_between(*self.model.clouds, self.model.shift().cpu())

    def js_share(self) -> float:
        """The divergence as a share of the most it can be."""
        return self.js() / math.log(2)

    @kept
    def js_curve(self) -> list[tuple[float, float]]:
        """The divergence along the direction of the shift when a hand last let go.

        None of it where the clouds differ: there the shift is not W₁.
        """
        if self.model.differ:
            return []
        (x0, y0), (x1, y1) = self.made.rested
        shift = torch.tensor([x1 - x0, y1 - y0])[: self.model.dimension]
        length = float(shift.norm())
        along = shift / length if length > 0 else torch.eye(len(shift))[0]
        return [(s, jensen_shannon_between(*self.model.clouds, along * s)) for s in RISE]

    def entries(self, critic: int) -> Tensor:
        """What a critic said so far `(N, 2)`: distance, estimate."""
        return estimate_table.entries(self.model.table, critic)

    # --- the weights of the clipped critic --------------------------------------------------------

    def weights(self) -> Tensor:
        """The shares `(WEIGHT_BINS,)` of its weights between −c and c."""
        return wgan.shares_of_weights(self.model.critics[0], self.p.limit, WEIGHT_BINS)

    def at_ends(self) -> float:
        """The share of its weights that clipping holds at ±c."""
        return wgan.share_at_ends(self.model.critics[0], self.p.limit)

    def rings(self) -> Array:
        """Where the clouds are that a hand can drag `(1 or 2, 2)`."""
        return frozen(self.made.places[: self.model.movable()])
