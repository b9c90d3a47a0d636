"""What can be turned on the page of the sentences that find each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core.margins.family import FAMILY
from core.params import Params, Value, choice, number

HOME, DESK, OWN = "home assistant", "help desk", "own sentences"
ENGLISH, CHINESE = "English", "Chinese"
LANGUAGE = {ENGLISH: "en", CHINESE: "zh"}


@dataclass(frozen=True)
class SearchParams(Params):
    """What can be turned on the page of the sentences that find each other."""

    chinese: ClassVar[Mapping[str, Value]] = {"language": CHINESE}

    loss: str = choice(
        "AM-Softmax", tuple(FAMILY), "Loss",
        "What the class directions are trained with. Softmax asks only for the right side of a"
        " boundary; the others ask for a margin as well.",
        live=True,
    )  # fmt: skip
    scale: float = number(
        30.0, 1.0, 64.0, "Scale s",
        "What cosines are multiplied by. Too small and the loss cannot fall, since cosines end at"
        " 1; too large and only the worst sentences teach.",
        logarithmic=True, live=True,
    )  # fmt: skip
    margin: float = number(
        0.35, 0.0, 1.0, "Margin m",
        "The margin: a cosine in AM-Softmax, radians in ArcFace. At 0 a sentence may end at the"
        " boundary, too large and it never arrives.",
        live=True,
    )  # fmt: skip
    thinning: float = number(
        0.0, 0.0, 0.6, "Thinning",
        "Share of words left out of each training sentence at random, so that a short or clumsy"
        " question is understood. Too much and nothing is left to read.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        3e-3, 1e-5, 0.3, "Learning rate",
        "Step size of Adam. Too small and the answers hardly change, too large and the state"
        " forgets what it read.",
        logarithmic=True, live=True,
    )  # fmt: skip
    multiple: int = number(
        4, 2, 4, "Multiple of the angle",
        "m of L-Softmax, A-Softmax and min(cos mθ, cos θ). A larger one asks for tighter groups"
        " and is harder to train.",
        live=True, place="more",
    )  # fmt: skip
    annealing: float = number(
        0.0, 0.0, 100.0, "λ",
        "L- and A-Softmax are mixed with λ parts of cos θ. At 0 they are bare; large, no margin is"
        " left.",
        live=True, place="more",
    )  # fmt: skip
    dims: int = number(
        64, 4, 256, "Dimensions",
        "Numbers in the state of the GRU, and so in a sentence's vector. Few mix the groups up,"
        " many train slowly; the article has 128.",
        logarithmic=True, place="more",
    )  # fmt: skip
    length: int = number(
        64, 4, 64, "Characters read",
        "Sentences are cut after so many characters. Too few and what comes last is never read.",
        place="more",
    )  # fmt: skip
    corpus: str = choice(
        HOME, (HOME, DESK, OWN), "Sentences",
        "A help desk's 42 questions with ten wordings each, and their answers; or commands to a"
        " smart home, more than ten thousand in about 40 groups.",
        place="data",
    )  # fmt: skip
    language: str = choice(
        ENGLISH, (ENGLISH, CHINESE), "Language",
        "The language of the sentences. Chinese ones are a third as long and train faster.",
        place="data",
    )  # fmt: skip
    held_out: float = number(
        0.25, 0.1, 0.5, "Groups held out",
        "Share of the groups that training never sees; retrieval and the threshold are measured on"
        " them. Few make the curves coarse, many leave little to learn from.",
        place="data",
    )  # fmt: skip
