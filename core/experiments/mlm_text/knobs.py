"""What can be turned on the page of masked words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core.masking.mlm import Mixture
from core.params import Params, Value, choice, number

ENGLISH, CHINESE, TANG = "English words", "Chinese characters", "Tang poems"
OWN = "own text"
EMBEDDINGS, WAYS, AVERAGES, COST = (
    "embeddings", "three ways to hide", "two averages", "cost of tokens",
)  # fmt: skip
KEPT, REPACKED = "kept", "re-packed"


@dataclass(frozen=True)
class TextParams(Params):
    """The text, what is hidden of it, and what is looked at."""

    chinese: ClassVar[Mapping[str, Value]] = {"text": CHINESE}

    look: str = choice(
        EMBEDDINGS, (EMBEDDINGS, WAYS, AVERAGES, COST), "Look at",
        "The picture at the lower right: the embeddings sliding towards [MASK]; how far three ways"
        " to hide words differ; the mean of dropped predictions beside the single pass; what the"
        " tokens cost.",
        live=True,
    )  # fmt: skip
    ratio: float = number(
        0.15, 0.02, 0.95, "Mask ratio",
        "The share of the words that is selected to be guessed. Too small and little is learnt at"
        " each step, too large and there are no neighbours left to guess from.",
        live=True,
    )  # fmt: skip
    strength: float = number(
        0.0, 0.0, 1.0, "Embedding correction",
        "How far each embedding is moved to what the network saw on average while it trained. At 0"
        " nothing is moved, at 1 all of it. Training goes on with the embedding as it is.",
        live=True,
    )  # fmt: skip
    drop: float = number(
        0.0, 0.0, 0.75, "DropToken ratio",
        "The share of the words that is left out of each text at each step. It saves time and"
        " makes the task harder; too much and whole texts are no longer known.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        3e-3, 1e-5, 0.1, "Learning rate",
        "Step size of AdamW; Muon, which turns the matrices of the blocks, takes 10/3 of it. Too"
        " small and nothing is learnt, too large and the guesses fall back to the commonest words.",
        logarithmic=True, live=True,
    )  # fmt: skip
    masked: float = number(
        0.8, 0.0, 1.0, "Become [MASK]",
        "The share of the selected words that are replaced by [MASK]; BERT's 0.8. At 1 the model"
        " never has to say anything about a word that it sees.",
        live=True, place="more",
    )  # fmt: skip
    same: float = number(
        0.1, 0.0, 1.0, "Stay the same",
        "The share of the selected words that stay as they are; BERT's 0.1. What is left beside"
        " [MASK] and these becomes any word.",
        live=True, place="more",
    )  # fmt: skip
    positions: str = choice(
        KEPT, (KEPT, REPACKED), "Positions of the rest",
        "Whether the words that DropToken leaves keep the positions that they had, or close ranks"
        " as if the others had been deleted.",
        live=True, place="more",
    )  # fmt: skip
    keep: float = number(
        0.9, 0.5, 1.0, "Keep probability p",
        "For the two averages: the probability that a word's vector stays; then it is divided by"
        " p. Beware of libraries that ask for the probability to drop.",
        live=True, place="more",
    )  # fmt: skip
    width: str = choice(
        "64", ("16", "32", "64", "128"), "Width",
        "Numbers in the vector of a word, in four heads. Few hold little, many train slowly.",
        place="more",
    )  # fmt: skip
    depth: int = number(
        2, 1, 4, "Depth",
        "Blocks of attention and perceptron. With one, words cannot be combined twice.",
        place="more",
    )  # fmt: skip
    text: str = choice(
        ENGLISH, (ENGLISH, CHINESE, TANG, OWN), "Text",
        "Commands to a smart home, in English words or Chinese characters, or the couplets of 313"
        " Tang poems, which are far too few.",
        place="data",
    )  # fmt: skip

    @property
    def mixture(self) -> Mixture:
        """What becomes of selected words; shares that pass one together take from the second."""
        same = min(self.same, 1 - self.masked)
        return Mixture(self.masked, same, max(0.0, 1 - self.masked - same))
