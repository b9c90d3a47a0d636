"""What can be turned on the page of hooks and callbacks."""

from dataclasses import dataclass
from typing import ClassVar

from core.experiments.callback_bench.bugs import BUGS, NO_BUG
from core.params import Params, choice, number

DIGITS, OWN = "digits", "own pictures"
GRADIENT, WEN, FROZEN = RULES = ("gradient", "wen", "frozen")


@dataclass(frozen=True)
class BenchParams(Params):
    """One run with a center loss, smoothed labels and noise."""

    twin: ClassVar[bool] = False
    """Whether a healthy twin trains beside, and what is measured are averaged weights."""

    pull: float = number(
        1e-5, 1e-5, 20.0, "Pull to the centre λ",
        "λ|x − c|² is added to the loss: each picture's features are drawn to the centre of its"
        " class. Weak, and classes are fans; then islands; far too strong, and all meet.",
        logarithmic=True, live=True,
    )  # fmt: skip
    smoothing: float = number(
        0.0, 0.0, 0.9, "Label smoothing e",
        "This share of the target is spread over all ten classes, so that no answer need be sure.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        0.02, 1e-4, 1.0, "Learning rate",
        "Step size of Adam. What warm-up and schedule make of it is drawn in the lanes.",
        logarithmic=True, live=True,
    )  # fmt: skip
    rule: str = choice(
        GRADIENT, RULES, "Centres c",
        "What moves the centres: the gradient as in the article, the rule of Wen et al., or"
        " nothing but your hand.",
    )  # fmt: skip
    noise: float = number(
        0.0, 0.0, 2.0, "Noise σ",
        "Gaussian noise on the hidden units while the network trains, and only then.",
        live=True, place="more",
    )  # fmt: skip
    annealed_from: int = number(
        100, 0, 100, "Smoothing falls from",
        "From this epoch on the smoothing is a tenth of the knob, as in the article.",
        unit="epochs", live=True, place="more",
    )  # fmt: skip
    pictures: str = choice(
        DIGITS, (DIGITS, OWN), "Pictures", "The ten classes that are told apart, 8×8 pixels.",
        place="data",
    )  # fmt: skip


@dataclass(frozen=True)
class ZooParams(BenchParams):
    """The same run with a bug, beside its healthy twin."""

    twin: ClassVar[bool] = True

    bug: str = choice(
        NO_BUG, (NO_BUG, *BUGS), "Bug",
        "What is wrong with the code. Both runs start anew from the same weights.",
        live=True,
    )  # fmt: skip
    noise: float = number(
        0.2, 0.0, 2.0, "Noise σ",
        "Gaussian noise on the hidden units while the network trains, and only then.",
        live=True, place="more",
    )  # fmt: skip
