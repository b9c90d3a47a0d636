"""Two classes in the plane: every network's surface in a tile, and the slope of the picked one."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import torch

from core import figures
from core.experiments.lipschitz_surface.edited import LOOK
from core.experiments.lipschitz_surface.plane_page import HEAD, SIDE, UP
from core.experiments.lipschitz_surface.seen import PlaneSeen
from core.experiments.lipschitz_surface.views import bounds, class_of, norms, role, slope_reading
from core.figures import Tile
from core.views import (
    AnyView,
    Arrows,
    Handles,
    Heat,
    Layer,
    Lines,
    Plane,
    Points,
    Reading,
    Rings,
    Texts,
    frozen,
)

SIDE_BY_SIDE = "Surfaces, error on unseen points"
# Values at which colours end; they are this share of the strongest, so that points of a class
# stand out from its ground.
HIGHEST, TINT = 2.0, 0.45
# Training points in a tile; more hide the surface. None stands over the edge.
SHOWN, RIM = 120, 0.08
# Where number, name, error and mark stand above a tile, from its left edge at 0 to its right at 1.
HEAD_PLACES, MARK_PLACE, NAME_WIDE = (0.1, 0.5, 0.92), 0.04, 0.6


def surface(seen: PlaneSeen) -> Plane:
    """The networks' surfaces side by side, or the picked one alone, with the point in each."""
    tiles, layers = seen.model.tiles(), dict[str, Layer]()
    for name, tile in tiles.items():
        layers |= _ground(seen, seen.model.names.index(name), tile)
    layers |= _heads(seen, tiles) | _data(seen, tiles) | _probe(seen, tiles)
    edges = [tile.bounds for tile in tiles.values()]
    return Plane(
        title=seen.model.names[seen.picked()] if seen.p.enlarge else SIDE_BY_SIDE,
        help="Each network's output over the plane as colour, with data, and a point to test.",
        readings=_readings(seen),
        layers=layers,
        note="drag point and ring" if seen.p.hand == LOOK else "strokes change the points",
        draws=seen.p.hand != LOOK,
        bounds=(0.0, max(edge[1] for edge in edges), min(edge[2] for edge in edges), 0.0),
    )


def _readings(seen: PlaneSeen) -> tuple[Reading, ...]:
    at_point, at_ring = seen.positive(seen.picked())
    pulled = seen.reading("moved" if at_point == at_ring else "flipped")
    if seen.flip(seen.picked()) is None:
        return (seen.reading("certified"), pulled)
    return (*seen.readings("certified", "flips_at"), pulled)


def _ground(seen: PlaneSeen, index: int, tile: Tile) -> dict[str, Layer]:
    field, middle = seen.field(index, tile.half[1]), [tile.x, tile.y]
    heights, ends = frozen(field.heights.clamp(-HIGHEST, HIGHEST)), HIGHEST / TINT
    return {
        f"heat {index}": Heat(heights, tile.bounds, (-ends, ends), "sign", "f"),
        f"levels {index}": Lines(frozen(field.lines + middle), "ghost", label="contours"),
        f"boundary {index}": Lines(frozen(field.boundary + middle), "ink", 1.4, label="f = 0"),
    }


def _heads(seen: PlaneSeen, tiles: Mapping[str, Tile]) -> dict[str, Layer]:
    """The frames of all tiles; above each its mark, its number, its name and its error."""
    names, picked = seen.model.names, seen.model.names[seen.picked()]
    others = [name for name in tiles if name != picked]
    outlines = [figures.outline(tiles[name].bounds).tolist() for name in others]
    layers: dict[str, Layer] = {
        "frames": Lines(figures.polylines(torch.tensor(outlines).reshape(-1, 5, 2)), "ghost", 1.2),
        "frame": Lines(figures.outline(tiles[picked].bounds), "accent", 1.2),
    }
    room = NAME_WIDE * 2 * tiles[picked].half[0]
    for layer, ink, shown in (("heads", "muted", others), ("head", "ink", [picked])):
        places, words = list[list[float]](), list[str]()
        for name in shown:
            number = names.index(name)
            error = seen.field(number, tiles[name].half[1]).error
            places += [tiles[name].above(share, HEAD / 2) for share in HEAD_PLACES]
            words += [str(number + 1), name, f"{error:.1%}"]
        layers[layer] = Texts(
            frozen(torch.tensor(places).reshape(-1, 2)), tuple(words), ink, room=room
        )
    marks = frozen([tile.above(MARK_PLACE, HEAD / 2) for tile in tiles.values()])
    classes = frozen([class_of(names.index(name)) for name in tiles])
    layers["marks"] = Points(marks, size=9.0, pickable=True, classes=classes, keys=tuple(tiles))
    return layers


def _data(seen: PlaneSeen, tiles: Mapping[str, Tile]) -> dict[str, Layer]:
    """The training points in every tile; in a single one also where gradients are penalised."""
    sample, layers = seen.model.sample, dict[str, Layer]()
    inner = [replace(t, half=(t.half[0] - RIM, t.half[1] - RIM)) for t in tiles.values()]
    points, positive = sample.points[:SHOWN], sample.targets[:SHOWN, 0] > 0
    for number, (label, chosen) in enumerate((("y = −1", ~positive), ("y = +1", positive))):
        copies = torch.cat([tile.within(points[chosen]) for tile in inner])
        layers[f"class {number}"] = Points(frozen(copies), f"class {number}", 5.0, label)
    penalised = seen.penalised() if seen.p.enlarge else None
    if penalised is not None:
        layers["penalised"] = Points(frozen(inner[0].within(penalised)), "ghost")
    return layers


def _probe(seen: PlaneSeen, tiles: Mapping[str, Tile]) -> dict[str, Layer]:
    """In every tile the point, its certified disc, the way to another answer, and the ring."""
    indices = [seen.model.names.index(name) for name in tiles]
    middles = torch.tensor([[tile.x, tile.y] for tile in tiles.values()])
    ends = torch.tensor([seen.flip(index) or seen.made.point for index in indices])
    points, rings = (middles + torch.tensor(place) for place in (seen.made.point, seen.made.ring))
    answers = frozen([seen.positive(index)[1] for index in indices])
    radii, names = frozen([seen.radius(index) for index in indices]), tuple(tiles)
    return {
        "disc": Rings(frozen(points), radii, "truth", dashed=True, label="certified"),
        "arrow": Arrows(frozen(points), frozen(ends + middles), "muted", "to the next flip"),
        "pull": Lines(
            figures.segments(points, rings), "accent", dashed=True, label="point to ring"
        ),
        "answers": Points(frozen(rings), size=9.0, classes=answers),
        "point": Handles(frozen(points), "ink", labels=("point",), keys=names),
        "ring": Handles(frozen(rings), "accent", labels=("ring",), keys=names),
    }


def slopes(seen: PlaneSeen) -> Plane:
    """|∇f| of the picked network: twice K is the darkest."""
    region = (-SIDE, SIDE, -UP, UP)
    heat = Heat(frozen(seen.slope_map()), region, (0.0, 2 * seen.p.slope), label="|∇f|")
    return Plane(
        title="Slope |∇f|",
        help="Steepness of the picked network over the plane; twice the bound K is the darkest.",
        readings=(slope_reading(seen, "most", role(seen.picked())),),
        layers={
            "slope": heat,
            "boundary": Lines(frozen(seen.picked_field().boundary), "ink", label="f = 0"),
        },
        bounds=region,
    )


VIEWS: Mapping[str, Callable[[PlaneSeen], AnyView]] = {
    "surface": surface,
    "slopes": slopes,
    "bounds": bounds,
    "layers": norms,
}
