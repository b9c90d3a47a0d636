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
        "The density of the flow summed up over twice the window: 1 but for what lies outside.",
        form=".2f",
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
        "objective", "objective", "L", "nats",
        "What training lowers: the negative log-likelihood with as much of the volume term as the"
        " knob leaves.", shown=("nll",),
    ),
    Number(
        "log_q", "log q", r"\log q(x)", "nats",
        "The log-density that the flow gives to the point that is held, in the data space.",
        "model", ".2f", shown=("heat",),
    ),
    Number(
        "log_p", "log p", r"\log p(z)", "nats",
        "The log-density of a normal distribution at the latent of the point that is held.",
        "data", ".2f", shown=("rings",),
    ),
    Number(
        "log_det", "Σ", r"\Sigma\,\log|\det J|", "nats",
        "How far the whole flow stretches area at one point, as a logarithm.", "accent", ".2f",
        shown=("layers",),
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
        traced=("objective",),
        formula=r"{log_q} = {log_p} + [volume=0:{log_det}] \\ "
        r"{nll} = -\mathbb E\,\log q\quad {objective}",
        formula_note="at the point held",
    ),
)
