"""The pictures where words are moved by hand: a gradient taken apart, residuals, seconds."""

from collections.abc import Callable, Mapping

import numpy as np
import torch

from core.experiments.optimiser_race.words_page import AUTOMATIC, HAND
from core.experiments.optimiser_race.words_seen import WordsSeen
from core.view_layers import Layer
from core.views import AnyView, Arrows, Chart, Lines, Matrix, Points, Texts, frozen

ROLES = {HAND: "class 2", AUTOMATIC: "truth"}
PULL, PUSH = "class 0", "class 1"
LIFT = 0.04
"""How far a word stands beside its arrow, as a share of the picture."""


def taken_apart(seen: WordsSeen) -> Chart:
    """The step of one word: pulled by what was seen near it, pushed off by noise."""
    corners, names, pulls, end = seen.taken_apart()
    starts, ends = corners[:-1], corners[1:]
    layers: dict[str, Layer] = {
        "autograd": Lines(
            frozen([[0.0, 0.0], [float(end[0]), float(end[1])]]), "truth", 2.0, dashed=True,
            label="autograd's step",
        ),
    }  # fmt: skip
    for name, role, which in (("seen near it", PULL, pulls), ("noise", PUSH, ~pulls)):
        layers[name] = Arrows(frozen(starts[:-1][which]), frozen(ends[:-1][which]), role, name)
    layers["others"] = Arrows(frozen(starts[-1:]), frozen(ends[-1:]), "muted", "all others")
    lift = LIFT * float(corners[:, 1].max() - corners[:, 1].min())
    beside = torch.where(pulls, -lift, lift)[:, None] * torch.tensor([[0.0, 1.0]])
    middles = (starts[:-1] + ends[:-1]) / 2 + beside
    layers["words"] = Texts(frozen(middles), names, verbatim=True)
    layers["end"] = Points(frozen(corners[-1:]), ROLES[HAND], 9.0, "sum by hand")
    return Chart(
        title="A gradient taken apart",
        help="One word's gradient as a chain of arrows: one per neighbour and noise word.",
        note="pick a row of the table",
        readings=seen.readings("apart"),
        layers=layers,
        x_label="share of all arrows' lengths",
    )


def residuals(seen: WordsSeen) -> Matrix:
    """R, from which both gradients follow: R v and its transpose times u."""
    table = seen.residuals()
    most = float(table.abs().max())
    words = seen.model.words
    return Matrix(
        title="Residuals R of the batch",
        help="By how much each pair of words is misjudged; both gradients follow from this table.",
        values=frozen(table),
        levels=(-most, most),
        counts="R",
        row_labels=words,
        column_labels=words,
        x_label="word",
        y_label="centre",
        scale="sign",
        picked=(seen.picked(), seen.picked()),
        pickable=True,
        verbatim=True,
    )


def seconds(seen: WordsSeen) -> Chart:
    """Both losses over the time that their steps take."""
    steps, times = seen.history.steps(), seen.times()
    layers: dict[str, Layer] = {}
    for way, role in ROLES.items():
        curve = np.stack([1e3 * times[way] * steps, seen.history.values(way)], axis=1)
        layers[way] = Lines(frozen(curve), role, 1.5, dashed=way == AUTOMATIC, label=way)
    return Chart(
        title="Loss by time",
        help="Loss in nats over the time in ms that its steps take on this computer.",
        readings=seen.readings("hand", "automatic", "gain"),
        layers=layers,
        x_label="ms, as measured here",
        y_label="nats",
    )


VIEWS: Mapping[str, Callable[[WordsSeen], AnyView]] = {
    "taken apart": taken_apart,
    "residuals": residuals,
    "seconds": seconds,
}
