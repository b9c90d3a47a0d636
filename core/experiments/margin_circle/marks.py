"""The layers of the large picture: pictures as points, spokes, and the ground they lie on."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from core.experiments.margin_circle.seen import Seen
from core.margins import circle, sphere
from core.margins.normalise import normalise
from core.margins.sectors import rays, sectors
from core.views import Area, Handles, Layer, Lines, Points, Texts, frozen, role_of_class

# Radii, in units of the circle: the spokes' handles and, farther out, their names. On the globe
# handles lie on the ball, where the hand has them.
HANDLE, NAME, NAME_ON_BALL = 1.1, 1.23, 1.2
BOUNDS = (-1.29, 1.29, -1.29, 1.29)
# A feature of the median length is drawn here; those of more than the circle's radius on it.
MEDIAN = 0.68
# Halvings of half a degree that place the edges of the painted arcs: 0.002 degrees.
BISECTIONS = 8
# Dots over the whole sphere, of which those stand that no class owns; corners of a great circle.
DOTS, CORNERS = 1000, 90
WEDGE = "nobody's: the margin is not met"


@dataclass(frozen=True)
class Lit:
    """What stands out: the picked picture (-1 for none), its neighbour, the wrong neighbours."""

    picked: int
    closest: int
    wrong: Tensor


def ground(seen: Seen) -> dict[str, Layer]:
    """Whose each direction is, the wedges that the margin leaves to nobody, the boundaries."""
    return _on_sphere(seen) if seen.weight.shape[1] == 3 else _on_circle(seen)


def _on_circle(seen: Seen) -> dict[str, Layer]:
    pieces = circle.arcs(seen.weight, seen.loss, with_margin=True, bisections=BISECTIONS)
    edges = circle.boundaries(seen.weight, seen.loss, bisections=BISECTIONS)
    layers: dict[str, Layer] = {"rim": RIM_OF_CIRCLE}
    for label in range(len(seen.weight)):
        own = sectors(piece for piece in pieces if piece.label == label)
        layers[f"own {label}"] = Area(frozen(own), role_of_class(label))
    wedge = sectors(piece for piece in pieces if piece.label == circle.NOBODY)
    layers["wedge"] = Area(frozen(wedge), "muted", label=WEDGE if len(wedge) else "")
    layers["borders"] = Lines(frozen(rays(edges)), "muted", 1.0, dashed=True, label="boundary")
    return layers


def _on_sphere(seen: Seen) -> dict[str, Layer]:
    dots = sphere.lattice(DOTS).to(seen.weight)
    free = circle.owner(dots, seen.weight, seen.loss, with_margin=True) == circle.NOBODY
    lines = sphere.borders(seen.weight, seen.loss, CORNERS).reshape(-1, 3)
    return {
        "wedge": Points(frozen(dots[free]), "ghost", 4.0, label=WEDGE if bool(free.any()) else ""),
        "borders": Lines(frozen(lines), "muted", 1.4, label="boundary"),
    }


def samples(seen: Seen, lit: Lit, length: float | None) -> dict[str, Layer]:
    """Pictures at their place, those that stand out with a halo; `length` as in `place`."""
    places = place(seen.all_features, length)
    known = len(seen.features)
    layers: dict[str, Layer] = {}
    if len(lit.wrong) == known:
        wrong = places[:known][lit.wrong]
        layers["wrong"] = Points(
            frozen(wrong), "accent", 11.0, label="right class, wrong neighbour"
        )
    if lit.picked >= 0:
        pair = places[[lit.picked, lit.closest]]
        layers["pair"] = Lines(frozen(pair), "accent", 1.4)
        layers["picked"] = Points(frozen(pair), "accent", 17.0)
    classes = frozen(seen.labels)
    layers["known"] = Points(frozen(places[:known]), size=4.0, pickable=True, classes=classes)
    if len(seen.unseen):
        layers["unseen"] = Points(
            frozen(places[known:]), "ink", 5.0, label="unseen class", pickable=True
        )
    return layers


def spokes(seen: Seen, names: tuple[str, ...], length: float | None) -> dict[str, Layer]:
    """Class directions that a hand can drag, their names, and the centres of the center loss."""
    directions = normalise(seen.weight)
    flat = directions.shape[1] == 2
    away, name = (HANDLE, NAME) if flat else (1.0, NAME_ON_BALL)
    layers: dict[str, Layer] = {}
    if bool(seen.centers.any()):
        centers = place(seen.centers, length if seen.loss.scale is None else 1 / MEDIAN)
        layers["centers"] = Points(frozen(centers), "truth", 9.0, label="centre")
    layers["spokes"] = Lines(frozen(_from_middle(directions)), "ink", 1.0)
    classes = frozen(range(len(directions)))
    layers["spoke"] = Handles(frozen(away * directions), classes=classes)
    layers["names"] = Texts(frozen(name * directions), names, "ink")
    return layers


def place(features: Tensor, length: float | None) -> Tensor:
    """Where features (N, D) are drawn: on the circle or sphere, or as far out as they are long.

    `length` is the one that is drawn at MEDIAN; None draws all at one.
    """
    directions = normalise(features)
    if length is None or features.shape[1] == 3:
        return directions
    lengths = torch.linalg.vector_norm(features, dim=1, keepdim=True)
    radii = (lengths * (MEDIAN / length)).clamp(max=1.0)
    placed: Tensor = directions * radii
    return placed


def sample_of(seen: Seen, layer: str, index: int) -> int:
    """The number of the picture that is point `index` of a layer of `samples`; -1 for none."""
    if layer == "unseen" and 0 <= index < len(seen.unseen):
        return len(seen.features) + index
    return index if layer == "known" and 0 <= index < len(seen.features) else -1


def _from_middle(directions: Tensor) -> Tensor:
    ends = torch.full((len(directions), 3, directions.shape[1]), torch.nan)
    ends[:, 0] = 0
    ends[:, 1] = directions
    return ends.reshape(-1, directions.shape[1])


_TURN = np.linspace(0, 2 * np.pi, 181)
RIM_OF_CIRCLE = Lines(frozen(np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)), "ghost", 1.0)
