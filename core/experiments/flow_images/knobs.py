"""What can be turned on the page of flows on pictures."""

from dataclasses import dataclass

from core.experiments.flow_images.datasets import DATASETS, OWN
from core.params import Params, choice, number, switch


@dataclass(frozen=True)
class ImagesParams(Params):
    """What can be turned on the page of flows on pictures."""

    temperature: float = number(
        0.7, 0.0, 2.0, "Temperature",
        "Spread of the noise that the samples are made of. At 0 all are the same picture, at 1 they"
        " are true samples, above it they come from where no picture lies.",
        live=True,
    )  # fmt: skip
    noise: float = number(
        1.0, 0.0, 1.0, "Dequantisation noise",
        "Width of the noise that fills the gap from one grey to the next. Only at 1 are bits per"
        " dimension honest; at 0 the density can grow without end.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        2e-3, 1e-5, 1.0, "Learning rate",
        "Step size of Adam. Too small and nothing moves, too large and the likelihood jumps.",
        logarithmic=True, live=True,
    )  # fmt: skip
    coupling: str = choice(
        "affine", ("additive", "affine"), "Coupling",
        "Additive (NICE) shifts and keeps volume; affine (RealNVP) also scales.",
    )  # fmt: skip
    permutation: str = choice(
        "1x1", ("none", "reverse", "shuffle", "1x1"), "Permutation",
        "What happens to the channels between couplings. With none, half of them never move; 1x1 is"
        " Glow's learnt matrix.",
    )  # fmt: skip
    levels: int = number(
        2, 1, 3, "Levels L",
        "How often the picture is squeezed to half its side. More see further, but train slowly; 28"
        " pixels can be halved only twice.",
        place="more",
    )  # fmt: skip
    steps: int = number(
        4, 1, 8, "Steps K",
        "Steps of actnorm, permutation and coupling at each level; of flat vectors, couplings.",
        place="more",
    )  # fmt: skip
    width: int = number(
        48, 8, 256, "Width",
        "Channels in the two hidden layers of a coupling's network. Wide ones learn the training"
        " pictures by heart.",
        logarithmic=True, place="more",
    )  # fmt: skip
    split: bool = switch(
        True, "Multi-scale",
        "Half of the channels leave after each level, with a Gaussian whose mean and deviation"
        " depend on those that stay.",
        place="more",
    )  # fmt: skip
    checkerboards: int = number(
        0, 0, 4, "Checkerboards",
        "RealNVP's couplings of black and white pixels before each squeeze; Glow has none.",
        place="more",
    )  # fmt: skip
    actnorm: str = choice(
        "data", ("off", "zero", "data"), "Actnorm",
        "A shift and a scale for each channel, starting from zero or from the mean and deviation of"
        " the first batch.",
        place="more",
    )  # fmt: skip
    logit: bool = switch(
        True, "Logit",
        "Pixels go through the logit first, so that no sample is blacker than black. Its own"
        " log-determinant is counted.",
        place="more",
    )  # fmt: skip
    bounded: bool = switch(
        True, "Bounded scale",
        "Log-scales go through 2 tanh, so that one layer stretches by at most e². Unbounded ones"
        " can overflow.",
        place="more",
    )  # fmt: skip
    zero_init: bool = switch(
        True, "Zero initialisation",
        "The last layer of each network starts at zero, so that the flow starts as the identity.",
        place="more",
    )  # fmt: skip
    flat: bool = switch(
        False, "Flat vectors",
        "NICE: the picture as one vector, dense networks that know no neighbours, and a scale layer"
        " at the end. Levels and checkerboards do not count.",
        place="more",
    )  # fmt: skip
    dataset: str = choice(
        "digits 8×8", (*DATASETS, OWN), "Data set",
        "Which pictures are learnt. Small ones train in seconds, large ones in minutes.",
        place="data",
    )  # fmt: skip
