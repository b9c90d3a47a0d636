"""The pictures of a run with a bug: beside its healthy twin, its vital signs, the question."""

from collections.abc import Callable, Mapping

import numpy as np

from core.experiments.callback_bench.bugs import EVIDENCE, NO_BUG
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
        note="ticks: the healthy twin",
        values=frozen(np.nan_to_num(shares)),
        truth=frozen(np.nan_to_num(healthy)),
        labels=(*SIGNS.values(), *COMPARED.values()),
        limits=(0.0, MOST),
        horizontal=True,
        form=".0f",
    )


def quiz(seen: BenchSeen) -> Plane:
    """Four answers to click on, and once one is given the evidence."""
    asked, guess = seen.made.question, seen.made.guess
    answers = asked.answers if asked else ()
    places = [(float(index % 2), -float(index // 2)) for index in range(len(answers))]
    said = "Press the button, train, look, and click an answer."
    layers: dict[str, Layer] = {
        "answers": Points(_left_of(places), "muted", 11.0, pickable=True, keys=answers),
        "names": Texts(_rows(places), answers, "ink"),
    }
    if asked and guess:
        picked, right = (places[answers.index(name)] for name in (guess, asked.secret))
        layers["guess"] = Points(_left_of([picked]), "accent", 11.0, "your answer")
        layers["right"] = Points(_left_of([right]), "class 2", 7.0, "the bug")
        said = EVIDENCE[asked.secret]
    elif not asked and seen.bug != NO_BUG:
        said = EVIDENCE[seen.bug]
    if guess or not asked:
        layers["evidence"] = Texts(frozen([(0.5, -2.0)]), (said,), "ink")
    return Plane(
        title="Which bug is it?",
        note="click an answer" if asked and not guess else "",
        layers=layers,
        bounds=(-0.6, 1.6, -2.6, 0.9),
        equal=False,
    )


def _left_of(places: list[tuple[float, float]]) -> Array:
    """Where the marks of names at `places` stand (N, 2)."""
    return _rows([(x - 0.45, y) for x, y in places])


def _rows(places: list[tuple[float, float]]) -> Array:
    return frozen(np.array(places).reshape(-1, 2))


VIEWS: Mapping[str, Callable[[BenchSeen], AnyView]] = {
    "twins": twins,
    "signs": signs,
    "quiz": quiz,
    "features": features,
}
