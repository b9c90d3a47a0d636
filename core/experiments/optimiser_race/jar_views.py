"""The pictures of the jar: drift from the large batch, and arrows tip to tail."""

from collections.abc import Callable, Mapping

import numpy as np

from core import figures
from core.experiments.optimiser_race.jar_page import ARMS, place_of
from core.experiments.optimiser_race.jar_seen import JarSeen
from core.view_layers import Layer, role_of_class
from core.views import AnyView, Arrows, Bounds, Chart, Handles, Lines, Plane, Points, Texts, frozen

ROLES = ("truth", "class 0", "class 4", "class 1")
BOUNDS: Bounds = (-0.15, 1.15, -0.8, 0.8)
RATE_ROW = -0.62
"""The height of the learning rate's scale."""


def drift(seen: JarSeen) -> Chart:
    """How far each order has come from the large batch, in decades."""
    steps = seen.history.steps()
    layers: dict[str, Layer] = {}
    for index, (name, role) in enumerate(zip(ARMS, ROLES, strict=True)):
        if index > 0:
            values = np.log10(np.maximum(seen.history.values(f"drift {index}"), 1e-18))
            layers[name] = Lines(frozen(np.stack([steps, values], axis=1)), role, 2.0, label=name)
    return Chart(
        title="Drift from one large batch",
        help="Distance to the large batch's weights, relative and as a power of ten, by window.",
        readings=seen.readings("right", "late", "switched"),
        layers=layers,
        x_label="windows",
        y_label="decades of the weights' length",
        bounds=(0.0, max(20.0, float(steps[-1]) if len(steps) else 0.0), -18.0, 1.0),
    )


def arrows(seen: JarSeen) -> Plane:
    """The gradients of small batches, tip to tail, end where that of the large batch does."""
    way = seen.arrows()
    layers: dict[str, Layer] = {
        "large": Lines(
            frozen([[0.0, 0.0], [1.0, 0.0]]), "truth", 2.0, dashed=True, label="large batch"
        )
    }
    for index in range(len(way) - 1):
        role = role_of_class(index)
        layers[f"arrow {index}"] = Arrows(
            frozen(way[index : index + 1]),
            frozen(way[index + 1 : index + 2]),
            role,
            "small batches",
        )
    layers["end"] = Points(frozen(figures.finite(way[-1:])), "ink", 7.0, "sum of the small ones")
    place = place_of(seen.p.learning_rate)
    layers["scale"] = Lines(frozen([[0.0, RATE_ROW], [1.0, RATE_ROW]]), "muted", 2.0)
    layers["rate"] = Handles(frozen([[place, RATE_ROW]]), "accent", keys=("rate",))
    layers["scale name"] = Texts(frozen([[0.0, RATE_ROW + 0.1]]), ("learning rate",))
    return Plane(
        title="Small gradients, tip to tail",
        help="The small batches' gradients added as arrows; the large batch's gradient is dashed.",
        note="drag the learning rate",
        layers=layers,
        bounds=BOUNDS,
        equal=False,
    )


VIEWS: Mapping[str, Callable[[JarSeen], AnyView]] = {"drift": drift, "arrows": arrows}
