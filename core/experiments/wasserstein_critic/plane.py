"""The pictures in the plane: clouds on one critic's surface, and all critics beside each other."""

from typing import TYPE_CHECKING, NamedTuple

from torch import Tensor

from core.experiments.wasserstein_critic import ledger, look, portraits
from core.experiments.wasserstein_critic.knobs import CRITICS, SLOPE
from core.lipschitz.gradient_penalty import interpolate
from core.lipschitz.optimal_transport import transport_by_assignment
from core.views import Arrows, Bounds, Handles, Layer, Lines, Plane, Points, Texts, frozen

if TYPE_CHECKING:
    from core.experiments.wasserstein_critic.page import WassersteinCritic

BOUNDS = (-3.9, 3.9, -3.1, 3.1)
# The surface is painted further, since a panel may be wider than high.
WIDE = (-6.0, 6.0, -4.2, 4.2)
CELLS, FINE_CELLS = (41, 29), (161, 113)
# Heights between two contours: where they are this far apart, the slope is 1.
GAP, TILE_GAP = 0.5, 1.0
# An assignment of so many points costs a fifth of a look.
ASSIGNED = 64
# Every n-th fake has an arrow; more hide the clouds.
ARROW_STRIDE = 4
# Tiles, two by two, each this large about its middle, with room for its name above, and what part
# of the size of the plane they have.
TILE_CELLS, FINE_TILE_CELLS = (23, 19), (47, 37)
TILE_MIDDLES = ((-1.04, 0.78), (1.04, 0.78), (-1.04, -0.98), (1.04, -0.98))
TILE, TILE_SCALE = (1.0, 0.72), 0.25
NAME_ROOM = 0.14
TILE_BOUNDS = (-2.06, 2.06, -1.74, 1.78)

DOTS = tuple(f"dot {index}" for index in range(len(CRITICS)))


def clouds(page: "WassersteinCritic", ruler: look.Ruler, fine: bool) -> Plane:
    """Data and fakes on the surface of the critic that is shown."""
    page.keeping.next_turn()
    index, p = page.shown(), page.params
    real, fake = page.pair.shown(0), page.shown_fake(index)
    layers = _surface(page, real, fake, fine)
    if p.plan:
        places = tuple(page.pair.places.flatten().tolist())
        made_for = (p.critic if page.generators else "", places, page.pair.cloud)
        shows = (made_for, page.version if page.generators else 0)
        layers["plan"] = page.keeping.layer(
            "plan", 1, shows, made_for, fine, lambda: _plan(real, fake)
        )
    layers["data"] = Points(frozen(real), "data", 4.0, "data")
    layers["fakes"] = Points(frozen(portraits.near(fake)), "model", 4.0, "fakes")
    if p.policed:
        between = interpolate(real, fake, page.generator(8))
        layers["policed"] = Points(frozen(portraits.near(between)), "ink", 3.0, "policed")
    layers["arrows"] = _arrows(page, fake)
    layers["centres"] = Handles(frozen(page.pair.places[: page.movable()]), "ink")
    return Plane(
        title="Data, fakes and the critic",
        note="drag the rings",
        readings=look.readings(page, ruler),
        layers=layers,
        bounds=BOUNDS,
    )


def _surface(page: "WassersteinCritic", real: Tensor, fake: Tensor, fine: bool) -> dict[str, Layer]:
    """Colours and contours, which are made together."""
    p = page.params
    cells, critic = FINE_CELLS if fine else CELLS, page.surface(page.shown())
    made_for = (p.critic, p.surface)
    if p.surface == SLOPE:

        def slopes() -> Layer:
            return portraits.painted(portraits.slopes(critic, WIDE, cells, real), WIDE, True)

        return {
            "heat": page.keeping.layer("heat", 0, (made_for, page.version), made_for, fine, slopes)
        }

    def heights() -> Layer:
        page.heights = portraits.heights(critic, WIDE, cells, real, fake)
        return portraits.painted(page.heights, WIDE, False)

    def contours() -> Layer:
        return portraits.contours(page.heights, WIDE, GAP)

    return {
        "heat": page.keeping.layer("heat", 0, (made_for, page.version), made_for, fine, heights),
        "contours": page.keeping.layer(
            "contours", 0, (made_for, page.version), made_for, fine, contours
        ),
    }


def _plan(real: Tensor, fake: Tensor) -> Lines:
    """The cheapest pairing of some of the points."""
    real, fake = real[:ASSIGNED], fake[:ASSIGNED]
    plan = transport_by_assignment(fake, real)
    segments = portraits.pairs(fake[plan.source.to(fake.device)], real[plan.target.to(real.device)])
    return Lines(frozen(segments), "ghost", label="transport")


def _arrows(page: "WassersteinCritic", fake: Tensor) -> Arrows:
    some = fake[::ARROW_STRIDE]
    return portraits.arrows(some, page.surface(page.shown()).gradients(some))


class Tile(NamedTuple):
    """A small picture within a larger one: its middle, and its bounds there."""

    x: float
    y: float

    def bounds(self) -> Bounds:
        """Where the tile lies."""
        return (self.x - TILE[0], self.x + TILE[0], self.y - TILE[1], self.y + TILE[1])

    def within(self, points: Tensor) -> Tensor:
        """Points `(N, 2)` of the plane, in the tile; those outside are left out."""
        inside = (points.abs() * TILE_SCALE < points.new_tensor(TILE)).all(dim=1)
        return points[inside] * TILE_SCALE + points.new_tensor([self.x, self.y])


def critics(page: "WassersteinCritic", fine: bool) -> Plane:
    """The surfaces of all four critics on the same scale; a dot with its name picks one."""
    layers: dict[str, Layer] = {}
    for index, (x, y) in enumerate(TILE_MIDDLES):
        layers |= _tile(page, index, Tile(x, y), fine)
    for index, (x, y) in enumerate(TILE_MIDDLES):
        place = frozen([[x, y + TILE[1] + NAME_ROOM]])
        layers[f"name {index}"] = Texts(place, CRITICS[index : index + 1], ledger.ROLES[index])
        beside = frozen([[x - TILE[0] + NAME_ROOM / 2, y + TILE[1] + NAME_ROOM]])
        layers[DOTS[index]] = Points(beside, ledger.ROLES[index], 8.0, pickable=True)
    left, right, bottom, top = Tile(*TILE_MIDDLES[page.shown()]).bounds()
    frame = [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]
    layers["frame"] = Lines(frozen(frame), "accent", 1.5)
    return Plane(
        title="All critics, same batches",
        note="pick one",
        layers=layers,
        bounds=TILE_BOUNDS,
    )


def _tile(page: "WassersteinCritic", index: int, tile: Tile, fine: bool) -> dict[str, Layer]:
    real, fake = page.pair.shown(0), page.shown_fake(index)
    half_x, half_y = TILE[0] / TILE_SCALE, TILE[1] / TILE_SCALE
    part = (-half_x, half_x, -half_y, half_y)
    cells, critic = FINE_TILE_CELLS if fine else TILE_CELLS, page.surface(index)
    if page.params.surface == SLOPE:
        values = portraits.slopes(critic, part, cells, real)
        return {
            f"heat {index}": portraits.painted(values, tile.bounds(), True),
            f"fakes {index}": Points(frozen(tile.within(fake)), "model", 2.0),
        }
    values = portraits.heights(critic, part, cells, real, fake)
    return {
        f"heat {index}": portraits.painted(values, tile.bounds(), False),
        f"contours {index}": portraits.contours(values, tile.bounds(), TILE_GAP),
        f"data {index}": Points(frozen(tile.within(real)), "data", 2.0),
        f"fakes {index}": Points(frozen(tile.within(fake)), "model", 2.0),
    }
