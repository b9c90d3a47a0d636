"""The page of the density that is learnt without its integral."""

from core.experiments.nce_density import plane_views, presets, views
from core.experiments.nce_density.knobs import LineParams, PlaneParams
from core.experiments.nce_density.page import NceDensity, NceDensityInPlane
from core.experiments.nce_density.seen import DensitySeen
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number(
        "loss", "loss", "L", "nats",
        "How badly data is told from noise, per data point; no classifier comes below the dashed"
        " optimum.",
        "model",
    ),
    Number(
        "gamma", "γ", r"\gamma", "nats",
        "The level: a parameter like any other, which takes the place of log Z.", "accent",
    ),
    Number(
        "log_z", "log Z", r"\log Z", "nats",
        "The logarithm of the integral of e^G, the energy as it is now, by quadrature.",
    ),
    Number(
        "to_rise", "to rise", r"\Delta", "nats",
        "How far the level is below the one at which the area is 1.", "model",
    ),
    Number(
        "area", "area", r"\int e^{G-\gamma}", "",
        "The integral of the learnt density, by quadrature; nobody has told it to be 1.", "model",
        ".4g",
    ),
    Number(
        "misplaced", "mass misplaced", r"\mathrm{TV}", "",
        "How much probability e^G alone, brought to area 1, puts in the wrong place: the total"
        " variation from the truth.",
        "model", ".1%",
    ),
    Number(
        "held_logit", "ℓ", r"\ell", "nats",
        "The logit at the point that is held: above 0 it is taken for data.", "accent", ".2f",
        shown=("even odds",),
    ),
    Number(
        "held_energy", "G", r"G(x)", "nats", "The energy at the point that is held.",
        "model", ".2f", shown=("model", "heat"),
    ),
    Number(
        "held_log_ku", "log kU", r"\log kU(x)", "nats",
        "The logarithm of k times the density of the noise at the point that is held.",
        "data", ".2f", shown=("noise", "width"),
    ),
    Number(
        "held_chance", "σ(ℓ)", r"P(\mathrm{data})", "",
        "The chance, so the classifier, that what lies at the point held is data.", "accent", ".2f",
        shown=("classifier",),
    ),
)  # fmt: skip
FORMULA = (
    r"{held_logit} = {held_energy} - [level=held at 0:{gamma}] - [logit=G − γ:{held_log_ku}] \\ "
    r"{held_chance} = \sigma(\ell)\quad {area}"
)

SCENES = (
    Scene(
        experiment=NceDensity,
        params=LineParams,
        seen=DensitySeen,
        views=views.VIEWS,
        hero="density",
        side=("level", "funnel"),
        strip=("slice",),
        presets=presets.LINE,
        numbers=NUMBERS,
        curves=("loss",),
        traced=("gamma",),
        formula=FORMULA,
        formula_note="at the point held",
        name="one dimension",
        help="A curve on the line, with all that is known of it.",
    ),
    Scene(
        experiment=NceDensityInPlane,
        params=PlaneParams,
        seen=DensitySeen,
        views=plane_views.VIEWS,
        hero="density",
        side=("level", "classifier"),
        strip=("slice",),
        presets=presets.PLANE,
        numbers=NUMBERS,
        curves=("loss",),
        traced=("gamma",),
        formula=FORMULA,
        formula_note="at the point held",
        name="two dimensions",
        help="A density in the plane, with noise that can be a flow.",
    ),
)
