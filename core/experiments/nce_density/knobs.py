"""What can be turned on the pages of the density learnt without its integral."""

from dataclasses import dataclass
from typing import ClassVar

from core.params import Params, choice, number

NOISES = ("Gaussian", "uniform", "heavy tail", "two lumps")
FLOW = "learnt flow"
GAUSSIAN, QUARTIC, NETWORK = ENERGIES = ("Gaussian", "quartic", "network")
NCE, LIKELIHOOD, WITHOUT_Z = METHODS = ("NCE", "maximum likelihood", "likelihood without Z")
LEARNT, HELD = LEVELS = ("learnt", "held at 0")
CORRECTED, PLAIN = LOGITS = ("G − γ − log kU", "G − γ")
WELLS, BUMPS, RING, BLOBS, MOONS, OWN = (
    "two wells", "three bumps", "ring", "four blobs", "two moons", "own drawing",
)  # fmt: skip


@dataclass(frozen=True)
class LineParams(Params):
    """What can be turned in one dimension."""

    dimension: ClassVar[int] = 1

    noise: str = choice(
        "Gaussian", NOISES, "Noise U",
        "What the data must be told from. It has to be easy to draw from and to evaluate.",
        live=True,
    )  # fmt: skip
    ratio: int = number(
        4, 1, 32, "Noise points k",
        "How many noise points stand against one data point. More of them make the estimate"
        " as good as maximum likelihood.",
        unit="per point", logarithmic=True, live=True,
    )  # fmt: skip
    logit: str = choice(
        CORRECTED, LOGITS, "Logit ℓ",
        "With log kU in it, e^(G−γ) learns the density. Without, it learns how many times denser"
        " the data is than the noise.",
        live=True,
    )  # fmt: skip
    level: str = choice(
        LEARNT, LEVELS, "Level γ",
        "The number that takes the place of log Z. Held at 0, an energy of fixed shape must bend"
        " to make up for it; a network is none the worse, since its bias is a level too.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        0.02, 1e-4, 0.5, "Learning rate",
        "Step size of Adam, for the energy and for the level.",
        logarithmic=True, live=True,
    )  # fmt: skip
    energy: str = choice(
        QUARTIC, ENERGIES, "Energy G",
        "−θ x²/2, or a x² + b x⁴, or a small network with a bias.", place="more",
    )  # fmt: skip
    method: str = choice(
        NCE, METHODS, "Method",
        "Telling data from noise, or likelihood with its integral by quadrature, or likelihood"
        " whose integral was forgotten: that one runs off.",
        live=True, place="more",
    )  # fmt: skip
    width: float = number(
        1.5, 0.2, 5.0, "Width of the noise",
        "Its standard deviation, half its side, or how far its tail begins; drag the square.",
        logarithmic=True, live=True, place="more",
    )  # fmt: skip
    centre: float = number(
        0.0, -4.5, 4.5, "Centre of the noise", "Where the noise stands; drag the circle.",
        live=True, place="more",
    )  # fmt: skip
    dataset: str = choice(
        WELLS, (WELLS, "Gaussian", BUMPS, OWN), "Data set",
        "The density that the data is drawn from. Your own: draw its height in the picture.",
        live=True, place="data",
    )  # fmt: skip
    points: int = number(
        2000, 50, 20000, "Sample size T",
        "How many data points there are.", logarithmic=True, live=True, place="data",
    )  # fmt: skip

    def place(self) -> tuple[float, ...]:
        """Where the noise stands."""
        return (self.centre,)


@dataclass(frozen=True)
class PlaneParams(LineParams):
    """What can be turned in two dimensions."""

    dimension: ClassVar[int] = 2

    noise: str = choice(
        "Gaussian", (*NOISES, FLOW), "Noise U",
        "What the data must be told from. The flow learns beside the energy to be like the data.",
        live=True,
    )  # fmt: skip
    energy: str = choice(
        NETWORK, ENERGIES, "Energy G",
        "−θ |x|²/2, or a |x|² + b |x|⁴, or a small network with a bias.", place="more",
    )  # fmt: skip
    learning_rate: float = number(
        0.01, 1e-4, 0.5, "Learning rate",
        "Step size of Adam, for the energy and for the level.",
        logarithmic=True, live=True,
    )  # fmt: skip
    width: float = number(
        1.8, 0.2, 5.0, "Width of the noise",
        "Its standard deviation, half its side, or how far its tail begins; drag the square.",
        logarithmic=True, live=True, place="more",
    )  # fmt: skip
    centre_y: float = number(
        0.0, -3.5, 3.5, "Height of the noise", "Where the noise stands; drag the circle.",
        live=True, place="more",
    )  # fmt: skip
    dataset: str = choice(
        RING, (RING, BLOBS, MOONS, OWN), "Data set",
        "The density that the data is drawn from. Your own: draw strokes in the picture.",
        live=True, place="data",
    )  # fmt: skip

    def place(self) -> tuple[float, ...]:
        """Where the noise stands."""
        return (self.centre, self.centre_y)
