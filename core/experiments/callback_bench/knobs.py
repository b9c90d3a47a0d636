"""What can be turned on the bench of callbacks."""

from dataclasses import dataclass

from core.experiments.callback_bench.bugs import BUGS, NONE
from core.params import Params, choice, number

RULES = GRADIENT, WEN, FROZEN = ("gradient", "Wen's rule", "frozen")


@dataclass(frozen=True)
class BenchParams(Params):
    """What can be turned on the bench."""

    pull: float = number(
        0.0, 0.0, 1.0, "Center loss λ",
        "How strongly features are drawn to the centre of their class: fans become islands.",
        live=True,
    )  # fmt: skip
    smoothing: float = number(
        0.0, 0.0, 0.5, "Label smoothing",
        "The share of each label that is spread over all ten; a schedule may let it fall.",
        live=True,
    )  # fmt: skip
    noise: float = number(
        0.1, 0.0, 1.0, "Noise layer σ",
        "How much a layer disturbs what passes while it trains, and only then.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        0.01, 1e-4, 0.5, "Learning rate", "Step size of Adam.", logarithmic=True, live=True,
    )  # fmt: skip
    bug: str = choice(
        NONE, (NONE, *BUGS), "Bug",
        "A classic mistake in the training of the network; the healthy twin has none.",
    )  # fmt: skip
    rule: str = choice(
        GRADIENT, RULES, "Centres move by",
        "The gradient as in the article, their own rule as in the paper, or not at all.",
        place="more",
    )  # fmt: skip
