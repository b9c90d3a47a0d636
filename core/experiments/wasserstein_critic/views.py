"""The pictures of the critics: clouds on a surface or line, all critics, the record, weights."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from core import figures
from core.experiments.wasserstein_critic import estimate_table
from core.experiments.wasserstein_critic.knobs import CRITICS, SLOPE
from core.experiments.wasserstein_critic.seen import HEIGHTS, WEIGHT_BINS, WIDE, CriticSeen
from core.figures import Tile, curve, points
from core.views import (
    AnyView,
    Arrows,
    Bars,
    Bounds,
    Chart,
    Handles,
    Heat,
    Layer,
    Lines,
    Plane,
    Points,
    Reading,
    Texts,
    frozen,
)

# The colours of the four critics, apart from those of data and model.
ROLES = ("class 4", "class 2", "class 8", "class 3")
SHORT = ("clip", "penalty", "spectral", "ortho")
BOUNDS: Bounds = (-3.9, 3.9, -3.1, 3.1)
LINE_BOUNDS: Bounds = (-3.9, 3.9, -5.6, 4.2)
SLOPE_BOUNDS: Bounds = (-3.9, 3.9, -1.8, 1.8)
RECORD_BOUNDS: Bounds = (0.0, estimate_table.SPAN, -0.3, estimate_table.SPAN)
# Generators begin nearer than a hand can drag.
NEAR_BOUNDS: Bounds = (0.0, 2.5, -0.15, 2.5)
# The heights of the rows of data and fakes below the curves on the line.
DATA_ROW, FAKE_ROW, ARROW_ROW = -3.7, -4.9, -5.15
# Of slopes 1 is pale, and what is too steep is dark.
SLOPES = (0.0, 4.0)
# Heights between two contours: where they are this far apart, the slope is 1.
GAP, TILE_GAP = 0.5, 1.0
# Every n-th fake has an arrow, this long for a slope of 1 and never longer than LONGEST.
ARROW_STRIDE, LINE_ARROW_STRIDE, ARROW, LONGEST = 4, 12, 0.6, 2.4
# Tiles, two by two, with room for a name above each.
TILES = tuple(
    Tile(x, y, (1.0, 0.72), 0.25)
    for x, y in ((-1.04, 0.78), (1.04, 0.78), (-1.04, -0.98), (1.04, -0.98))
)
TILE_BOUNDS: Bounds = (-2.06, 2.06, -1.74, 1.78)
NAME_ROOM = 0.14
# The end of the bars: more than this share in one of the bins is seldom seen.
MOST_WEIGHTS = 0.6
DIAGONAL = Lines(
    frozen([[0.0, 0.0], [estimate_table.SPAN, estimate_table.SPAN]]),
    "truth", dashed=True, label="exact W₁",
)  # fmt: skip


def clouds(seen: CriticSeen) -> Plane:
    """Data and fakes: on the surface of the critic shown, or below every critic as a curve."""
    flat = seen.model.dimension == 2
    return Plane(
        title="Data, fakes and the critic" if flat else "Critics on the line",
        help="Data and fakes on the critic's height or slope; arrows show where fakes are pushed.",
        note="drag the rings",
        readings=_readings(seen),
        layers=_in_plane(seen) if flat else _on_line(seen),
        bounds=BOUNDS if flat else LINE_BOUNDS,
        equal=flat,
    )


def _readings(seen: CriticSeen) -> tuple[Reading, ...]:
    found = (seen.reading("w1", "muted"), seen.reading("estimate", ROLES[seen.shown()]))
    return found if seen.model.generates else (*found, seen.reading("js_share"))


def _in_plane(seen: CriticSeen) -> dict[str, Layer]:
    fake = seen.fake(seen.shown())
    layers = _ground(seen, seen.shown(), WIDE, GAP, "contours")
    if seen.p.plan:
        layers["plan"] = Lines(figures.segments(*seen.plan()), "ghost", label="transport")
    layers["data"] = points(seen.real(), "data", label="data")
    layers["fakes"] = points(fake, "model", label="fakes")
    if seen.p.policed:
        layers["policed"] = points(seen.policed(), "ink", 3.0, "policed")
    layers["arrows"] = _arrows(*seen.pushes(ARROW_STRIDE))
    layers["centres"] = Handles(seen.rings(), "ink")
    return layers


def _ground(
    seen: CriticSeen, critic: int, tile: Tile, gap: float, label: str = ""
) -> dict[str, Layer]:
    """The colours of a critic over a tile of the plane, and its contours."""
    values, lines = seen.ground(critic, tile, gap)
    place = figures.around(tile.bounds, *values.shape[::-1])
    if lines is None:
        return {"heat": Heat(values, place, SLOPES, "magnitude", "|∇f|")}
    return {
        "heat": Heat(values, place, HEIGHTS, "sign turned", "f"),
        "contours": Lines(lines, "muted", label=label),
    }


def _arrows(starts: Tensor, gradients: Tensor) -> Arrows:
    length = gradients.norm(dim=1, keepdim=True).clamp_min(1e-12)
    ends = starts + gradients * (ARROW * length).clamp_max(LONGEST) / length
    return Arrows(frozen(starts), frozen(figures.finite(ends)), "ink", "push on the fakes")


def _on_line(seen: CriticSeen) -> dict[str, Layer]:
    layers: dict[str, Layer] = {}
    if seen.p.plan:
        starts, ends = seen.plan()
        lines = figures.segments(_at_height(starts, FAKE_ROW), _at_height(ends, DATA_ROW))
        layers["plan"] = Lines(lines, "ghost", label="transport")
    layers |= _curves(seen, seen.height, seen.potential(), "exact critic")
    layers["data"] = points(_at_height(seen.real(), DATA_ROW), "data", label="data")
    fake = seen.fake(seen.shown())
    layers["fakes"] = points(_at_height(fake, FAKE_ROW), "model", label="fakes")
    some, pushes = seen.pushes(LINE_ARROW_STRIDE)
    layers["arrows"] = _arrows(_at_height(some, ARROW_ROW), _at_height(pushes, 0.0))
    rings = zip(seen.rings(), (DATA_ROW, FAKE_ROW), strict=False)
    layers["centres"] = Handles(frozen([[ring[0], row] for ring, row in rings]), "ink")
    return layers


def _at_height(places: Tensor, height: float) -> Tensor:
    """Places of the line `(N, 1)` at a height of the picture."""
    return torch.cat([places, torch.full_like(places, height)], dim=1)


def _curves(
    seen: CriticSeen, of: Callable[[int], Tensor], exact: Tensor, exact_name: str = ""
) -> dict[str, Layer]:
    """Every critic as a curve, the one shown stronger, and the exact one."""
    axis, layers = seen.axis()[:, 0], dict[str, Layer]()
    for index, (name, role) in enumerate(zip(CRITICS, ROLES, strict=True)):
        width = 2.5 if index == seen.shown() else 1.0
        layers[name] = curve(axis, of(index), role, width, name if exact_name else "")
    layers["exact"] = curve(axis[len(axis) - len(exact) :], exact, "truth", label=exact_name)
    return layers


def critics(seen: CriticSeen) -> Plane:
    """All four critics: their surfaces on one scale, or their slopes along the line."""
    if seen.model.dimension == 2:
        return _tiles(seen)
    exact = seen.potential().diff() / seen.axis()[:, 0].diff()
    return Plane(
        title="Slope of each critic",
        help="Derivative f′ of every critic over x; a critic of slope at most 1 is allowed.",
        layers=_curves(seen, seen.slope, exact),
        bounds=SLOPE_BOUNDS,
        equal=False,
        x_label="x",
        y_label="f′",
    )


def _tiles(seen: CriticSeen) -> Plane:
    layers: dict[str, Layer] = {}
    for index, tile in enumerate(TILES):
        ground = _ground(seen, index, tile, TILE_GAP)
        layers |= {f"{name} {index}": layer for name, layer in ground.items()}
        if seen.p.surface != SLOPE:
            layers[f"data {index}"] = points(tile.within(seen.real()), "data", 2.0, "data")
        layers[f"fakes {index}"] = points(tile.within(seen.fake(index)), "model", 2.0, "fakes")
    heads = zip(TILES, CRITICS, SHORT, ROLES, strict=True)
    for index, (tile, name, short, role) in enumerate(heads):
        layers[f"name {index}"] = Texts(frozen([tile.above(0.5, NAME_ROOM)]), (short,), role)
        beside = frozen([tile.above(NAME_ROOM / 4, NAME_ROOM)])
        layers[f"dot {index}"] = Points(beside, role, 8.0, pickable=True, keys=(name,))
    layers["frame"] = Lines(figures.outline(TILES[seen.shown()].bounds), "accent", 1.5)
    return Plane(
        title="All critics, same batches",
        note="pick one",
        layers=layers,
        bounds=TILE_BOUNDS,
        help="Surfaces of the four critics, trained on the same batches, in one colour scale.",
    )


def record(seen: CriticSeen) -> Chart:
    """What each critic said at every distance so far, beside the two exact answers."""
    layers: dict[str, Layer] = {"exact": DIAGONAL}
    readings, marks = [seen.reading("w1", "muted")], [[seen.w1(), seen.w1()]]
    if not seen.model.generates:
        layers["divergence"] = Lines(
            frozen(seen.js_curve()).reshape(-1, 2),
            "accent",
            1.5,
            dashed=True,
            label="JS",
        )
        marks.append([seen.w1(), seen.js()])
        readings.append(seen.reading("js"))
    layers["now"] = Points(frozen(marks), "ghost", 14.0, "now")
    for index, (name, short, role) in enumerate(zip(CRITICS, SHORT, ROLES, strict=True)):
        size = 7.0 if index == seen.shown() else 5.0
        layers[name] = Points(frozen(seen.entries(index)), role, size, short)
    return Chart(
        title="What the critics say",
        help="Each critic's estimate over the exact distance W₁; on the diagonal it is right.",
        readings=tuple(readings),
        layers=layers,
        x_label="exact distance W₁",
        y_label="estimate",
        bounds=NEAR_BOUNDS if seen.model.generates else RECORD_BOUNDS,
    )


def weights(seen: CriticSeen) -> Bars:
    """Where the weights of the clipped critic lie between −c and c."""
    labels = [""] * WEIGHT_BINS
    labels[0], labels[WEIGHT_BINS // 2], labels[-1] = "−c", "0", "c"
    return Bars(
        title="Weights of the clipped critic",
        help="Share of the clipped critic's weights by their value from −c to c.",
        readings=seen.readings("at_ends"),
        values=frozen(seen.weights()),
        labels=tuple(labels),
        roles=(ROLES[0],) * WEIGHT_BINS,
        limits=(0.0, MOST_WEIGHTS),
        form=".0%",
    )


VIEWS: Mapping[str, Callable[[CriticSeen], AnyView]] = {
    "clouds": clouds,
    "record": record,
    "critics": critics,
    "weights": weights,
}
