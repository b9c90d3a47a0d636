"""The unrolled cells: boxes one after the other, the lit one with its slopes inside."""

import numpy as np
from numpy.typing import NDArray

from core.experiments.ode_cells.hero import subscript
from core.views import Area, Array, Arrows, Layer, Lines, Plane, Reading, Texts, frozen

Integers = NDArray[np.intp]
# Boxes in sight, and the parts of the unit that a box takes.
BOXES, WIDE, LOW, HIGH = 4, 0.64, 0.28, 0.9
BOUNDS = (-0.3, BOXES + 0.1, 0.0, 1.0)
# Where a box begins in its unit, and the height of the times below.
GAP, FOOT = 0.14, 0.1


def unrolled(lit: int, count: int, slopes: int, inside: str, h: float) -> Plane:
    """Cells round the lit one, of `count`; 0 lights the start.

    The lit one holds as many slopes k₁, k₂, … as the method takes, or the name of a network.
    """
    first = max(0, min(lit - BOXES + 1, count - BOXES))
    shown = np.arange(first, first + BOXES)
    past = shown < lit
    layers: dict[str, Layer] = {
        "coming": Lines(_boxes(np.flatnonzero(~past)), "muted", 0.8),
        "past": Lines(_boxes(np.flatnonzero(past)), "accent", 1.0),
        "states": _arrows(~past, "muted"),
        "states past": _arrows(past, "accent"),
    }
    if lit > 0:
        layers["lit"] = Area(_boxes(np.array([lit - 1 - first])), "accent")
        layers |= _inside(lit - 1 - first, slopes, inside)
    layers["names"] = Texts(
        frozen([[x - 0.12, FOOT] for x in range(BOXES + 1)]),
        tuple(f"{h * index:.4g}" if h else str(index) for index in (*shown, shown[-1] + 1)),
        "muted",
    )
    return Plane(
        title="Unrolled cells",
        readings=(Reading("cell", lit, ".0f", f"/ {count}"),),
        layers=layers,
        bounds=BOUNDS,
        equal=False,
    )


def _boxes(places: Integers) -> Array:
    """Outlines of boxes, parted by NaN."""
    corners = [(0, LOW), (WIDE, LOW), (WIDE, HIGH), (0, HIGH), (0, LOW), (np.nan, np.nan)]
    left = GAP
    outlines = [[(left + x + place, y) for x, y in corners] for place in places.tolist()]
    return frozen(np.array(outlines, dtype=np.float64).reshape(-1, 2))


def _arrows(chosen: NDArray[np.bool_], role: str) -> Arrows:
    """The state that goes from cell to cell, behind those that are chosen."""
    x = np.flatnonzero(chosen) + GAP + WIDE
    middle = np.full(len(x), (LOW + HIGH) / 2)
    start = np.stack((x, middle), axis=1)
    return Arrows(frozen(start), frozen(start + np.array([1.0 - WIDE, 0.0])), role)


def _inside(place: int, slopes: int, inside: str) -> dict[str, Layer]:
    middle = place + GAP + WIDE / 2
    if inside:
        return {"inside": Texts(frozen([[middle, (LOW + HIGH) / 2]]), (inside,), "ink")}
    columns = min(slopes, 2) if slopes <= 4 else 3
    rows = -(-slopes // columns)
    x = middle + WIDE * ((np.arange(slopes) % columns + 0.5) / columns - 0.5)
    y = HIGH - (HIGH - LOW) * (np.arange(slopes) // columns + 0.5) / rows
    places = frozen(np.stack((x, y), axis=1))
    names = tuple(subscript("k", index + 1) for index in range(slopes))
    return {"slopes": Texts(places, names, "ink")}
