"""The pictures of the race: the surface, the losses, the stability map."""

import math
from collections.abc import Callable, Mapping

import torch

from core import figures
from core.experiments.optimiser_race.race_seen import DECADES, MAP_BOUNDS, MAP_CELLS, RaceSeen
from core.experiments.optimiser_race.runners import RUNNERS
from core.experiments.optimiser_race.step_times import UNITS
from core.views import (
    AnyView,
    Chart,
    Handles,
    Heat,
    Layer,
    Lines,
    Plane,
    Points,
    frozen,
)

ROLES = dict(
    zip(RUNNERS, ("class 0", "class 1", "class 4", "class 2", "class 3", "class 8", "class 7"),
        strict=True)
)  # fmt: skip


def race(seen: RaceSeen) -> Plane:
    """All ways over the contours, and the flow."""
    layers: dict[str, Layer] = {
        "ground": Lines(seen.ground(), "ghost", label="contours"),
        "flow": Lines(
            frozen(figures.finite(seen.flow())), "truth", 1.5, dashed=True, label="gradient flow"
        ),
        "minima": Points(frozen(seen.model.surface.minima), "truth", 8.0, "minimum"),
    }
    trails = figures.finite(seen.trails())
    for (name, role), trail in zip(ROLES.items(), trails, strict=True):
        layers[name] = Lines(frozen(trail), role, 1.5, label=name)
        layers[f"steps of {name}"] = Points(frozen(trail), role, 3.0)
        layers[f"now {name}"] = Points(frozen(trail[-1:]), role, 8.0)
    start = frozen(seen.model.start()[None])
    layers["start"] = Handles(start, "ink", labels=("start",), keys=("start",))
    return Plane(
        title="One start, one tape of batches",
        help="Contours of the surface, and the optimisers' ways over it from one start.",
        note=_note(seen),
        readings=seen.readings("lead"),
        layers=layers,
        bounds=seen.bounds(),
        equal=False,
    )


def _note(seen: RaceSeen) -> str:
    if seen.model.is_over():
        return "over: drag the start, or restart"
    return "drag the start" if seen.tuned() else "untuned: one rate for all"


def losses(seen: RaceSeen) -> Chart:
    """How high each is, over its steps, gradients or seconds."""
    layers = {
        name: figures.curve(seen.counted(name), row, ROLES[name], 1.5, name)
        for name, row in zip(RUNNERS, _logarithms(seen), strict=True)
    }
    return Chart(
        title="Height above the lowest place",
        help="Height above the minimum as a power of ten, over steps, gradients or seconds.",
        layers=layers,
        x_label=UNITS[seen.p.count],
        y_label="decades",
    )


def _logarithms(seen: RaceSeen) -> torch.Tensor:
    return seen.losses().log10()


def stability(seen: RaceSeen) -> Plane:
    """Where momentum descends and where it explodes, over rate and momentum."""
    grid = seen.stability()
    place = figures.around(MAP_BOUNDS, *MAP_CELLS)
    layers: dict[str, Layer] = {
        "map": Heat(frozen(grid), place, (-DECADES, DECADES), "sign", "decades of change"),
    }
    edge = seen.boundary()
    if edge is not None:
        layers["boundary"] = Lines(frozen(edge), "truth", 1.5, dashed=True, label="exact boundary")
    mark = [[math.log10(seen.model.rates()["momentum"]), seen.p.momentum]]
    layers["mark"] = Handles(frozen(mark), "ink", ("here",), keys=("rate",))
    return Plane(
        title="Stability of momentum",
        help="Where momentum descends and where it explodes, over learning rate and momentum β.",
        note="drag the ring",
        layers=layers,
        bounds=MAP_BOUNDS,
        equal=False,
        x_label="log₁₀ rate",
        y_label="momentum β",
    )


VIEWS: Mapping[str, Callable[[RaceSeen], AnyView]] = {
    "race": race,
    "losses": losses,
    "stability": stability,
}
