"""What can be turned on the page of the flow in the plane."""

from dataclasses import dataclass

from core.data import planes
from core.params import Params, choice, number, switch

OWN = "own drawing"


@dataclass(frozen=True)
class PlaneParams(Params):
    """What can be turned on the page of the flow in the plane."""

    depth: float = number(
        100.0, 0.0, 100.0, "Depth shown",
        "How much of the generator is applied: at 0 you see the latent space, at 100 the data;"
        " half a layer is a layer with its shift and log-scale halved.",
        unit="%", live=True,
    )  # fmt: skip
    overlay: str = choice(
        "density and grid", ("density and grid", "density", "grid", "area"), "Overlay",
        "Density, the square latent grid carried along, or its cells coloured by log|det J|:"
        " how far the flow stretches or shrinks area.",
        live=True,
    )  # fmt: skip
    temperature: float = number(
        1.0, 0.0, 1.5, "Temperature",
        "Spread of the noise that the samples are made of. Below 1 they keep to the likely middle,"
        " at 0 they are one point.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        3e-3, 1e-5, 1.0, "Learning rate",
        "Step size of Adam. Too small and nothing moves, too large and the likelihood jumps.",
        logarithmic=True, live=True,
    )  # fmt: skip
    permutation: str = choice(
        "reverse", ("none", "reverse", "shuffle", "1x1"), "Permutation",
        "What happens to the axes between couplings. With none, one axis never moves; 1x1 is"
        " Glow's learnt rotation and stretch.",
    )  # fmt: skip
    volume: float = number(
        1.0, 0.0, 1.0, "Weight of Σ log|det J|",
        "How much of the volume term is in the loss. At 0 nothing pays for squeezing space: all"
        " points are drawn to the likeliest latent, and the density of the data is lost.",
        live=True, place="more",
    )  # fmt: skip
    coupling: str = choice(
        "affine", ("additive", "affine"), "Coupling",
        "Additive (NICE) shifts and keeps area; affine (RealNVP) also scales.",
        place="more",
    )  # fmt: skip
    couplings: int = number(
        8, 1, 16, "Couplings",
        "How many coupling layers follow each other. Few bend too little, many train slowly.",
        place="more",
    )  # fmt: skip
    width: int = number(
        64, 4, 256, "Width",
        "Units in each of the two hidden layers of a coupling's network.",
        logarithmic=True, place="more",
    )  # fmt: skip
    actnorm: str = choice(
        "off", ("off", "zero", "data"), "Actnorm",
        "A shift and a scale for each axis before every coupling, starting from zero or from the"
        " mean and deviation of the first batch.",
        place="more",
    )  # fmt: skip
    scale_layer: bool = switch(
        False, "Scale layer",
        "NICE's last layer: one factor for each axis. Additive couplings need it to change volume.",
        place="more",
    )  # fmt: skip
    zero_init: bool = switch(
        True, "Zero initialisation",
        "The last layer of each network starts at zero, so that the flow starts as the identity.",
        place="more",
    )  # fmt: skip
    bounded: bool = switch(
        True, "Bounded scale",
        "Log-scales go through 2 tanh, so that one layer stretches by at most e². Unbounded ones"
        " can overflow.",
        place="more",
    )  # fmt: skip
    points: str = choice(
        "data and samples", ("data and samples", "data", "samples", "neither"), "Points shown",
        "Data, or samples that the flow makes of fixed noise.",
        live=True, place="more",
    )  # fmt: skip
    dataset: str = choice(
        "moons", (*planes.SHAPES, OWN), "Data set",
        "Where the points come from. A running flow takes the change and learns anew.",
        live=True, place="data",
    )  # fmt: skip
    noise: float = number(
        0.1, 0.02, 0.35, "Noise in the data",
        "Standard deviation of the Gaussian noise on each point. Thin data is harder to fit.",
        logarithmic=True, live=True, place="data",
    )  # fmt: skip
