"""Layers that are lit, because a hand points at what they mean elsewhere."""

from dataclasses import replace

import numpy as np

from core.view_layers import (
    Area,
    Array,
    Arrows,
    Bounds,
    Handles,
    Heat,
    Layer,
    Layers,
    Lines,
    Mesh,
    Points,
    Rings,
    Rule,
    frozen,
)
from gui.panels.strokes import LIT

LARGER, HALO = 1.6, 30.0
"""By how much marks grow, and the pixels of what lies under a handle."""
ALL: Bounds = (-np.inf, np.inf, -np.inf, np.inf)
OUTLINE = " outline"
"""What the name of the line round a lit field ends in."""


def lit(layers: Layers, names: frozenset[str], seen: Bounds = ALL) -> Layers:
    """`layers` with those of `names` wider or larger and over all others.

    Fields get an outline, round what is `seen` of them.
    """
    found = {name: layer for name, layer in layers.items() if name in names}
    if not found:
        return layers
    raised = {name: _wider(each) for name, each in found.items() if not isinstance(each, GROUND)}
    lines = {name + OUTLINE: _outline(each, seen) for name, each in found.items()}
    low = {name: layer for name, layer in layers.items() if name not in raised}
    return {**low, **{name: line for name, line in lines.items() if line is not None}, **raised}


GROUND = (Heat, Mesh, Area)


def _wider(layer: Layer) -> Layer:
    match layer:
        case Lines() | Arrows() | Rings() | Rule():
            return replace(layer, width=max(LIT, LARGER * layer.width))
        case Points():
            return replace(layer, size=LARGER * layer.size)
    return layer


def _outline(layer: Layer, seen: Bounds) -> Layer | None:
    match layer:
        case Heat():
            return Lines(_frame(layer.bounds, seen), "accent", LIT)
        case Mesh():
            left, bottom = np.nanmin(layer.corners, (0, 1)).tolist()
            right, top = np.nanmax(layer.corners, (0, 1)).tolist()
            return Lines(_frame((left, right, bottom, top), seen), "accent", LIT)
        case Area():
            return Lines(layer.points, layer.role, LIT)
        case Handles():
            return Points(layer.points, "accent", HALO)
    return None


def _frame(bounds: Bounds, seen: Bounds) -> Array:
    left, bottom = max(bounds[0], seen[0]), max(bounds[2], seen[2])
    right, top = min(bounds[1], seen[1]), min(bounds[3], seen[3])
    corners = [(left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)]
    return frozen(corners)
