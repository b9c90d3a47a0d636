"""What can be turned on the page of the masked autoencoder."""

from dataclasses import dataclass

from core.masking.masks import PATTERNS
from core.params import Params, choice, number, switch

# Small enough that thirty seconds show what is to be seen; 24 keeps the faces of emoji apart.
SIDES = {"digits": 20, "garments": 20, "emoji": 24}
OWN, OWN_SIDE = "own pictures", 24
# The ratios that are shown beside each other.
RATIOS = tuple(tenth / 10 for tenth in range(1, 10))


@dataclass(frozen=True)
class MaeParams(Params):
    """What can be turned on the page of the masked autoencoder."""

    ratio: float = number(
        0.75, 0.1, 0.95, "Mask ratio",
        "Share of the patches that is removed. Too small and a neighbour gives each patch away, too"
        " large and nothing is left to go by.",
        live=True,
    )  # fmt: skip
    pattern: str = choice(
        "random", tuple(PATTERNS), "Mask pattern",
        "Which patches are removed: any, one block, or a grid that leaves each a neighbour.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        0.01, 1e-4, 0.1, "Learning rate",
        "Step size of Muon; AdamW takes a fifth of it. It falls to a tenth over 1,400 steps. Too"
        " small and nothing moves, too large and the loss stays high.",
        logarithmic=True, live=True,
    )  # fmt: skip
    everywhere: float = number(
        0.0, 0.0, 1.0, "Loss on visible patches",
        "How much patches that the encoder has seen count in the loss. At 0, as published, not at"
        " all; at 1 the network learns to copy them too, and rebuilds the removed ones no better.",
        live=True, place="more",
    )  # fmt: skip
    mask_tokens: bool = switch(
        False, "Encoder with [M]",
        "The encoder reads a mask token [M] for each removed patch, and so the whole length."
        " The paper found it 3.3 times dearer, and no better.",
    )  # fmt: skip
    normalised: bool = switch(
        False, "Normalised targets",
        "Each patch is predicted less its mean and over its deviation: shapes count, brightness"
        " does not, and has to be guessed from visible neighbours.",
    )  # fmt: skip
    encoder_depth: int = number(
        2, 1, 6, "Encoder depth",
        "Blocks of the encoder, which reads visible patches alone.",
        place="more",
    )  # fmt: skip
    decoder_depth: int = number(
        2, 1, 6, "Decoder depth",
        "Blocks of the decoder, which reads all places. Each costs more than one of the encoder.",
        place="more",
    )  # fmt: skip
    width: str = choice(
        "64", ("32", "64", "128"), "Width",
        "Numbers that stand for a patch, in the encoder and in the decoder. Wide ones learn more"
        " per step and need longer for it.",
        place="more",
    )  # fmt: skip
    dataset: str = choice(
        "digits", (*SIDES, OWN), "Data set",
        "Which pictures are learnt: 20×20 pixels in 25 patches, emoji 24×24 in 36.",
        place="data",
    )  # fmt: skip
