"""What can be turned on the page of surfaces held to a slope, scene by scene."""

from dataclasses import dataclass

from core.experiments.lipschitz_surface.edited import HANDS, LOOK
from core.lipschitz.constraints import Kind
from core.params import Params, choice, number, switch

FOUR, WEIGHTS, INSIDE = "free to tight", "on the weights", "inside or after"
SETS = {
    FOUR: (Kind.NONE, Kind.GRADIENT, Kind.NORMALISED, Kind.ORTHOGONAL),
    WEIGHTS: (Kind.CLIPPED, Kind.FROBENIUS, Kind.SPECTRAL, Kind.GRADIENT),
    INSIDE: (Kind.NORMALISED, Kind.PROJECTED),
}
# λ as published: WGAN-GP, the usual weight decay, Yoshida and Miyato.
STRENGTHS = {Kind.GRADIENT: 10.0, Kind.FROBENIUS: 1e-3, Kind.SPECTRAL: 1e-2}
FREE, SHEAR, TRAP = "free", "shear", "trap"
RANDOM, ONES, BLIND = "random", "ones", "blind"
BOX, EDGES = "box", "edges"
OWN = "own data"


@dataclass(frozen=True)
class ConstraintParams(Params):
    """Which constraints are compared, how strictly, on what data."""

    compare: str = choice(
        FOUR, tuple(SETS), "Compare",
        "Which constraints stand side by side. All start from the same weights and see the same"
        " batches.",
    )  # fmt: skip
    slope: float = number(
        3.0, 0.25, 16.0, "Slope K",
        "The Lipschitz constant that is asked for. Too small and the surface is too flat to follow"
        " the data, too large and it holds nothing back. Penalties on weights do not know it.",
        logarithmic=True, live=True,
    )  # fmt: skip
    strength: float = number(
        1.0, 0.01, 100.0, "λ of the penalties",
        "A factor on the usual strengths: 10 for the gradient, 0.001 for Frobenius (L2), 0.01 for"
        " spectral. Too small and slopes escape, too large and nothing is learnt.",
        logarithmic=True, live=True,
    )  # fmt: skip
    learning_rate: float = number(
        3e-3, 1e-5, 0.3, "Learning rate",
        "Step size of Adam. Too small and nothing moves, too large and the surfaces jump.",
        logarithmic=True, live=True,
    )  # fmt: skip
    one_sided: bool = switch(
        True, "One-sided penalty",
        "Penalise only slopes above K, as the article prefers; the published penalty also pulls"
        " flat places up to K.",
        live=True, place="more",
    )  # fmt: skip
    clip: float = number(
        0.1, 0.003, 1.0, "Clip c",
        "Weight clipping cuts every weight to ±c. Too small and the network is dead, too large and"
        " it is free.",
        logarithmic=True, live=True, place="more",
    )  # fmt: skip
    rounds: int = number(
        1, 1, 10, "Rounds r",
        "Rounds of power iteration a step. One is enough while weights move slowly, since the"
        " vectors are kept.",
        live=True, place="more",
    )  # fmt: skip
    activation: str = choice(
        "relu", ("relu", "leaky relu", "absolute value", "group sort"), "Activation",
        "GroupSort keeps the length of gradients, which ReLU cannot. Orthogonal layers always have"
        " GroupSort here.",
        place="more",
    )  # fmt: skip
    residual: bool = switch(
        False, "Residual",
        "Hidden layers add their input. Each then has the constant 1 + ‖W‖₂, and K is exceeded.",
        place="more",
    )  # fmt: skip
    layers: int = number(
        3, 1, 5, "Hidden layers",
        "More layers bend more finely, and the product of norms becomes looser.",
        place="more",
    )  # fmt: skip
    width: int = number(
        48, 8, 96, "Width",
        "Units in each hidden layer. Few cannot follow the data, many are slow.",
        place="more",
    )  # fmt: skip
    count: int = number(
        120, 20, 400, "Training points",
        "How many points there are to learn from. Few invite a network to learn them by heart.",
        live=True, place="data",
    )  # fmt: skip
    noise: float = number(
        0.2, 0.0, 0.5, "Noise in the data",
        "Standard deviation of the noise on each point, or on each value of the curve.",
        live=True, place="data",
    )  # fmt: skip
    wrong: float = number(
        8.0, 0.0, 40.0, "Wrong labels",
        "The share of training points with the wrong class, or with a value far off the curve."
        " A steep network learns them too.",
        unit="%", live=True, place="data",
    )  # fmt: skip


@dataclass(frozen=True)
class PlaneParams(ConstraintParams):
    """The same for two classes in the plane."""

    enlarge: bool = switch(
        False, "One alone",
        "Show the chosen network alone and large instead of all side by side.",
        live=True, place="more",
    )  # fmt: skip
    dataset: str = choice(
        "moons", ("moons", "two blobs", "spiral", "rings", OWN), "Data set",
        "Two classes in the plane. A running network takes the change and learns anew.",
        live=True, place="data",
    )  # fmt: skip
    hand: str = choice(
        LOOK, HANDS, "Hand",
        "What a stroke over the surfaces does with the training points: add some of a class, move"
        " one, turn the labels under it, or remove them. Networks take the change at once.",
        live=True, place="data",
    )  # fmt: skip


@dataclass(frozen=True)
class MicroscopeParams(Params):
    """The matrix and the start of power iteration, and a convolution beside them."""

    matrix: str = choice(
        FREE, (FREE, SHEAR, TRAP), "Matrix",
        "One with singular values 2 and 1.2, the shear (1 2; 0 1), or (2 −1; −1 2), whose top"
        " vector the all-ones start cannot find.",
        live=True,
    )  # fmt: skip
    start: str = choice(
        RANDOM, (RANDOM, ONES, BLIND), "Start u",
        "A random start, the article's all-ones start, or the second singular vector, which in"
        " exact arithmetic never finds the first, and in rounded numbers after some hundred"
        " rounds.",
        live=True,
    )  # fmt: skip
    kernel: str = choice(
        BOX, (BOX, EDGES, RANDOM), "Kernel",
        "Of a convolution, 3 by 3: the mean of nine pixels, the Laplacian, or random numbers from"
        " four channels to four. All are divided by the norm of the reshaped kernel.",
        live=True,
    )  # fmt: skip
