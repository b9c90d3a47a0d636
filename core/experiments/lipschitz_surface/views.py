"""What both tasks show of their networks: from slope to bound, and the norms of layers."""

from dataclasses import replace
from typing import Any

from core.experiments.lipschitz_surface.seen import ComparisonSeen
from core.views import (
    Bars,
    Chart,
    Key,
    Layer,
    Lines,
    Points,
    Reading,
    Rule,
    Texts,
    frozen,
    role_of_class,
)

# Slopes from a flat surface to a free network's product of norms after minutes of training.
SLOPES = (0.1, 1e5)
LEFT = 0.03  # of the chart, which leaves room for the numbers
TICK = 0.22  # half the height of the mark at a bound, in rows

Compared = ComparisonSeen[Any, Any, Any]


def class_of(index: int) -> int:
    """The class whose colour and shape a network has; the first two are those of the data."""
    return index + 2


def role(index: int) -> str:
    """The role of a network."""
    return role_of_class(class_of(index))


def slope_reading(seen: Compared, name: str, role: str = "") -> Reading:
    """A slope with three figures, and whole from a hundred up."""
    reading = seen.reading(name, role)
    return replace(reading, form=".0f" if reading.value >= 100 else ".3g")


def bounds(seen: Compared) -> Chart:
    """For each network the steepest slope found, and how far above it the product bound lies."""
    layers: dict[str, Layer] = {"K": Rule(seen.p.slope, "x", label="K")}
    names, picked = seen.model.names, seen.picked()
    rows = [float(len(names) - 1 - index) for index in range(len(names))]
    found = [max(seen.steepest(index), SLOPES[0]) for index in range(len(names))]
    for index, (row, slope) in enumerate(zip(rows, found, strict=True)):
        limit, ink = max(seen.limit(index), SLOPES[0]), role(index)
        number = "ink" if index == picked else "muted"
        layers[f"name {index}"] = Texts(frozen([[LEFT, row]]), (str(index + 1),), number)
        layers[f"gap {index}"] = Lines(frozen([[slope, row], [limit, row]]), ink, 2.0)
        tick = [[limit, row - TICK], [limit, row + TICK]]
        layers[f"bound {index}"] = Lines(frozen(tick), ink, 2.0)
    classes = frozen([class_of(index) for index in range(len(names))])
    marks = frozen(list(zip(found, rows, strict=True)))
    layers["found"] = Points(marks, size=9.0, pickable=True, classes=classes, keys=names)
    return Chart(
        title="Slope to bound",
        help="Per network the steepest slope found, and the bound its layers prove; logarithmic.",
        readings=(slope_reading(seen, "found", role(picked)), slope_reading(seen, "bound")),
        layers=layers,
        bounds=(LEFT, SLOPES[1], -0.6, len(names) - 0.4),
        x_label="slope, found | proven",
        log_x=True,
    )


def norms(seen: Compared) -> Bars:
    """‖W‖₂ of each layer of the picked network, estimated, with the singular value as truth."""
    estimates, exact = seen.norms()
    ink = role(seen.picked())
    return Bars(
        title="‖W‖₂ per layer",
        help="The norm of each layer as estimated in training; the exact one is dashed.",
        readings=(slope_reading(seen, "bound", ink),),
        values=frozen(estimates),
        truth=frozen(exact),
        truth_label="exact σ₁",
        key=(Key("estimate u·Wv", ink),),
        labels=tuple(str(index + 1) for index in range(len(exact))),
        roles=(ink,) * len(exact),
    )
