"""A curve on a line: all networks in one chart, and the cone of slope ±K that they must respect."""

from collections.abc import Callable, Mapping

import torch

from core import figures
from core.experiments.lipschitz_surface.seen import LineSeen
from core.experiments.lipschitz_surface.views import bounds, norms, role, slope_reading
from core.figures import curve
from core.lipschitz import tasks
from core.views import AnyView, Area, Array, Chart, Handles, Layer, Lines, Points, Rule, frozen

LEFT, RIGHT = -tasks.CURVE_SIDE, tasks.CURVE_SIDE
BOUNDS = (LEFT, RIGHT, -2.6, 2.6)
ARM = 1.1  # how far from its tip the cone is held by its second handle
SLOPES = (0.05, 200.0)


def line(seen: LineSeen) -> Chart:
    """The curves, the points that they learn from, and the cone at the picked one."""
    axis, sample = seen.axis()[:, 0], seen.model.sample
    points = frozen(torch.cat([sample.points, sample.targets], dim=1))
    layers: dict[str, Layer] = {
        "cone": Area(_cone(seen), "accent", "cone of slope K"),
        "truth": curve(axis, tasks.curve(axis), "truth", label="truth"),
        "data": Points(points, "data", 6.0, "data"),
    }
    for index, name in enumerate(seen.model.names):
        width = 2.0 if index == seen.picked() else 1.0
        x, heights = seen.heights(index).unbind(1)
        layers[name] = curve(x, heights, role(index), width, name)
    layers["tip"] = Handles(frozen([seen.tip()]), role(seen.picked()))
    layers["arm"] = Handles(frozen([_arm(seen)]), "accent", ("K",))
    return Chart(
        title="Curves and the cone",
        help="Output f over the input x; a curve of slope at most K stays inside the cone.",
        readings=(seen.reading("outside", role(seen.picked())), seen.reading("error")),
        note="drag the cone",
        layers=layers,
        bounds=BOUNDS,
        x_label="x",
        y_label="f(x)",
    )


def _cone(seen: LineSeen) -> Array:
    """Two triangles from the tip to the edges: where a curve of slope ≤ K can go."""
    (x, y), triangles = seen.tip(), list[list[list[float]]]()
    for edge in (LEFT, RIGHT):
        rise = seen.p.slope * abs(edge - x)
        triangles.append([[x, y], [edge, y + rise], [edge, y - rise], [x, y]])
    return figures.polylines(torch.tensor(triangles))


def _arm(seen: LineSeen) -> list[float]:
    """A place on the upper edge of the cone, on the side that has room."""
    (x, y), slope = seen.tip(), seen.p.slope
    run = ARM / (1 + slope**2) ** 0.5
    return [x + run if x + run < RIGHT else x - run, y + slope * run]


def slopes(seen: LineSeen) -> Chart:
    """|f′| of every network, on a logarithmic axis, with K."""
    layers: dict[str, Layer] = {"K": Rule(seen.p.slope, label="K")}
    for index, name in enumerate(seen.model.names):
        x, steepness = seen.slopes(index).unbind(1)
        path = torch.stack([x, steepness.clamp_min(SLOPES[0])], dim=1)
        layers[name] = Lines(frozen(path), role(index), label=name)
    return Chart(
        title="Slope |f′|",
        help="Steepness of each network's curve over x, logarithmic; the bound K is dashed.",
        readings=(slope_reading(seen, "most", role(seen.picked())),),
        layers=layers,
        bounds=(LEFT, RIGHT, *SLOPES),
        x_label="x",
        y_label="|f′|",
        log_y=True,
    )


VIEWS: Mapping[str, Callable[[LineSeen], AnyView]] = {
    "surface": line,
    "slopes": slopes,
    "bounds": bounds,
    "layers": norms,
}
