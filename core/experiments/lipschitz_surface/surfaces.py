"""One network's surface: colours, level lines, boundary, and the head of its tile."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from core.data.contours import Polyline, contours
from core.data.planes import Grid
from core.experiments.lipschitz_surface.marks import class_of
from core.experiments.lipschitz_surface.tiles import Tiles
from core.lipschitz.boundary import nodes
from core.lipschitz.constraints import Kind
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.tasks import Sample, error_rate
from core.views import Bounds, Heat, Layer, Lines, Points, Texts, frozen

# Nodes along a tile, playing and paused: coarse ones cost a third of a training step.
COLUMNS, FINE_COLUMNS = 32, 88
# Values at which colours end, and between two level lines: at slope 1 lines lie half a unit apart.
HIGHEST, BETWEEN = 2.0, 0.5
# Colours are this share of the strongest, so that points of a class stand out from its ground.
TINT = 0.45
# Where number, name, error and mark stand above a tile, from its left edge at 0 to its right at 1.
HEAD_PLACES, MARK_PLACE = (0.1, 0.5, 0.92), 0.04
LEVELS = tuple(BETWEEN * step for step in range(-4, 5) if step)


class Field(NamedTuple):
    """Values (rows, columns) on the nodes of a tile, contours, and the error on held-out points."""

    values: Grid
    lines: Polyline
    boundary: Polyline
    error: float


class Tile(NamedTuple):
    """What one network's tile shows of one portrait."""

    made_for: tuple[object, ...]
    portrait: FrozenNetwork
    layers: dict[str, Layer]
    boundary: Polyline
    error: float
    fine: bool


def field_of(portrait: FrozenNetwork, region: Bounds, fine: bool, held_out: Sample) -> Field:
    """The surface over a region of the plane."""
    columns = FINE_COLUMNS if fine else COLUMNS
    left, right, bottom, top = region
    rows = round(columns * (top - bottom) / (right - left))
    places = nodes(region, columns, rows).to(held_out.points)
    found = portrait.values(torch.cat([places, held_out.points]))
    values = found[: len(places)].reshape(rows, columns).double().cpu().numpy()
    lines, boundary = contours(values, region, LEVELS), contours(values, region, (0.0,))
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


def tile_heads(
    kinds: Sequence[Kind], errors: Sequence[float], tiles: Tiles, picked: int
) -> dict[str, Layer]:
    """The frames of all tiles; above each its mark, its number, its name and its error."""
    others = [index for index in tiles.shown if index != picked]
    gap = np.full((1, 2), np.nan)
    frames = [part for index in others for part in (tiles.frame(index), gap)]
    layers: dict[str, Layer] = {
        "frames": Lines(frozen(np.concatenate([gap, *frames])), "ghost", 1.2),
        "frame": Lines(tiles.frame(picked), "accent", 1.2),
    }
    for name, ink, shown in (("heads", "muted", others), ("head", "ink", [picked])):
        places, words = list[list[float]](), list[str]()
        for index in shown:
            said = (str(index + 1), kinds[index].value, f"{errors[index]:.1%}")
            places += [tiles.head(index, share) for share in HEAD_PLACES]
            words += said
        layers[name] = Texts(frozen(np.reshape(places, (-1, 2))), tuple(words), ink)
    marks = frozen([tiles.head(index, MARK_PLACE) for index in tiles.shown])
    classes = frozen([class_of(index) for index in tiles.shown])
    layers["marks"] = Points(marks, size=9.0, pickable=True, classes=classes)
    return layers
