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
        "sample_loss", "its loss", r"L_x", "nats",
        "The margin loss of the picture that is picked, or else of the first one.", "model", ".2f",
        shown=("spokes",),
    ),
    Number(
        "own_angle", "θ", r"\theta_t", "°",
        "The angle from that picture to the direction of its own class.", "accent", ".0f",
        shown=("own", "own bars"),
    ),
    Number(
        "own_psi", "ψ", r"\psi(\theta_t)", "",
        "What stands in place of the cosine of that angle, the margin taken off.",
        "accent", ".2f", shown=("psi",),
    ),
    Number(
        "accuracy", "accuracy", r"\mathrm{acc}", "",
        "The share of the shown pictures that are classified right; training never saw them.",
        "model", ".1%",
    ),
    Number(
        "gap", "gap of nine in ten", r"\Delta\theta", "°",
        "How far angles to the own class and to others are apart, with a tenth of each left out.",
        "model", "+.1f",
    ),
    Number(
        "overlap", "overlap", r"-\Delta\theta", "°",
        "By how much angles to the own class reach into those to others, with a tenth of each left"
        " out; training turns it into a gap.",
        "model", ".1f",
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
            r"{sample_loss} = -\log\frac{e^{s\psi(\theta_t)}}"
            r"{e^{s\psi(\theta_t)}+\Sigma_{i\ne t}\,e^{s\cos\theta_i}\;} \\ "
            r"[scale=1:s]\quad {own_angle}\quad {own_psi} \\ "
            r"{loss} = [softmax=0:w] \overline{L_x} + [pull=0|0.5:\lambda]\,\overline{|x-c|^2}"
        ),
        formula_note="one picture",
    ),
)
