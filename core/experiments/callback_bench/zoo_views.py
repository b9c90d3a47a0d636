"""The pictures of a run with a bug: beside its healthy twin, its vital signs, the question."""

from collections.abc import Callable, Mapping

import numpy as np

from core.experiments.callback_bench.bugs import BUGS, EVIDENCE, NO_BUG
from core.experiments.callback_bench.seen import BenchSeen
from core.experiments.callback_bench.views import features
from core.message import Message
from core.view_layers import Array
from core.views import AnyView, Bars, Chart, Layer, Lines, Plane, Points, Texts, frozen

# Of a bar that is measured in the healthy run's own, so much is shown.
MOST = 200.0
SIGNS = {
    "batch_right": "right, batch",
    "right": "right, held out",
    "next": "called the next digit",
    "unsure": "two answers",
    "dead": "dead units",
}
COMPARED = {"slope": "gradient", "moved": "step length", "alive": "graphs alive"}
SMALLEST = 1e-3


def twins(seen: BenchSeen) -> Chart:
    """The losses of the run and of its healthy twin, in the batch and held out."""
    layers: dict[str, Layer] = {}
    for name, label, role, width in (
        ("healthy_loss", "batch, healthy", "ghost", 1.5),
        ("healthy_held", "held out, healthy", "ghost", 1.5),
        ("loss", "batch", "model", 1.5),
        ("held", "held out", "data", 2.0),
    ):
        path = frozen(np.maximum(seen.course(name), [0.0, SMALLEST]))
        layers[name] = Lines(path, role, width, dashed=name == "healthy_held", label=label)
    return Chart(
        title="A run, and its healthy twin",
        help="Loss in nats by step, logarithmic, of this run and of a twin without the bug.",
        note=Message("bug: {bug}", {"bug": "secret" if seen.made.question else seen.bug}),
        readings=seen.readings("loss", "healthy_loss", "held"),
        layers=layers,
        x_label="step",
        y_label="nats",
        log_y=True,
    )


def signs(seen: BenchSeen) -> Bars:
    """Vital signs in percent, with those of the healthy twin as ticks."""
    shares = [100 * seen.last(name) for name in SIGNS]
    healthy = [100 * seen.last(f"healthy_{name}") for name in SIGNS]
    for name in COMPARED:
        normal = max(seen.last(f"healthy_{name}"), 1e-12)
        shares.append(min(100 * seen.last(name) / normal, MOST))
        healthy.append(100.0)
    return Bars(
        title="Vital signs, %",
        help="What a doctor of networks would measure, in percent; ticks show the healthy twin.",
        values=frozen(np.nan_to_num(shares)),
        truth=frozen(np.nan_to_num(healthy)),
        truth_label="healthy twin",
        labels=(*SIGNS.values(), *COMPARED.values()),
        limits=(0.0, MOST),
        horizontal=True,
        form=".0f",
    )


def quiz(seen: BenchSeen) -> Plane:
    """All bugs, to put one in; while a question is open four answers, then the evidence."""
    asked, guess = seen.made.question, seen.made.guess
    names = asked.answers if asked else BUGS
    columns = 2 if asked else 3
    places = {name: (i % columns * 3.0 / columns, -(i // columns)) for i, name in enumerate(names)}
    layers: dict[str, Layer] = {
        "answers" if asked else "bugs": Points(
            _left_of([*places.values()]), "muted", 9.0, pickable=True, keys=names
        ),
        "names": Texts(frozen([*places.values()]), names, "ink", keys=names),
    }
    if guess:
        layers["guess"] = Points(_left_of([places[guess]]), "accent", 14.0, "your answer")
    if seen.bug != NO_BUG and (guess or not asked):
        layers["bug"] = Points(_left_of([places[seen.bug]]), "class 1", 9.0, "the bug")
        layers["evidence"] = Texts(frozen([(1.0, -4.1)]), (EVIDENCE[seen.bug],), "ink")
    return Plane(
        title="Which bug is it?",
        help="The bugs that can be put in; where one is asked for, the answers to choose from.",
        note=_verdict(seen) if asked else "click a bug, or be asked",
        layers=layers,
        bounds=(-0.6, 2.55, -4.6, 0.5),
        equal=False,
    )


def _verdict(seen: BenchSeen) -> str:
    """What is said of an answer."""
    if not seen.made.guess:
        return "click an answer"
    return "right" if seen.made.guess == seen.bug else "no: it is the other one"


def _left_of(places: list[tuple[float, float]]) -> Array:
    """Where the marks of names at `places` stand (N, 2)."""
    return frozen([(x - 0.53, y) for x, y in places])


VIEWS: Mapping[str, Callable[[BenchSeen], AnyView]] = {
    "twins": twins,
    "signs": signs,
    "quiz": quiz,
    "features": features,
}
