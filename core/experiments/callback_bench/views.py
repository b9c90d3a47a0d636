"""The pictures of the bench: loss beside the healthy twin, features, accuracy, hooks, quiz."""

from collections.abc import Callable, Mapping

import numpy as np

from core.experiments.callback_bench.bugs import BUGS, SYMPTOMS
from core.experiments.callback_bench.seen import HOOKS, BenchSeen
from core.view_layers import Layer, Lines
from core.views import (
    AnyView,
    Bars,
    Chart,
    Handles,
    Plane,
    Points,
    Token,
    Tokens,
    frozen,
)


def losses(seen: BenchSeen) -> Chart:
    """The loss, and that of the healthy twin on the same batches."""
    return Chart(
        title="Loss beside the healthy twin",
        note=_note(seen),
        readings=seen.readings("loss_now", "healthy_now"),
        layers={
            "healthy": _line(seen, "healthy", "truth", "healthy twin"),
            "loss": _line(seen, "loss", "model", "loss"),
        },
        x_label="step",
        y_label="nats",
    )


def _note(seen: BenchSeen) -> str:
    if seen.made.options and not seen.made.guess:
        return "quiz: what is wrong here?"
    return "" if seen.is_sound() else SYMPTOMS[seen.model.bug]


def _line(seen: BenchSeen, name: str, role: str, label: str) -> Layer:
    points = np.stack([seen.history.steps(), seen.history.values(name)], axis=1)
    return Lines(frozen(points), role, 2.0, dashed=role == "truth", label=label)


def features(seen: BenchSeen) -> Plane:
    """The digits in the plane of features, with a centre for each class."""
    labels = seen.model.labels[: len(seen.features())].cpu()
    reach = 1.1 * seen.reach()
    centres = seen.model.net.head.centers.detach().cpu()
    return Plane(
        title="Two features",
        note="drag a centre",
        readings=seen.readings("spread"),
        layers={
            "digits": Points(frozen(seen.features()), "ink", 4.0, classes=frozen(labels)),
            "centres": Handles(
                frozen(centres), "ink", classes=frozen(range(10)),
                labels=tuple(map(str, range(10))), keys=tuple(map(str, range(10))),
            ),
        },
        bounds=(-reach, reach, -reach, reach),
    )  # fmt: skip


def accuracy(seen: BenchSeen) -> Chart:
    """How many held-out digits are read right."""
    return Chart(
        title="Held-out digits",
        readings=seen.readings("accuracy_now"),
        layers={
            "healthy": _line(seen, "healthy_accuracy", "truth", "healthy twin"),
            "accuracy": _line(seen, "accuracy", "data", "accuracy"),
        },
        x_label="step",
        y_label="share",
        bounds=(0.0, max(50.0, _last(seen)), 0.0, 1.0),
    )


def _last(seen: BenchSeen) -> float:
    steps = seen.history.steps()
    return float(steps[-1]) if len(steps) else 0.0


def sockets(seen: BenchSeen) -> Tokens:
    """The hooks in the order in which they are called, each with what is plugged into it."""
    chips: list[Token] = []
    for hook in HOOKS:
        chips.append(Token(hook.removeprefix("on_")))
        chips += [Token(name, 1.0, "class 2") for name in seen.plugged(hook)]
    return Tokens(title="Hooks, in their order", note="green: plugged in", rows=(tuple(chips),))


def quiz(seen: BenchSeen) -> Bars:
    """All bugs to choose from, or the answers of the quiz; green is the one that is there."""
    made = seen.made
    asked = bool(made.options)
    options = made.options or BUGS
    open_now = bool(made.guess) or not asked
    told = [float(open_now and option == seen.model.bug) for option in options]
    return Bars(
        title="Which bug is it?" if asked else "Twelve bugs",
        note=_verdict(seen) if asked else "pick one",
        values=frozen(told),
        labels=options,
        roles=tuple("class 2" if value else "muted" for value in told),
        limits=(0.0, 1.0),
        horizontal=True,
        picked=options.index(made.guess) if made.guess in options else -1,
        pickable=True,
        keys=options,
        form=".0f",
    )


def _verdict(seen: BenchSeen) -> str:
    if not seen.made.guess:
        return "pick one"
    return "right" if seen.made.guess == seen.made.secret else "no: the green one"


VIEWS: Mapping[str, Callable[[BenchSeen], AnyView]] = {
    "losses": losses,
    "features": features,
    "accuracy": accuracy,
    "sockets": sockets,
    "quiz": quiz,
}
