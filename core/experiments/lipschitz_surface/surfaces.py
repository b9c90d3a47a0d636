"""One network's surface: colours, level lines, boundary, and the head of its tile."""

from typing import NamedTuple

import torch

from core.experiments.lipschitz_surface.marks import role
from core.experiments.lipschitz_surface.tiles import Tiles
from core.lipschitz.boundary import nodes
from core.lipschitz.constraints import Kind
from core.lipschitz.contours import Grid, contour_lines
from core.lipschitz.portrait import Portrait
from core.lipschitz.tasks import Sample, error_rate
from core.views import Bounds, Heat, Layer, Layers, Lines, Points, Texts, frozen

# Nodes along a tile, playing and paused: coarse ones cost a third of a training step.
COLUMNS, FINE_COLUMNS = 36, 88
# Values at which colours end, and between two level lines: at slope 1 lines lie half a unit apart.
HIGHEST, BETWEEN = 2.0, 0.5
# Colours are this share of the strongest, so that points of a class stand out from its ground.
TINT = 0.45
LEVELS = tuple(BETWEEN * step for step in range(-4, 5) if step)


class Field(NamedTuple):
    """Values (rows, columns) on the nodes of a tile, contours, and the error on held-out points."""

    values: Grid
    lines: Grid
    boundary: Grid
    error: float


def field_of(portrait: Portrait, region: Bounds, fine: bool, held_out: Sample) -> Field:
    """The surface over a region of the plane."""
    columns = FINE_COLUMNS if fine else COLUMNS
    left, right, bottom, top = region
    rows = round(columns * (top - bottom) / (right - left))
    places = nodes(region, columns, rows).to(held_out.points)
    found = portrait.values(torch.cat([places, held_out.points]))
    values = found[: len(places)].reshape(rows, columns).double().cpu().numpy()
    lines, boundary = (contour_lines(values, region, levels) for levels in (LEVELS, (0.0,)))
    error = error_rate(found[len(places) :, None], held_out.targets)
    return Field(values, lines, boundary, error)


def field_layers(field: Field, index: int, tiles: Tiles) -> dict[str, Layer]:
    """The surface in the tile of a network."""
    left, right, bottom, top = tiles.region
    offset = tiles.offset(index)
    x, y = (float(part) for part in offset)
    region = (left + x, right + x, bottom + y, top + y)
    heights = frozen(field.values.clip(-HIGHEST, HIGHEST))
    return {
        f"heat {index}": Heat(heights, region, (-HIGHEST / TINT, HIGHEST / TINT), "sign"),
        f"levels {index}": Lines(frozen(field.lines + offset), "ghost"),
        f"boundary {index}": Lines(frozen(field.boundary + offset), "ink", 1.4),
    }


def tile_head(kind: Kind, index: int, error: float, tiles: Tiles, picked: bool) -> Layers:
    """The frame of a tile; above it its mark, its name and its error on held-out points."""
    ink = "ink" if picked else "muted"
    frame = Lines(tiles.frame(index), "accent" if picked else "ghost", 1.2)
    words = {
        "number": (0.1, str(index + 1)),
        "name": (0.5, kind.value),
        "error": (0.92, f"{error:.1%}"),
    }
    texts = {
        f"{word} {index}": Texts(frozen([tiles.head(index, share)]), (text,), ink)
        for word, (share, text) in words.items()
    }
    mark = Points(frozen([tiles.head(index, 0.04)]), role(index), 9.0, pickable=True)
    return {f"frame {index}": frame, **texts, f"mark {index}": mark}
