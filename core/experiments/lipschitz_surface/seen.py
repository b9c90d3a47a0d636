"""What is looked at of networks beside each other: surfaces or curves, slopes, certificates."""

from typing import NamedTuple, TypeVar

import torch
from torch import Tensor

from core import figures
from core.data.contours import Polyline, contours
from core.experiments.lipschitz_surface.knobs import ConstraintParams, PlaneParams
from core.experiments.lipschitz_surface.page import (
    Comparison,
    ComparisonMade,
    LineComparison,
    LineMade,
)
from core.experiments.lipschitz_surface.plane_page import (
    SIDE,
    UP,
    Place,
    PlaneComparison,
    PlaneMade,
)
from core.lipschitz.attack import nearest_flip
from core.lipschitz.certificate import certified_radius
from core.lipschitz.constraints import Kind
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.side_by_side import between_pairs
from core.lipschitz.tasks import CURVE_SIDE, curve, error_rate
from core.seen import Seen, kept
from core.view_layers import Layer
from core.views import Rule

# Nodes along a tile, playing and at rest: coarse ones cost a third of a training step.
COLUMNS, FINE_COLUMNS = 32, 88
# Nodes along the map of slopes, and along the line.
SLOPE_COLUMNS, FINE_SLOPE_COLUMNS = 34, 80
NODES, FINE_NODES = 241, 961
# Between two level lines of a surface: at slope 1 they lie half a unit apart.
BETWEEN = 0.5
LEVELS = tuple(BETWEEN * step for step in range(-4, 5) if step)
# Of a product of norms: a dead network certifies a finite disc.
SMALLEST_BOUND = 1e-12
# The attack tries all of these radii, with so many steps, playing and at rest.
RADII = torch.logspace(-1.7, 0.8, 24)
ATTACKS, FINE_ATTACKS = 4, 12
# A curve on the cone's edge may pass it by rounding.
ROUNDING = 1e-4

M = TypeVar("M", bound=Comparison)
P = TypeVar("P", bound=ConstraintParams)
D = TypeVar("D", bound=ComparisonMade)


class ComparisonSeen(Seen[M, P, D]):
    """The networks as they stand, their slopes and bounds."""

    def picked(self) -> int:
        """Which network is looked at closely."""
        return self.model.picked()

    @kept(waits=True)
    def network(self, index: int) -> FrozenNetwork:
        """A network as it stands, its weights made once for all pictures."""
        return FrozenNetwork(self.model.networks[index])

    @kept(waits=True)
    def steepest(self, index: int) -> float:
        """The steepest slope found from the training points."""
        return self.network(index).steepest(self.model.sample.points, self.model.stream(4))

    @kept
    def limit(self, index: int) -> float:
        """The product of the norms of its layers, which no slope exceeds."""
        return self.network(index).bound

    def found(self) -> float:
        """The steepest slope found of the picked network."""
        return self.steepest(self.picked())

    def bound(self) -> float:
        """What no slope of the picked network exceeds."""
        return self.limit(self.picked())

    @kept
    def norms(self) -> tuple[list[float], list[float]]:
        """‖W‖₂ of each layer of the picked network: by power iteration, and exactly."""
        network = self.network(self.picked())
        return network.estimated_norms(self.p.rounds), network.norms

    def reference_lines(self) -> dict[str, Layer]:
        """The slope that is asked for."""
        return {"K": Rule(self.p.slope, label="K")}


class Field(NamedTuple):
    """A surface on the nodes of a tile `(rows, columns)`, its contours, its error."""

    heights: Tensor
    lines: Polyline
    boundary: Polyline
    error: float


class PlaneSeen(ComparisonSeen[PlaneComparison, PlaneParams, PlaneMade]):
    """Surfaces over the plane, and what each network says of the point and the ring."""

    @kept(waits=True)
    def field(self, index: int, up: float) -> Field:
        """The surface of a network over a tile of half the height `up`."""
        columns = FINE_COLUMNS if self.fine else COLUMNS
        region, held_out = (-SIDE, SIDE, -up, up), self.model.held_out
        rows = round(columns * up / SIDE)
        places = figures.nodes(region, columns, rows, held_out.points)
        values = self.network(index).values(torch.cat([places, held_out.points]))
        heights = values[: len(places)].reshape(rows, columns)
        grid = heights.double().cpu().numpy()
        error = error_rate(values[len(places) :, None], held_out.targets)
        return Field(heights, contours(grid, region, LEVELS), contours(grid, region, (0.0,)), error)

    def picked_field(self) -> Field:
        """The surface of the picked network, over its tile."""
        tile = self.model.tiles()[self.model.names[self.picked()]]
        return self.field(self.picked(), tile.half[1])

    @kept(waits=True)
    def slope_map(self) -> Tensor:
        """|∇f| `(rows, columns)` of the picked network."""
        columns = FINE_SLOPE_COLUMNS if self.fine else SLOPE_COLUMNS
        rows = round(columns * UP / SIDE)
        places = figures.nodes((-SIDE, SIDE, -UP, UP), columns, rows, self.model.sample.points)
        return self.network(self.picked()).slopes(places).reshape(rows, columns)

    def most(self) -> float:
        """The steepest slope on the map."""
        return float(self.slope_map().max())

    @kept
    def penalised(self) -> Tensor | None:
        """Places where the gradient of the picked network is penalised: nowhere else."""
        if self.model.names[self.picked()] != Kind.GRADIENT:
            return None
        return between_pairs(self.model.sample.points, self.model.stream(5))

    # --- the point and the ring -----------------------------------------------------------------

    @kept
    def scores(self, index: int) -> Tensor:
        """f at the point and at the ring `(2, 1)`."""
        places = torch.tensor([self.made.point, self.made.ring])
        return self.network(index).scores(places.to(self.model.sample.points))

    def positive(self, index: int) -> tuple[bool, bool]:
        """Whether the answers at the point and at the ring are 1."""
        at_point, at_ring = (self.scores(index)[:, 0] > 0).tolist()
        return at_point, at_ring

    def radius(self, index: int) -> float:
        """How far the point can be moved before the answer may change."""
        score = self.scores(index)[:1]
        label = torch.where(score > 0, 1.0, -1.0)[:, 0]
        return float(certified_radius(score, label, max(self.limit(index), SMALLEST_BOUND)))

    @kept(waits=True)
    def flip(self, index: int) -> Place | None:
        """The nearest place in the tile with another answer that an attack finds."""
        network, like = self.network(index), self.model.sample.points
        radii = RADII.to(like)
        point = torch.tensor([self.made.point]).to(like)
        labels = torch.where(network.values(point) > 0, 1.0, -1.0).expand(len(radii))
        rounds = FINE_ATTACKS if self.fine else ATTACKS
        many = point.expand(len(radii), 2)
        places, flipped = nearest_flip(network.scores, many, labels, radii, rounds)
        _, up = next(iter(self.model.tiles().values())).half
        inside = (places.abs() <= places.new_tensor([SIDE, up])).all(dim=1)
        away = (places - point).norm(dim=1).where(flipped & inside, torch.inf)
        x, y = places[away.argmin()].tolist()
        return (x, y) if bool(away.isfinite().any()) else None

    def certified(self) -> float:
        """The certified radius of the picked network."""
        return self.radius(self.picked())

    def score(self) -> float:
        """How far f is from nought at the point, of the picked network."""
        return abs(float(self.scores(self.picked())[0, 0]))

    def flips_at(self) -> float:
        """The length of its arrow."""
        return _distance(self.flip(self.picked()) or self.made.point, self.made.point)

    def moved(self) -> float:
        """How far the ring was pulled."""
        return _distance(self.made.ring, self.made.point)

    flipped = moved


def _distance(one: Place, other: Place) -> float:
    return float((torch.tensor(one) - torch.tensor(other)).norm())


class LineSeen(ComparisonSeen[LineComparison, ConstraintParams, LineMade]):
    """Curves on a line, their slopes, and the cone."""

    def axis(self) -> Tensor:
        """Where curves are drawn `(N, 1)`."""
        count = FINE_NODES if self.fine else NODES
        nodes = torch.linspace(-CURVE_SIDE, CURVE_SIDE, count)[:, None]
        return nodes.to(self.model.sample.points)

    @kept
    def heights(self, index: int) -> Tensor:
        """A network along the line `(N, 2)`: x, f."""
        axis = self.axis()
        return torch.cat([axis, self.network(index).values(axis)[:, None]], dim=1)

    @kept
    def slopes(self, index: int) -> Tensor:
        """How steep a network is along the line `(N, 2)`: x, |f′|."""
        axis = self.axis()
        return torch.cat([axis, self.network(index).slopes(axis)[:, None]], dim=1)

    @kept
    def tip(self) -> Place:
        """The tip of the cone, on the curve of the picked network."""
        x = self.made.tip
        height = self.network(self.picked()).values(self.axis().new_tensor([[x]]))
        return x, float(height)

    def outside(self) -> float:
        """The share of the picked curve that leaves the cone."""
        along, away = (
            (self.heights(self.picked()) - self.axis().new_tensor(self.tip())).abs().unbind(1)
        )
        return float((away > self.p.slope * along + ROUNDING).float().mean())

    def error(self) -> float:
        """How far the picked curve is from the true one: the root of the mean square."""
        x, heights = self.heights(self.picked()).unbind(1)
        return float((heights - curve(x)).square().mean().sqrt())

    def most(self) -> float:
        """The steepest slope of the picked curve."""
        return float(self.slopes(self.picked())[:, 1].max())
