"""The numbers of a view as named columns, for a table."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from core.view_layers import (
    Area,
    Array,
    Arrows,
    Handles,
    Heat,
    Layer,
    Lines,
    Mesh,
    Points,
    Rings,
    Rule,
    Texts,
)
from core.views import AnyView, Bars, Equation, Images, Matrix, Search, Tokens

Columns = Mapping[str, Any]
"""Name to values, an array or a list; columns may differ in length."""

PLACES = ("x", "y", "z")


def columns(view: AnyView, units: Mapping[str, str] | None = None) -> Columns:
    """The numbers of `view` beside its title, then its layers or items.

    `units` are those of layers that have the name of a number. A polyline that lies over the same
    places as the one before shares its column of places. What is no number is an empty cell.
    """
    found: dict[str, Any] = {}
    if view.readings:
        found["reading"] = [reading.label for reading in view.readings]
        found["reading value"] = [reading.value for reading in view.readings]
        found["unit"] = [reading.unit for reading in view.readings]
    found |= _items(view)
    shared: Array | None = None
    for name, layer in getattr(view, "layers", {}).items():
        head = f"{name} [{units[name]}]" if units and units.get(name) else name
        if isinstance(layer, Lines) and layer.points.shape[1] == 2:
            x, y = layer.points.T
            if shared is None or not np.array_equal(x, shared, equal_nan=True):
                found[f"{name} {getattr(view, 'x_label', '') or 'x'}"] = x
            found[head], shared = y, x
        else:
            found |= {f"{head} {part}": values for part, values in _parts(layer)}
    return found


def _parts(layer: Layer) -> Iterator[tuple[str, Any]]:
    """What a layer holds, each part (N,) with its name."""
    match layer:
        case Heat():
            left, right, bottom, top = layer.bounds
            rows, across = layer.values.shape
            xs = left + (np.arange(across) + 0.5) * (right - left) / across
            ys = bottom + (np.arange(rows) + 0.5) * (top - bottom) / rows
            yield from (("x", np.tile(xs, rows)), ("y", np.repeat(ys, across)))
            yield "value", layer.values.reshape(-1)
        case Mesh():
            quarters = (layer.corners[i : len(layer.corners) - 1 + i] for i in (0, 1))
            middles = sum(q[:, j : q.shape[1] - 1 + j] for q in quarters for j in (0, 1)) / 4
            yield from _places(np.asarray(middles).reshape(-1, 2))
            yield "value", layer.values.reshape(-1)
        case Arrows():
            yield from _places(layer.start)
            yield from _places(layer.end, "to ")
        case Rings():
            yield from _places(layer.centres)
            yield "radius", layer.radii
        case Rule():
            yield layer.axis, [layer.value]
        case Lines() | Area() | Points() | Handles() | Texts():
            yield from _places(layer.points)
            for part in ("classes", "keys", "texts"):
                if getattr(layer, part, None) is not None and len(getattr(layer, part)):
                    yield part, getattr(layer, part)


def _places(places: Array, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, values in zip(PLACES, places.T, strict=False):
        yield before + name, values


def _items(view: AnyView) -> dict[str, Any]:
    """What a view that has no layers holds, an item or a cell a row."""
    match view:
        case Bars():
            truth = {} if view.truth is None else {"truth": view.truth}
            return {"bar": view.labels, "value": view.values, **truth}
        case Matrix():
            row, column = (part.reshape(-1) for part in np.indices(view.values.shape))
            return {"row": row, "column": column, "value": view.values.reshape(-1),
                    "row label": view.row_labels, "column label": view.column_labels}  # fmt: skip
        case Images():
            picture, row, column = (i.reshape(-1) for i in np.indices(view.pictures.shape[:3]))
            colours = view.pictures.reshape(len(picture), -1).T if len(picture) else ()
            names = ("grey",) if view.pictures.ndim == 3 else ("red", "green", "blue")
            return {"picture": picture, "row": row, "column": column,
                    **dict(zip(names, colours, strict=False)), "label": view.labels}  # fmt: skip
        case Tokens():
            chips = [(row, each) for row, tokens in enumerate(view.rows) for each in tokens]
            return {"row": [row for row, _ in chips], "token": [each.text for _, each in chips],
                    "weight": [each.weight for _, each in chips]}  # fmt: skip
        case Search():
            found = ["".join(word.text for word in find.words) for find in view.finds]
            return {"found": found, "score": [find.value for find in view.finds],
                    "mark": [find.mark for find in view.finds]}  # fmt: skip
        case Equation():
            numbers = [term.number for row in view.rows for term in row if term.number is not None]
            return {"number": [each.label for each in numbers],
                    "now": [each.value for each in numbers]}  # fmt: skip
    return {}
