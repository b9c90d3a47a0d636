"""What can be turned on the page of the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core.params import Params, Value, choice, number, switch

ENGLISH, CHINESE, TANG, OWN = TEXTS = (
    "English commands", "Chinese commands", "Tang poems", "own text",
)  # fmt: skip


@dataclass(frozen=True)
class WordsParams(Params):
    """What can be turned on the page of the words."""

    chinese: ClassVar[Mapping[str, Value]] = {"text": CHINESE}

    exponent: float = number(
        0.75, 0.0, 1.0, "Noise exponent α",
        "Noise words are drawn by their frequency to this power: 0 draws all alike, 1 by frequency"
        " and gives PMI, 0.75 is word2vec's.",
        live=True,
    )  # fmt: skip
    ratio: int = number(
        5, 1, 20, "Noise words k",
        "How many noise words stand against each pair that was seen. The products end log k lower.",
        live=True,
    )  # fmt: skip
    corrected: bool = switch(
        False, "Correction log kU",
        "Takes the noise out of the products: they then learn how likely a word is near another,"
        " by itself.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        0.2, 1e-3, 2.0, "Learning rate",
        "Step size of plain gradient descent, for each pair.", logarithmic=True, live=True,
    )  # fmt: skip
    dimension: int = number(
        24, 2, 40, "Dimensions",
        "Numbers in each vector. With as many as there are words any table of products can be"
        " had; with few the products have to share.",
    )  # fmt: skip
    text: str = choice(
        ENGLISH, TEXTS, "Text",
        "What the words are counted in. Your own: type or paste it below the neighbours.",
        place="data",
    )  # fmt: skip
    window: int = number(
        2, 1, 5, "Window", "How many places apart two words may stand to be a pair.",
        live=True, place="data",
    )  # fmt: skip
