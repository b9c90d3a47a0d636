"""What can be turned in the races, in the jar, and where words are moved by hand."""

from dataclasses import dataclass

from core.optim import SURFACES
from core.params import Params, choice, number, switch

OWN = "own table"
TUNED, ONE = RATES = ("tuned each", "one for all")
STEP, GRADIENT, SECOND = COUNTS = ("step", "gradient", "second")
SINGLE, DOUBLE = PRECISIONS = ("single", "double")
INNER = ("SGD", "momentum", "Adam")


@dataclass(frozen=True)
class RaceParams(Params):
    """What can be turned on the surfaces."""

    surface: str = choice(
        SURFACES[0].name, (*(surface.name for surface in SURFACES), OWN), "Surface",
        "What is descended. On the quadratic all that is said of rates is exact.",
    )  # fmt: skip
    rates: str = choice(
        TUNED, RATES, "Rates",
        "Each runner with the rate that is best for it, or all with one. A race with one rate for"
        " all says more of the rate than of the runners.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        0.05, 1e-4, 2.0, "One rate for all",
        "The learning rate where they share one; who drags the ring of the stability map turns it.",
        logarithmic=True, live=True,
    )  # fmt: skip
    momentum: float = number(
        0.8, 0.0, 0.98, "Momentum β", "What momentum and Nesterov keep of their velocity.",
        live=True,
    )  # fmt: skip
    count: str = choice(
        STEP, COUNTS, "Counted by",
        "Heun takes two gradients for a step and RK4 four: counted by gradients they pay for it,"
        " and counted by seconds each pays what its step costs on this machine.",
        live=True,
    )  # fmt: skip
    nesterov: bool = switch(
        False, "Map of Nesterov", "The stability map of Nesterov's momentum, not the heavy ball's.",
        live=True, place="more",
    )  # fmt: skip


@dataclass(frozen=True)
class DigitsParams(Params):
    """What can be turned on the digits."""

    rates: str = choice(
        TUNED, RATES, "Rates",
        "Each runner with the rate that is best for it, or all with one. A race with one rate for"
        " all says more of the rate than of the runners.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        0.05, 1e-4, 2.0, "One rate for all", "The learning rate where they share one.",
        logarithmic=True, live=True,
    )  # fmt: skip
    momentum: float = number(
        0.8, 0.0, 0.98, "Momentum β", "What momentum and Nesterov keep of their velocity.",
        live=True,
    )  # fmt: skip
    count: str = choice(
        STEP, COUNTS, "Counted by",
        "Heun takes two gradients for a step and RK4 four: counted by gradients they pay for it,"
        " and counted by seconds each pays what its step costs on this machine.",
        live=True,
    )  # fmt: skip


@dataclass(frozen=True)
class JarParams(Params):
    """What can be turned where small batches are gathered."""

    micro_batches: int = number(
        4, 1, 16, "Small batches k", "How many small batches make a large one of 64.",
    )  # fmt: skip
    inner: str = choice(
        "SGD", INNER, "Optimiser inside", "What is given the mean of the gathered gradients.",
    )  # fmt: skip
    batch_norm: bool = switch(
        False, "BatchNorm",
        "A layer in which the pictures of a batch meet: then a large batch is another one.",
    )  # fmt: skip
    learning_rate: float = number(
        0.05, 1e-4, 1.0, "Learning rate", "Step size of all four.", logarithmic=True, live=True,
    )  # fmt: skip


@dataclass(frozen=True)
class WordsParams(Params):
    """What can be turned where the gradients of words are written by hand."""

    precision: str = choice(
        SINGLE, PRECISIONS, "Precision",
        "Both ways compute the same, and differ by the rounding of sums in another order: about"
        " 1e-7 in single precision, 1e-16 in double.",
    )  # fmt: skip
    ratio: int = number(
        5, 1, 20, "Noise words k", "Words drawn as noise for each pair that was seen.",
    )  # fmt: skip
    dimension: int = number(24, 2, 64, "Dimensions", "Numbers in each vector.")
    batch: int = number(
        256, 16, 2048, "Batch", "Pairs in a batch: what autograd costs by itself is paid once.",
        logarithmic=True,
    )  # fmt: skip
    learning_rate: float = number(
        2.0, 1e-2, 10.0, "Learning rate", "Step size of both.", logarithmic=True, live=True,
    )  # fmt: skip
