"""The page of layers and callbacks: a bench with a healthy twin, hooks and twelve bugs."""

from core.experiments.callback_bench.knobs import BenchParams
from core.experiments.callback_bench.page import CallbackBench
from core.experiments.callback_bench.presets import PRESETS
from core.experiments.callback_bench.seen import BenchSeen
from core.experiments.callback_bench.views import VIEWS
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number("loss", "loss", "L", "nats", "The loss as the code at hand has it.", "model"),
    Number("healthy", "healthy", "L_0", "nats", "The loss of the twin without a bug.", "truth"),
    Number("norm", "gradient", r"|g|", "", "Length of the gradient of the network.", form=".2e"),
    Number(
        "accuracy", "accuracy", "a", "", "Held-out digits that are read right, as it is measured.",
        "data", ".1%",
    ),
    Number(
        "healthy_accuracy", "healthy accuracy", "a_0", "", "The same of the twin.", "truth", ".1%",
    ),
    Number(
        "kept", "graphs alive", "n", "", "Losses whose graph of operations is kept in memory.",
        form=".0f",
    ),
    Number("loss_now", "loss", "L", "nats", "The loss of the last batch.", "model"),
    Number("healthy_now", "healthy", "L_0", "nats", "That of the healthy twin.", "truth"),
    Number("accuracy_now", "accuracy", "a", "", "Of the last step.", "data", ".1%"),
    Number(
        "spread", "spread", r"s", "",
        "How far features are from the mean of their class, as a share of how far apart the means"
        " are.",
        form=".2f",
    ),
)  # fmt: skip

SCENES = (
    Scene(
        experiment=CallbackBench,
        params=BenchParams,
        seen=BenchSeen,
        views=VIEWS,
        hero="losses",
        side=("features", "quiz"),
        strip=("sockets", "accuracy"),
        presets=PRESETS,
        numbers=NUMBERS,
        curves=("loss",),
        traced=("healthy", "accuracy", "healthy_accuracy", "norm", "kept"),
        formula=r"{loss} = \mathrm{CE} + [pull]\,|x - c_y|^2",
    ),
)
