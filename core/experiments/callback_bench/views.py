"""The pictures of a run: its lanes, features and centres, held-out accuracy, sockets."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch

from core import figures
from core.experiments.callback_bench.page import NAMES
from core.experiments.callback_bench.pupil import CLASSES, EPOCH
from core.experiments.callback_bench.seen import HOOKS, PLUGGED, BenchSeen, hooks
from core.message import Message
from core.view_layers import Array
from core.views import (
    AnyView,
    Area,
    Bars,
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

# The lanes of the hero: each of height 1, and as high above them the curves; a loss of `NATS` is
# at the top. The names stand left of the origin in a gutter that is a share of the whole.
LANES, CURVES, NATS, GUTTER = len(PLUGGED), 7.0, 3.0, 0.27
LANE, FLOOR = 0.7, 0.5
PLUG_IN = "click to plug it in"
# The plane of features is as wide as a power of √2 that holds nearly all of them.
MOST, NARROWEST = 0.98, 2.0
BELOW = 0.42
"""How far below the names of a row of sockets its wires lie, in rows."""


def lanes(seen: BenchSeen) -> Plane:
    """Loss and accuracy, and under them what each callback did."""
    wide, x = float(seen.horizon()), seen.epochs()
    foot = LANES + FLOOR
    layers: dict[str, Layer] = {"scale": _scale(wide, foot)}
    for name, label, top, role in (
        ("loss", "loss, training", NATS, "model"),
        ("right", "right, held out", 1.0, "data"),
    ):
        y = foot + CURVES * np.clip(seen.history.values(name) / top, 0, 1)
        layers[name] = Lines(frozen(np.stack([x, y], axis=1)), role, 1.5, label=label)
    for row, kind in enumerate(PLUGGED):
        layers |= _lane(seen, kind.name, LANES - 1 - row, wide)
    names = tuple(kind.name for kind in PLUGGED)
    rows = [(-GUTTER * wide / 2, LANES - 0.65 - row) for row in range(LANES)]
    layers["names"] = Texts(frozen(rows), names, "ink", keys=names)
    off = [row for row, name in enumerate(names) if not seen.on(name)]
    places = frozen(np.array([(wide / 2, LANES - 0.65 - row) for row in off]).reshape(-1, 2))
    layers["off"] = Texts(places, (PLUG_IN,) * len(off), keys=tuple(names[row] for row in off))
    for event in seen.history.events:
        if event.source in ("best", "early stop"):
            layers[f"{event.source} at"] = Rule(
                event.step / EPOCH, "x", "muted", label=event.source
            )
    return Plane(
        title="One run, and who touched it",
        help="Loss and accuracy over epochs; below, one lane for what each callback did.",
        note="click a name; rest on a mark",
        readings=seen.readings("accuracy", "rate"),
        layers=layers,
        bounds=(-GUTTER * wide, 1.02 * wide, -0.2, foot + CURVES + 0.6),
        equal=False,
        x_label="epoch",
    )


def _scale(wide: float, foot: float) -> Texts:
    """What the heights of both curves mean."""
    heights = [foot, foot + CURVES / 3, foot + 2 * CURVES / 3, foot + CURVES]
    texts = ("0", "1 nat | 33 %", "2 nats | 67 %", "3 nats | 100 %")
    return Texts(frozen([[-GUTTER * wide / 2, y] for y in heights]), texts)


def _lane(seen: BenchSeen, name: str, base: int, wide: float) -> dict[str, Layer]:
    """The ground of a lane, what was done as a height, and marks that say it."""
    share = seen.lane(name)
    shown = share.any()  # a lane in which nothing was done stays empty
    x, height = seen.epochs()[: len(share) * shown], base + LANE * share[: len(share) * shown]
    ends = [[x[-1], base], [x[0], base]] if len(x) else np.zeros((0, 2))
    did = np.concatenate([np.stack([x, height], axis=1), ends])
    events = [event for event in seen.history.events if event.source == name]
    marks = np.array([(event.step / EPOCH, base + LANE / 2) for event in events]).reshape(-1, 2)
    ground = figures.outline((0.0, wide, base, base + LANE))
    tips = tuple(event.said for event in events)
    return {
        f"{name} ground": Area(ground, "muted"),
        f"{name} did": Area(frozen(did), "accent"),
        f"{name} line": Lines(frozen(did[: len(x)]), "accent", 1.5),
        f"{name} marks": Points(frozen(marks), "ink", 9.0, tips=tips),
    }


def features(seen: BenchSeen) -> Plane:
    """Held-out pictures where their two features are, and a centre for each class to drag."""
    x, labels, centres = seen.features(), seen.labels(), seen.centres()
    reach = max(float(x.abs().amax(1).quantile(MOST)), float(centres.abs().max()), NARROWEST / 2)
    side = 1.1 * min(2.0 ** (np.ceil(2 * np.log2(reach)) / 2), figures.FAR)
    dim = (labels != seen.made.lit) & (seen.made.lit >= 0)
    held, own = frozen(figures.finite(centres)), seen.own()
    note: str | Message = "drag a centre"
    mark: dict[str, Layer] = {}
    if own is not None:
        note = Message("your figure is taken for {name}", {"name": own[1]})
        place = figures.points(own[0], "ink").points
        mark["own"] = Points(place, "ink", 15.0, "your figure")
        above = frozen(place + np.array([0.0, 0.1 * side], dtype=np.float32))
        mark["taken for"] = Texts(above, (own[1],), "ink", verbatim=True)
    return Plane(
        title="Two features, and a centre a class",
        help="Held-out pictures at their two features, coloured by class, with a centre a class.",
        note=note,
        readings=seen.readings("within"),
        layers={
            "others": figures.points(x[dim], "ghost"),
            "pictures": Points(
                figures.points(x[~dim], "data").points, classes=frozen(labels[~dim]),
                pickable=True, keys=tuple(NAMES[label] for label in labels[~dim]),
            ),
            "centres": Handles(held, "ink", NAMES, classes=frozen(range(CLASSES))),
            **mark,
        },
        bounds=(-side, side, -side, side),
    )  # fmt: skip


def hits(seen: BenchSeen) -> Bars:
    """The share of each digit that is told right, by the weights shown."""
    return Bars(
        title="Right, held-out pictures",
        help="Share of each digit's held-out pictures that is told right, in percent.",
        values=frozen(100 * seen.hits()),
        labels=NAMES,
        roles=tuple(role_of_class(label) for label in range(CLASSES)),
        limits=(0.0, 100.0),
        form=".0f",
        readings=seen.readings("accuracy"),
        verbatim=True,
        picked=seen.made.lit,
        pickable=True,
        keys=NAMES,
    )


def sockets(seen: BenchSeen) -> Plane:
    """The hooks from top to bottom as they fire, and the callbacks that hang on them."""
    rows = [[kind.name for kind in PLUGGED if hook in hooks(kind)] for hook in HOOKS]
    places = [
        (1.2 + 1.1 * column, -row) for row, names in enumerate(rows) for column in range(len(names))
    ]
    names = tuple(name for row in rows for name in row)
    free = [(1.2, -row) for row, there in enumerate(rows) if not there]
    plugged = [place for place, name in zip(places, names, strict=True) if seen.on(name)]
    on = tuple(filter(seen.on, names))
    last = 1 - len(HOOKS)
    return Plane(
        title="Sockets, as they fire",
        help="The hooks of a training step in the order they fire, and the callbacks on each.",
        note="click a plug; in a row the last one wins",
        layers={
            "line": Lines(frozen([(0.5, 0.0), (0.5, last)]), "muted", 1.5),
            "wires": Lines(_wires(plugged), "accent", 1.5),
            "hooks": Points(frozen([(0.5, -row) for row in range(len(HOOKS))]), "muted", 7.0),
            "hook names": Texts(frozen([(0.0, -r) for r in range(len(HOOKS))]), (*HOOKS.values(),)),
            "plugs": Points(_left_of(places), "muted", 9.0, pickable=True, keys=names),
            "plugged": Points(_left_of(plugged), "accent", 9.0),
            "plug names": Texts(frozen(places), names, keys=names),
            "plugged names": Texts(frozen(plugged).reshape(-1, 2), on, "accent"),
            "free": Texts(frozen(free), ("empty",) * len(free)),
        },
        bounds=(-0.5, 3.8, last - 0.5, 0.5),
        equal=False,
    )


def _wires(places: Sequence[tuple[float, float]]) -> Array:
    """From the line of the hooks, below the names of a row, to the marks of what is plugged in."""
    paths = [[(0.5, y - BELOW), (x - 0.55, y - BELOW), (x - 0.55, y)] for x, y in places]
    return figures.polylines(torch.tensor(paths).reshape(-1, 3, 2))


def _left_of(places: Sequence[tuple[float, float]]) -> Array:
    """Where the marks of names at `places` stand (N, 2)."""
    return frozen(np.array([(x - 0.55, y) for x, y in places]).reshape(-1, 2))


VIEWS: Mapping[str, Callable[[BenchSeen], AnyView]] = {
    "lanes": lanes,
    "features": features,
    "hits": hits,
    "sockets": sockets,
}
