"""The pictures of a flow on pictures: samples, real ones, those between, and the spectrum."""

import math
from collections.abc import Callable, Mapping

import torch

from core import figures
from core.experiments.flow_images.page import STEPS
from core.experiments.flow_images.seen import ImagesSeen
from core.message import Message
from core.views import (
    AnyView,
    Array,
    Chart,
    Handles,
    Heat,
    Images,
    Layer,
    Lines,
    Plane,
    Points,
    Rings,
    Texts,
    frozen,
    role_of_class,
)

# How many held-out pictures stand in a row.
COLUMNS = 8
# In units of sqrt(D): normal noise, and so every picture that is likely, lies near radius 1.
BOUNDS = (-1.75, 1.75, -1.4, 1.75)
CIRCLE = Rings(frozen([[0.0, 0.0]]), frozen([1.0]), dashed=True)
RADII = Texts(frozen([[0.0, -1.2]]), ("T = 1",))
# Half the side of the pictures at the ends and in the middle, and of the one at the point.
SMALL, LARGE = 0.22, 0.4
# The picture at the point stands above it, so that the hand does not cover it.
LIFT = 0.12
# The pictures of the ends stand outside, so that the line between them is seen.
OUTWARD = 0.34
# Cells along the side of a painted picture, at least.
FINENESS = 32


def samples(seen: ImagesSeen) -> Images:
    """What the flow makes of fixed noise; less than whole noise in the data saves no real bits."""
    honest = seen.p.noise == 1.0 and seen.model.metrics.steps > 0
    return Images(
        title="Samples",
        help="Pictures that the flow makes of noise: the same noise at every step of training.",
        note="pick an end",
        readings=seen.readings("temperature", *(["saved"] if honest else [])),
        pictures=seen.samples(),
        columns=seen.model.spec.columns,
        picked=seen.picked("samples"),
        pickable=True,
    )


def pictures(seen: ImagesSeen) -> Images:
    """Real pictures that the flow was not trained on."""
    return Images(
        title="Held-out pictures",
        help="Real pictures that the flow never trains on; two of them can be ends of the way.",
        note="pick two",
        readings=seen.readings("round_trip"),
        pictures=seen.held_pictures(),
        columns=COLUMNS,
        picked=seen.picked("pictures"),
        pickable=True,
    )


def interpolation(seen: ImagesSeen) -> Images:
    """The pictures on the straight way between the latents of two."""
    between = seen.between()
    return Images(
        title="From one to the other",
        help="Pictures decoded from latents on the straight way between the two ends.",
        pictures=seen.interpolation().row,
        columns=STEPS,
        picked=(between,) if between >= 0 else (),
        pickable=True,
    )


# --- the plane of two latents ---------------------------------------------------------------------


def plane(seen: ImagesSeen) -> Plane:
    """The ends with their pictures, the circle where noise lies, and the point."""
    found, point = seen.interpolation(), seen.point()
    (x, y), (first, second) = point[0].tolist(), found.places.tolist()
    layers: dict[str, Layer] = {
        "circle": CIRCLE,
        "radii": RADII,
        "line": Lines(frozen(found.places), "ghost", label="interpolation"),
        "ray": Lines(frozen([[0.0, 0.0], [x, y]]), "ghost"),
        "first": _picture(found.row[0], *_outside(*first), SMALL),
        "second": _picture(found.row[-1], *_outside(*second), SMALL),
        "middle": _picture(found.middle, 0.0, -LIFT - SMALL, SMALL),
        "ends": Points(frozen(found.places), "accent", 6.0),
        "held": _picture(found.point, *_above(x, y), LARGE),
        "point": Handles(frozen(point), "model"),
    }
    bits = seen.own_bits()
    note: str | Message = "drag the point"
    if bits is not None:
        note = Message("your figure costs {bits} bits a pixel", {"bits": f"{bits:.2f}"})
    return Plane(
        title="Plane of two latents",
        help="The plane through 0 and both latents; likely pictures lie near the dashed circle.",
        note=note,
        readings=seen.readings("radius"),
        layers=layers,
        bounds=BOUNDS,
    )


def _outside(x: float, y: float) -> tuple[float, float]:
    """Where the picture of an end stands: further out than the end itself, but in the window."""
    far = 1 + OUTWARD / max(1e-3, math.hypot(x, y))
    return _within(x * far, y * far, SMALL)


def _above(x: float, y: float) -> tuple[float, float]:
    """Where the picture of the point stands: above it, or below it at the upper edge."""
    lift = LIFT + LARGE
    return _within(x, y + lift if y + lift + LARGE < BOUNDS[3] else y - lift, LARGE)


def _within(x: float, y: float, half: float) -> tuple[float, float]:
    left, right, bottom, top = BOUNDS
    return min(max(x, left + half), right - half), min(max(y, bottom + half), top - half)


def _picture(picture: Array, x: float, y: float, half: float) -> Heat:
    """A picture around a place; each pixel as several cells, so that it stays a square."""
    times = -(-FINENESS // len(picture))
    squares = picture[::-1].repeat(times, axis=0).repeat(times, axis=1)
    return Heat(frozen(squares), figures.Tile(x, y, (half, half)).bounds, (0.0, 1.0), "grey")


# --- spectrum -------------------------------------------------------------------------------------


def spectrum(seen: ImagesSeen) -> Chart:
    """How much latent numbers matter, sorted, level by level."""
    found, flat = seen.spectrum(), seen.p.flat
    sigma, count = found.sigma, len(found.sigma)
    rank = (torch.arange(count) + 0.5) * found.dimensions / count
    points = torch.stack([rank, sigma], dim=1)
    layers: dict[str, Layer] = {"curve": Lines(frozen(points), "ghost")}
    kinds = sorted(set(found.levels.tolist()))
    for kind in kinds:
        on, name = found.levels == kind, f"level {kind + 1}"
        role, label = (role_of_class(kind), name) if len(kinds) > 1 else ("model", "")
        layers[name] = Points(frozen(points[on]), role, 4.0, label=label)
    return Chart(
        title="Spectrum σ" if flat else "Pull of latents",
        help="How strongly each latent number changes the picture, sorted by rank.",
        readings=seen.readings("effective"),
        layers=layers,
        x_label="rank",
        y_label="σ" if flat else "|∂x/∂z|",
    )


VIEWS: Mapping[str, Callable[[ImagesSeen], AnyView]] = {
    "samples": samples,
    "pictures": pictures,
    "plane": plane,
    "interpolation": interpolation,
    "spectrum": spectrum,
}
