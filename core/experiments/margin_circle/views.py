"""The pictures of the page of margins: the embedding, angles, psi, and wrong neighbours."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from core import figures
from core.experiments.margin_circle.knobs import SPHERE
from core.experiments.margin_circle.pairs_view import pairs
from core.experiments.margin_circle.seen import CircleSeen
from core.margins.angles import shares
from core.margins.circle import at_angles
from core.margins.normalise import normalise
from core.margins.tammes import nearest_angle
from core.message import Message
from core.views import (
    AnyView,
    Area,
    Array,
    Chart,
    Globe,
    Handles,
    Layer,
    Lines,
    Plane,
    Points,
    Rule,
    Texts,
    frozen,
    role_of_class,
)

# Radii, in units of the circle: the spokes' handles and, farther out, their names. On the globe
# handles lie on the ball, where the hand has them.
HANDLE, NAME, NAME_ON_BALL = 1.1, 1.23, 1.2
BOUNDS = (-1.29, 1.29, -1.29, 1.29)
RIM = Lines(frozen(at_angles(torch.linspace(0, 2 * torch.pi, 181))), "ghost")
WEDGE = "nobody's: the margin is not met"
# A feature of the median length is drawn here; those of more than the circle's radius on it.
MEDIAN = 0.68
# Degrees: bins of the histograms, and their end; what is farther away stands in the last bin.
BIN, MOST = 3.0, 90.0
# The handle of the threshold stands at this share of the highest bar.
THRESHOLD_AT = 0.8
# Room above and below the cosine, and the deepest that is drawn of what falls to -7.
TOP, FLOOR, DEEPEST = 1.15, -1.5, -4.0
HELP = "Each point is a picture, its direction the embedding; spokes are the classes."


def embedding(seen: CircleSeen) -> Plane | Globe:
    """Pictures as points, spokes, and the ground they lie on, on the circle or the sphere."""
    layers = _ground(seen) | _samples(seen) | _spokes(seen)
    readings, own = seen.readings("accuracy"), seen.own()
    note: str | Message = own.taken_for if own else "drag a spoke"
    if seen.p.space == SPHERE:
        title = "Embedding on the sphere"
        note = own.taken_for if own else "drag a spoke, or turn the ball"
        return Globe(title=title, help=HELP, layers=layers, readings=readings, note=note)
    title = "Embedding on the circle"
    return Plane(title=title, help=HELP, layers=layers, readings=readings, note=note, bounds=BOUNDS)


def _ground(seen: CircleSeen) -> dict[str, Layer]:
    (*owned, nobody), borders = seen.ground()
    label = WEDGE if len(nobody) else ""
    if seen.p.space == SPHERE:
        wedge = Points(nobody, "ghost", label=label)
        return {"wedge": wedge, "borders": Lines(borders, "muted", 1.4, label="boundary")}
    areas = {f"own {k}": Area(own, role_of_class(k)) for k, own in enumerate(owned)}
    return {
        "rim": RIM,
        **areas,
        "wedge": Area(nobody, "muted", label),
        "borders": Lines(borders, "muted", dashed=True, label="boundary"),
    }


def _samples(seen: CircleSeen) -> dict[str, Layer]:
    """Pictures at their place, those that stand out with a halo."""
    places, known = _places(seen.embedded(), seen.length()), len(seen.labels())
    keys, unseen_keys = seen.keys()
    wrong, picked = frozen(places[seen.wrong()[0]]), seen.made.picked
    layers: dict[str, Layer] = {
        "wrong": Points(wrong, "accent", 11.0, label="right class, wrong neighbour")
    }
    if picked >= 0:
        pair = frozen(places[[picked, seen.closest(picked)]])
        layers["pair"] = Lines(pair, "accent", 1.4)
        layers["picked"] = Points(pair, "accent", 17.0)
    layers["known"] = Points(
        frozen(places[:known]), pickable=True, classes=frozen(seen.labels()), keys=keys
    )
    if (own := seen.own()) is not None:
        place = frozen(_places(own.feature, seen.length()))
        layers["own"] = Points(place, "ink", 15.0, "your figure")
    if seen.made.unseen:
        layers["unseen"] = Points(
            frozen(places[known:]), "ink", 5.0, "unseen class", pickable=True, keys=unseen_keys
        )
    return layers


def _places(features: Tensor, length: float | None) -> Tensor:
    """Where features (N, D) are drawn: on the circle or sphere, or as far out as they are long.

    `length` is the one that is drawn at MEDIAN; None draws all at one, as on the sphere.
    """
    directions = normalise(features)
    if length is None or features.shape[1] == 3:
        return directions
    radii = (features.norm(dim=1, keepdim=True) * (MEDIAN / length)).clamp(max=1.0)
    placed: Tensor = directions * radii
    return placed


def _spokes(seen: CircleSeen) -> dict[str, Layer]:
    """Class directions that a hand can drag, their names, and the centres of the center loss."""
    directions, centers = normalise(seen.weight()), seen.centers()
    handle, name = (1.0, NAME_ON_BALL) if seen.p.space == SPHERE else (HANDLE, NAME)
    layers: dict[str, Layer] = {}
    if bool(centers.any()):
        length = seen.length() if seen.margin_loss().scale is None else 1 / MEDIAN
        layers["centers"] = Points(frozen(_places(centers, length)), "truth", 9.0, label="centre")
    spokes = figures.segments(torch.zeros_like(directions), directions)
    layers["spokes"] = Lines(spokes, "ink", label="class directions")
    layers["spoke"] = Handles(frozen(handle * directions), classes=frozen(range(len(directions))))
    layers["names"] = Texts(frozen(name * directions), seen.model.samples.names, "ink")
    return layers


def angles(seen: CircleSeen) -> Chart:
    """Angles to the own class and to the nearest other one, and those of an unseen class."""
    unseen = seen.made.unseen
    own, other = seen.angles()
    shown = [("other", other, "muted", "nearest other"), ("own", own, "model", "own class")]
    if unseen:
        strange = seen.to_nearest_class()[len(own) :].acos().rad2deg()
        shown.append(("unseen", strange, "ink", "unseen"))
    layers, top = dict[str, Layer](), 0.0
    for name, degrees, role, label in shown:
        bars = shares(degrees, BIN, MOST)
        layers[f"{name} bars"] = Area(_steps(bars), role)
        layers[name] = Lines(_steps(bars), role, 1.2, label=label)
        top = max(top, float(bars.max()))
    layers["even"] = Rule(nearest_angle(seen.even()), "x", label="evenly spread")
    if (picked := seen.picked_angles()) is not None:
        layers["own picked"] = Rule(picked[0], "x", "accent", dashed=False, label="picked")
        layers["other picked"] = Rule(picked[1], "x", "muted", dashed=False)
    if unseen:
        layers["threshold line"] = Rule(seen.threshold(), "x", "ink", dashed=False)
        layers["threshold"] = Handles(frozen([[seen.threshold(), THRESHOLD_AT * top]]), "ink")
    apart = "gap" if seen.gap() >= 0 else "overlap"  # last: narrow cards leave out what is
    return Chart(
        title="Angles",
        help="Share of pictures by angle in degrees: to their own class, and to the nearest other.",
        layers=layers,
        readings=seen.readings(*["known_in", "unseen_in"] * unseen, apart),
        x_label="degrees",
    )


def _steps(bars: Tensor) -> Array:
    """A histogram as an outline."""
    edges = torch.arange(len(bars) + 1).repeat_interleave(2) * BIN
    return _line(edges, torch.nn.functional.pad(bars.repeat_interleave(2), (1, 1)))


def _line(x: Tensor, y: Tensor) -> Array:
    return frozen(torch.stack([x, y], dim=1))


def psi(seen: CircleSeen) -> Chart:
    """psi over the angle with what is admissible, where it rises, and where the pictures are."""
    curve, rising, picked = seen.psi_curve(), seen.rising(), seen.picked_angles()
    degrees, values = torch.rad2deg(curve.angles), curve.values
    floor = max(DEEPEST, min(FLOOR, float(values.min()) - 0.2))
    cosine = _line(degrees, torch.cos(curve.angles))
    layers: dict[str, Layer] = {
        "admissible": Area(frozen([*cosine, (180.0, floor), (0.0, floor)]), "accent", "admissible"),
        "cosine": Lines(cosine, "truth", dashed=True, label="cos θ"),
    }
    if len(rising):
        boxes = [figures.outline((start, end, floor, TOP)) for start, end in rising.tolist()]
        outlines = figures.polylines(torch.tensor(np.stack(boxes)))
        layers["rising"] = Area(outlines, "class 1", "rises")
    layers["psi"] = Lines(_line(degrees, values), "model", 2.0, label="ψ")
    marks = {"median": (float(seen.angles()[0].median()), "ink")}
    if picked is not None:
        marks["picked"] = (picked[0], "accent")
    for name, (angle, role) in marks.items():
        height = np.interp(angle, degrees, values)
        layers[name] = Points(frozen([[angle, height]]), role, 9.0, name)
    return Chart(
        title="ψ(θ)",
        help="The logit ψ, without scale, over the angle θ in degrees; cos θ is the plain one.",
        layers=layers,
        bounds=(0.0, 180.0, floor, TOP),
        x_label="degrees",
        readings=seen.readings("rises_from", "rises_to") if len(rising) else (),
        note="pushed the wrong way" if len(rising) else "falls everywhere",
    )


VIEWS: Mapping[str, Callable[[CircleSeen], AnyView]] = {
    "embedding": embedding,
    "angles": angles,
    "psi": psi,
    "pairs": pairs,
}
