"""The pictures of a flow in the plane: the space at the depth shown, the latents, the layers."""

from collections.abc import Callable, Mapping

import torch

from core import figures
from core.experiments.flow_plane.seen import BOUNDS, HEAT, PlaneSeen
from core.message import Message
from core.views import (
    AnyView,
    Bars,
    Handles,
    Heat,
    Layer,
    Lines,
    Mesh,
    Plane,
    Points,
    Rings,
    Texts,
    frozen,
)

# The ends of the colours of area: log|det| from a twentieth up.
AREA_LEVELS = (-3.0, 3.0)
# Bars of one layer's log|det|: what a bounded coupling can do at most.
STRETCH = (-2.0, 2.0)
# How far from the latent of the point its name stands.
LIFT = (0.18, 0.18)
RINGS = Rings(frozen(torch.zeros(3, 2)), frozen([1.0, 2.0, 3.0]), dashed=True, label="1, 2, 3 σ")


def data(seen: PlaneSeen) -> Plane:
    """The space at the depth shown: density, grid or area, data, samples, what a hand holds."""
    t = seen.model.part
    between = "Latent space" if t == 1 else "A space between"
    names = ["layers"] if t > 0 else []
    names += ["bridge"] if seen.p.dataset == "two blobs" else []
    return Plane(
        title="Data space" if t == 0 else between,
        help="The plane at the depth shown, in its own coordinates: density, data and samples.",
        readings=seen.readings(*names, "mass"),
        note="draw data here" if seen.model.takes_strokes else "draw a loop",
        layers=_carried(seen, t) | _held(seen, t),
        bounds=BOUNDS,
        draws=True,
        hovers=True,
    )


def _carried(seen: PlaneSeen, t: float) -> dict[str, Layer]:
    """What training moves in the space at t."""
    overlay, shown, layers = seen.p.overlay, seen.p.points, dict[str, Layer]()
    if "density" in overlay:
        field = seen.field(t)
        layers["heat"] = Heat(field.values, HEAT, (0.0, max(field.peak, 1e-6)), label="density")
    if overlay == "area":
        layers["area"] = Mesh(*seen.area(t), AREA_LEVELS, label="log|det J|")
    if overlay != "density":
        layers["grid"] = Lines(seen.grid(t), "ghost", label="grid")
    if "data" in shown:
        layers["points"] = Points(seen.data(t), "data", label="data")
    if "samples" in shown:
        layers["samples"] = Points(seen.samples(t), "model", label="samples")
    return layers


def _held(seen: PlaneSeen, t: float) -> dict[str, Layer]:
    """What a hand holds, in the space at t: the loop, the point with its path, the pointer."""
    layers: dict[str, Layer] = {}
    if seen.made.loop is not None:
        layers["loop"] = Lines(seen.image("loop", t), "ink", 2.0, label="drawn")
    if t < 1:
        layers["path"] = Lines(seen.path(t), "ink", label="from z through the layers")
        layers["beads"] = Points(seen.path(t), "ink", 5.0)
        layers["z"] = Texts(frozen(seen.path(t)[:1] + LIFT), ("z",), "ink")
    if seen.made.pointer is not None:
        layers["pointer"] = Points(
            seen.image("pointer", t), "ink", 7.0, tips=(Message("the place under the pointer"),)
        )
    layers["probe"] = Handles(seen.image("probe", t), "model", ("point",))
    return layers


def latent(seen: PlaneSeen) -> Plane:
    """The latent space: the data as the flow sees it, beside the rings of a Gaussian."""
    layers: dict[str, Layer] = {
        "points": Points(seen.data(1.0), "data", label="data"),
        "rings": RINGS,
    }
    return Plane(
        title="Latent space",
        help="The data as the flow maps them; rings lie at 1, 2 and 3 standard deviations.",
        note="drag the point",
        layers=layers | _held(seen, 1.0),
        bounds=BOUNDS,
        draws=True,
        hovers=True,
    )


def layers(seen: PlaneSeen) -> Bars:
    """How far each layer stretches area at one point."""
    log_dets = seen.log_dets()
    return Bars(
        title="log|det J| per layer",
        help="Log of the factor by which each layer stretches area there; below 0 it shrinks.",
        readings=seen.readings("log_det"),
        note="at the pointer" if seen.made.pointer else "at the point",
        values=frozen(figures.finite(torch.tensor(list(log_dets.values())))),
        labels=tuple(log_dets),
        limits=STRETCH,
    )


VIEWS: Mapping[str, Callable[[PlaneSeen], AnyView]] = {
    "data": data,
    "latent": latent,
    "layers": layers,
}
