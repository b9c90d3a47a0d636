"""The small pictures of the page: angles, psi, and pictures beside their neighbours."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from core.experiments.margin_circle.seen import Seen
from core.margins.angles import angular_gap, own_and_nearest_other, shares
from core.margins.curves import psi_curve, rising_intervals
from core.margins.losses import MarginLoss
from core.views import (
    Area,
    Array,
    Chart,
    Handles,
    Images,
    Layer,
    Lines,
    Points,
    Reading,
    Rule,
    frozen,
)

# Degrees: bins of the histograms, and their end; what is farther away stands in the last bin.
BIN, MOST = 3.0, 90.0
# The gap leaves this share of the pictures out at the inner end of each histogram.
OUTLIERS = 0.1
# The handle of the threshold stands at this share of the highest bar.
HANDLE = 0.8
# Angles at which psi is drawn: every quarter of a degree.
CORNERS = 721
# Room above and below the cosine, and the deepest that is drawn of what falls to -7.
TOP, FLOOR, DEEPEST = 1.15, -1.5, -4.0
# Pictures that fit beside each other in the strip.
COLUMNS = 10


def angles(
    seen: Seen, even: float, threshold: float | None, picked: tuple[float, float] | None
) -> Chart:
    """Angles to the own class and to the nearest other one; `even` degrees would be ideal.

    With an unseen class, its angles to the nearest class, and the threshold that a hand has set
    in degrees, or else the best one.
    """
    own, other = seen.angles
    bars = {"other": shares(other, BIN, MOST), "own": shares(own, BIN, MOST)}
    labels = {"other": "nearest other", "own": "own class", "unseen": "unseen"}
    roles = {"other": "muted", "own": "model", "unseen": "ink"}
    readings = [Reading("gap", angular_gap(own, other, OUTLIERS), "+.1f", "°", "model")]
    if len(seen.unseen):
        strange = torch.rad2deg(torch.acos(seen.nearest_class[len(seen.features) :]))
        bars["unseen"] = shares(strange, BIN, MOST)
    layers: dict[str, Layer] = {}
    for name, bar in bars.items():
        layers[f"{name} bars"] = Area(_steps(bar), roles[name])
        layers[name] = Lines(_steps(bar), roles[name], 1.2, label=labels[name])
    layers["even"] = Rule(even, "x", label="evenly spread")
    for name, angle in zip(("own picked", "other picked"), picked or (), strict=False):
        layers[name] = Rule(angle, "x", "accent" if name.startswith("own") else "muted", False)
    if len(seen.unseen):
        top = max(float(bar.max()) for bar in bars.values())
        best = _degrees(seen.trade_off.best())
        degrees = best if threshold is None else threshold
        known, strange_kept = seen.kept(degrees)
        layers |= _threshold(degrees, top)
        readings = [
            Reading("known in", known, ".0%", role="model"),
            Reading("unseen in", strange_kept, ".0%", role="ink"),
            *readings,  # last, since a narrow card leaves out what has no room
        ]
    return Chart(
        title="Angles", layers=layers, readings=tuple(readings),
        x_label="degrees", note="" if len(seen.unseen) else "a tenth left out",
    )  # fmt: skip


def _threshold(degrees: float, top: float) -> dict[str, Layer]:
    """The line up to which a picture counts as known, to be dragged."""
    return {
        "threshold line": Rule(degrees, "x", "ink", dashed=False),
        "threshold": Handles(frozen([[degrees, HANDLE * top]]), "ink"),
    }


def _degrees(cosine: float) -> float:
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _steps(bar: Tensor) -> Array:
    """A histogram as an outline."""
    edges = np.repeat(np.arange(len(bar) + 1) * BIN, 2)
    heights = np.concatenate([[0.0], np.repeat(bar.numpy(), 2), [0.0]])
    return frozen(np.stack([edges, heights], axis=1))


def angle_pair(seen: Seen, picked: int) -> tuple[float, float] | None:
    """Degrees from a picked picture to its own class and the nearest other; an unseen one has none.

    For an unseen one both are to the nearest class. None where nothing is picked.
    """
    if picked < 0:
        return None
    if picked >= len(seen.features):
        near = _degrees(float(seen.nearest_class[picked]))
        return near, near
    one = slice(picked, picked + 1)
    own, other = own_and_nearest_other(seen.features[one], seen.weight, seen.labels[one])
    return float(own), float(other)


def psi(loss: MarginLoss, typical: float, picked: float | None) -> Chart:
    """psi over the angle with what is admissible, and where it rises; `typical` degrees marked."""
    curve = psi_curve(loss.psi, CORNERS)
    degrees, values = np.degrees(curve.angles.numpy()), curve.values.numpy()
    floor = max(DEEPEST, min(FLOOR, float(values.min()) - 0.2))
    cosine = np.stack([degrees, np.cos(np.radians(degrees))], axis=1)
    rising = [(np.degrees(start), np.degrees(end)) for start, end in rising_intervals(curve)]
    layers: dict[str, Layer] = {
        "admissible": Area(_down_to(cosine, floor), "accent", "admissible"),
        "cosine": Lines(frozen(cosine), "truth", 1.0, dashed=True, label="cos θ"),
    }
    if rising:
        boxes = np.concatenate([_box(*each, floor) for each in rising])[:-1]
        layers["rising"] = Area(frozen(boxes), "class 1", "rises")
    layers["psi"] = Lines(
        frozen(np.stack([degrees, values], axis=1)), "model", 2.0, label="ψ"
    )  # fmt: skip
    for name, angle, role in (("typical", typical, "ink"), ("picked", picked, "accent")):
        if angle is not None:
            layers[name] = Points(frozen([[angle, np.interp(angle, degrees, values)]]), role, 9.0)
    return Chart(
        title="ψ(θ)", layers=layers, bounds=(0.0, 180.0, floor, TOP), x_label="degrees",
        readings=tuple(
            Reading(word, angle, ".0f", "°", "class 1")
            for word, angle in zip(("rises from", "to"), rising[0], strict=True)
        ) if rising else (),
        note="pushed the wrong way" if rising else "falls everywhere",
    )  # fmt: skip


def _down_to(line: np.ndarray, floor: float) -> Array:
    corners = [[line[-1, 0], floor], [line[0, 0], floor]]
    return frozen(np.concatenate([line, corners]))


def _box(start: float, end: float, floor: float) -> np.ndarray:
    gap = [np.nan, np.nan]
    return np.array([[start, floor], [end, floor], [end, TOP], [start, TOP], gap])


def pairs(
    seen: Seen, pictures: Tensor, picked: int, wrong: Sequence[int], names: Sequence[str]
) -> Images:
    """Pictures (N + U, 1, H, W) over their nearest neighbours: the picked one, then wrong ones.

    Without names of the classes there are no labels.
    """
    shown = ([picked] if picked >= 0 else []) + [each for each in wrong if each != picked]
    below = [seen.closest(each) for each in shown]
    cells = torch.cat([pictures[shown], pictures[below]], dim=2).squeeze(1)
    named = [[_name(seen, each, names) for each in pair] for pair in zip(shown, below, strict=True)]
    return Images(
        title="Right class, wrong neighbour",
        pictures=frozen(cells[:COLUMNS]),
        columns=COLUMNS,
        labels=tuple(" | ".join(pair) for pair in named[:COLUMNS]) if names else (),
        picked=(0,) if picked >= 0 else (),
        pickable=True,
        readings=(Reading("", float(len(wrong)), ".0f", f"/ {len(seen.features)}", "model"),),
    )


def _name(seen: Seen, index: int, names: Sequence[str]) -> str:
    return names[int(seen.labels[index])] if names and index < len(seen.labels) else "?"
