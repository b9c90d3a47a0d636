"""The page of the flow in the plane: space bends until the data is a Gaussian."""

from core.experiments.flow_plane.knobs import PlaneParams
from core.experiments.flow_plane.page import FlowPlane
from core.experiments.flow_plane.presets import PRESETS
from core.experiments.flow_plane.seen import PlaneSeen
from core.experiments.flow_plane.views import VIEWS
from core.numbers import Number
from core.scene import Scene

NUMBERS = (
    Number(
        "nll", "NLL", r"\mathrm{NLL}", "nats",
        "Negative log-likelihood of a batch, on average; it cannot stay below the entropy of the"
        " data.",
        "model",
    ),
    Number(
        "mass", "∫ p dx", r"\int p\,dx", "",
        "The density of the flow summed up over the plane: 1 at every step.", coarse=".2f",
    ),
    Number(
        "layers", "layers", "l", "",
        "How many layers lead from the latents to the space that is shown.", form=".1f",
    ),
    Number(
        "bridge", "bridge", r"P_\mathrm{bridge}", "",
        "Probability that the flow puts further than four noise widths from both blobs.",
        "model", ".2%",
    ),
    Number(
        "log_det", "Σ", r"\log|\det J|", "",
        "How far the whole flow stretches area at one point, as a logarithm.", form=".2f",
    ),
)  # fmt: skip

SCENES = (
    Scene(
        experiment=FlowPlane,
        params=PlaneParams,
        seen=PlaneSeen,
        views=VIEWS,
        hero="data",
        side=("latent", "layers"),
        presets=PRESETS,
        numbers=NUMBERS,
        curves=("nll",),
        curve_title="Negative log-likelihood",
        formula=r"{nll} = -\mathbb{E}\,(\log p(z) + \Sigma_l \log|\det J_l|)",
    ),
)
