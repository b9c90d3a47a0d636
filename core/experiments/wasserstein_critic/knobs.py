"""What can be turned on the page of the critics."""

from dataclasses import dataclass

import torch

from core.data import planes
from core.lipschitz.wgan import Rules
from core.params import Params, choice, number, switch

DISTANCE, GENERATOR = "distance", "generator"
PLANE, LINE = "plane", "line"
CLIP, PENALTY, SPECTRAL, ORTHOGONAL = CRITICS = (
    "clipping", "gradient penalty", "spectral norm", "orthogonal",
)  # fmt: skip
HEIGHT, SLOPE = "height f", "slope |∇f|"
# Each of the two lines of the Wasserstein GAN's example is this long.
LINE_LENGTH = 2.0
OWN = "own data"
ONE_BLOB = planes.dots(torch.zeros(1, 2))
VERTICAL_LINE = planes.Shape(
    lambda u: LINE_LENGTH * torch.stack([torch.zeros_like(u), u - 0.5], dim=1), 1
)
SHAPES = {
    "blob": ONE_BLOB,
    "upright line": VERTICAL_LINE,
    **{name: planes.SHAPES[name] for name in ("two blobs", "eight Gaussians")},
    **{name: planes.SHAPES[name] for name in ("25 Gaussians", "Swiss roll")},
}


@dataclass(frozen=True)
class CriticParams(Params):
    """The constraints with their numbers, and the clouds."""

    critic: str = choice(
        PENALTY, CRITICS, "Critic shown",
        "Whose surface lies under the clouds. All four train on the same batches in any case.",
        live=True,
    )  # fmt: skip
    penalty: float = number(
        10.0, 0.0, 100.0, "Penalty λ",
        "Weight of (|∇f| − 1)² in the loss of the second critic. At 0 nothing holds it; when small"
        " the slope settles at 1 + W₁/2λ; when too large, the clouds hardly count.",
        live=True,
    )  # fmt: skip
    limit: float = number(
        0.05, 0.001, 0.5, "Clipping c",
        "All weights of the first critic are cut to ±c. Too small and its surface is flat, too"
        " large and it is steep; which c gives slope 1 nobody can say.",
        logarithmic=True, live=True,
    )  # fmt: skip
    learning_rate: float = number(
        2e-3, 1e-5, 0.1, "Learning rate",
        "Step size of Adam. Too small and the critics lag behind your hand, too large and their"
        " estimates jump.",
        logarithmic=True, live=True,
    )  # fmt: skip
    surface: str = choice(
        HEIGHT, (HEIGHT, SLOPE), "Surface",
        "The value of the critic with contours half a unit apart, or how steep it is.",
        live=True, place="more",
    )  # fmt: skip
    one_sided: bool = switch(
        False, "One-sided penalty",
        "Only slopes above 1 are penalised, as the article prefers; as published, slopes below 1"
        " are penalised too.",
        live=True, place="more",
    )  # fmt: skip
    plan: bool = switch(
        True, "Transport lines",
        "Which point goes where in the cheapest plan: by assignment in the plane, by sorting on"
        " the line.",
        live=True, place="more",
    )  # fmt: skip
    policed: bool = switch(
        False, "Policed points",
        "The points between the clouds where the gradient penalty looks at the slope, and"
        " nowhere else.",
        live=True, place="more",
    )  # fmt: skip
    activation: str = choice(
        "leaky relu", ("relu", "leaky relu", "absolute value", "group sort"), "Activation",
        "Of the first three critics. ReLU under a spectral norm cannot use all its slope; the"
        " orthogonal critic always has GroupSort.",
        place="more",
    )  # fmt: skip
    depth: int = number(
        2, 1, 4, "Hidden layers",
        "Of each critic. Clipping c multiplies once per layer, so depth changes its slope.",
        place="more",
    )  # fmt: skip
    dataset: str = choice(
        "blob", (*SHAPES, OWN), "Data set",
        "The shape of the data; in the task distance the second cloud has the same shape, unless"
        " two were brought.",
        live=True, place="data",
    )  # fmt: skip
    noise: float = number(
        0.3, 0.05, 0.6, "Noise in the data",
        "Standard deviation of the Gaussian noise on each point. The less noise, the sooner the"
        " Jensen–Shannon divergence saturates.",
        logarithmic=True, live=True, place="data",
    )  # fmt: skip
    dimension: str = choice(
        PLANE, (PLANE, LINE), "Dimension",
        "In the plane, or on the line: there only the x coordinates count, critics are curves, and"
        " sorting gives the exact distance.",
        place="data",
    )  # fmt: skip

    @property
    def rules(self) -> Rules:
        """What the critics are held to."""
        return Rules(self.limit, self.penalty, self.one_sided)


@dataclass(frozen=True)
class GeneratorParams(CriticParams):
    """The same, and how often the generators step."""

    rounds: int = number(
        5, 1, 20, "Critic steps",
        "Steps of the critics for each step of the generators, which need a critic that keeps up.",
        live=True, place="more",
    )  # fmt: skip
