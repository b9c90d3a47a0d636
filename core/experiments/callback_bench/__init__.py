"""The page of hooks and callbacks: one run with lanes, and a zoo of bugs."""

from core.experiments.callback_bench import presets, views, zoo_views
from core.experiments.callback_bench.knobs import BenchParams, ZooParams
from core.experiments.callback_bench.page import BugZoo, CallbackBench
from core.experiments.callback_bench.seen import BenchSeen
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number("loss", "loss", "L", "nats", "Of the batch, with pull and smoothing.", "model"),
    Number("right", "right", "", "", "Share of held-out pictures told right at this step."),
    Number(
        "objective", "L", "L", "nats",
        "Cross-entropy and pull, the mean of 597 held-out pictures.", "model", ".3g",
        shown=("loss",),
    ),
    Number(
        "entropy", "CE", r"\mathrm{CE}", "nats", "Cross-entropy of held-out pictures.", "data",
        ".3g", shown=("held",),
    ),
    Number(
        "drawn", "distance²", r"\|x-c_y\|^2", "",
        "Mean square distance of held-out pictures to the centre of their class.", "accent", ".3g",
        shown=("centres",),
    ),
    Number(
        "accuracy", "right", "a", "",
        "Share of held-out pictures told right, by the weights that are shown.", "data", ".1%",
        shown=("hits", "signs"),
    ),
    Number(
        "rate", "rate", r"\eta", "",
        "The learning rate as warm-up and schedule have made it.", "accent", ".3g",
    ),
    Number(
        "within", "spread within / all", "", "",
        "How much of the spread of the features lies within the classes; islands have little.",
        "model",
    ),
    Number("held", "held out", "", "nats", "Cross-entropy of held-out pictures.", "data"),
    Number("healthy_loss", "healthy", "", "nats", "The loss of the healthy twin.", "ghost"),
    Number(
        "alive", "graphs alive", "", "", "Graphs of losses that nothing has let go of.", form=".0f"
    ),
)  # fmt: skip
FORMULA = (
    r"{objective} = {entropy} + [pull=1e-5|1:\lambda]\;{drawn} \\ "
    r"[learning_rate:\eta]\quad {accuracy}"
)
LANES = ("right", "rate", "warm_up", "schedule", "gradient_norm", "average", "best", "left")
SIGNS = ("batch_right", "right", "held", "next", "unsure", "dead", "slope", "moved", "alive")

SCENES = (
    Scene(
        experiment=CallbackBench,
        params=BenchParams,
        seen=BenchSeen,
        views=views.VIEWS,
        hero="lanes",
        side=("features", "hits"),
        strip=("sockets",),
        presets=presets.RUN,
        numbers=NUMBERS,
        curves=("loss",),
        traced=LANES,
        formula=FORMULA,
        formula_note="held-out pictures",
        name="one run",
        help="A run on digits, and what each callback does to it.",
    ),
    Scene(
        experiment=BugZoo,
        params=ZooParams,
        seen=BenchSeen,
        views=zoo_views.VIEWS,
        hero="twins",
        side=("features", "signs"),
        strip=("quiz",),
        presets=presets.ZOO,
        numbers=NUMBERS,
        curves=("loss", "healthy_loss"),
        traced=("age", *SIGNS, *(f"healthy_{name}" for name in SIGNS)),
        formula=FORMULA,
        formula_note="held-out pictures",
        name="bug zoo",
        help="The same run with a bug, beside its healthy twin, and a quiz.",
    ),
)
