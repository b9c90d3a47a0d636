"""The page of margins: classes on a circle or a sphere, pulled apart by an angle."""

from core.experiments.margin_circle.knobs import CircleParams
from core.experiments.margin_circle.page import MarginCircle
from core.experiments.margin_circle.presets import PRESETS
from core.experiments.margin_circle.seen import CircleSeen
from core.experiments.margin_circle.views import VIEWS
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number(
        "loss", "loss", "L", "nats",
        "What training lowers, on the last batch: the loss of the margin and of the centres.",
        "model",
    ),
    Number(
        "accuracy", "accuracy", r"\mathrm{acc}", "",
        "The share of the shown pictures that are classified right; training never saw them.",
        "model", ".1%",
    ),
    Number(
        "gap", "gap", r"\Delta\theta", "°",
        "How far angles to the own class and to others are apart, with a tenth of each left out.",
        "model", "+.1f",
    ),
    Number(
        "known_in", "known in", r"P(\theta\leq\tau)", "",
        "The share of the trained classes' pictures that lie within the threshold.",
        "model", ".0%",
    ),
    Number(
        "unseen_in", "unseen in", r"P_u(\theta\leq\tau)", "",
        "The share of the unseen class that lies within the threshold and passes for known.",
        "ink", ".0%",
    ),
    Number(
        "rises_from", "rises from", r"\theta_1", "°",
        "From this angle on ψ rises, and samples are pushed away from their class.",
        "class 1", ".0f",
    ),
    Number(
        "rises_to", "to", r"\theta_2", "°",
        "From this angle on ψ falls again, as it should.",
        "class 1", ".0f",
    ),
    Number(
        "wrong_neighbours", "", "N_w", "",
        "How many shown pictures are classified right, though the nearest one is of another class.",
        "model", ".0f",
    ),
)  # fmt: skip

SCENES = (
    Scene(
        experiment=MarginCircle,
        params=CircleParams,
        seen=CircleSeen,
        views=VIEWS,
        hero="embedding",
        side=("angles", "psi"),
        strip=("pairs",),
        presets=PRESETS,
        numbers=NUMBERS,
        curves=("loss",),
        formula=(
            r"{loss} = -\log\frac{e^{[scale]\,\psi(\theta_t)}}"
            r"{e^{[scale]\,\psi(\theta_t)}+\sum_{i\ne t}e^{[scale]\cos\theta_i}}"
            r" + [pull]\,|x-c_t|^2"
        ),
    ),
)
