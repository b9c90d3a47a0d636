"""The pictures of the density in the plane: the learnt density, and the classifier."""

from collections.abc import Callable, Mapping

import torch

from core import figures
from core.data.contours import contours
from core.experiments.nce_density import truth
from core.experiments.nce_density.knobs import OWN
from core.experiments.nce_density.seen import DensitySeen
from core.experiments.nce_density.views import NOISE, level, slice_of_loss
from core.view_layers import Array
from core.views import AnyView, Bounds, Handles, Heat, Layer, Lines, Plane, Rings, frozen

SIDE = truth.SIDES[2]
BOX: Bounds = (-SIDE, SIDE, -SIDE, SIDE)
BOUNDS: Bounds = (-3.0, 3.0, -3.0, 3.0)
SHOWN = 400
"""Data points in the picture."""
# Contours of the truth, as shares of its peak.
SHARES = (0.1, 0.4, 0.8)


def density(seen: DensitySeen) -> Plane:
    """The learnt density under the data, the truth in contours, the noise as a ring."""
    exact = seen.log_truth().exp()
    peak = float(exact.max())
    layers: dict[str, Layer] = {
        "heat": _ground(seen.learnt().clamp(max=2 * peak), (0.0, peak), "learnt density")
    }
    lines = contours(_square(exact), BOX, [share * peak for share in SHARES])
    layers["truth"] = Lines(frozen(lines), "truth", dashed=True, label="true density, exact")
    layers["data"] = figures.points(seen.model.data[:SHOWN], "data", 3.0, "data")
    return Plane(
        title="The density that was learnt",
        help="The learnt density as colour over the plane; the true one in dashed contours.",
        note="draw a density" if seen.p.dataset == OWN else "drag centre or width",
        readings=seen.readings("area", "misplaced"),
        layers={**layers, **_noise(seen)},
        bounds=BOUNDS,
        draws=seen.p.dataset == OWN,
    )


def classifier(seen: DensitySeen) -> Plane:
    """How sure it is that a point is data, and where the odds are even."""
    chance = seen.logits().sigmoid()
    layers: dict[str, Layer] = {"chance": _ground(chance, (0.0, 1.0), "σ(ℓ)")}
    lines = contours(_square(chance), BOX, [0.5])
    layers["held"] = Handles(frozen([seen.made.held]), "accent", labels=("x",), keys=("x",))
    layers["even odds"] = Lines(frozen(lines), "ink", 1.5, label="even odds, σ(ℓ) = ½")
    return Plane(
        title="Data or noise? σ(ℓ)",
        help="Probability that a point of the plane is data, not noise; blue is data.",
        note="blue is data",
        layers=layers,
        bounds=BOUNDS,
    )


def _square(values: torch.Tensor) -> torch.Tensor:
    count = truth.COUNTS[2]
    return values.reshape(count, count).cpu()


def _ground(values: torch.Tensor, levels: tuple[float, float], label: str) -> Heat:
    count = truth.COUNTS[2]
    grid: Array = frozen(figures.finite(_square(values)))
    return Heat(grid, figures.around(BOX, count, count), levels, label=label)


def _noise(seen: DensitySeen) -> dict[str, Layer]:
    """The noise by its centre and its width; a flow has neither."""
    p = seen.p
    if seen.flows():
        return {}
    x, y = p.place()
    return {
        "width": Rings(frozen([[x, y]]), frozen([p.width]), NOISE, dashed=True, label="noise U"),
        "hands": Handles(
            frozen([[x, y], [min(x + p.width, SIDE), y]]), NOISE,
            labels=("noise U", "width"), keys=("centre", "width"),
        ),
    }  # fmt: skip


VIEWS: Mapping[str, Callable[[DensitySeen], AnyView]] = {
    "density": density,
    "level": level,
    "classifier": classifier,
    "slice": slice_of_loss,
}
