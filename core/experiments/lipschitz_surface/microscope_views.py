"""Power iteration under the microscope: u and v turn, or stall, or never find what they seek."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from core.experiments.lipschitz_surface.microscope_page import ROUNDS, TRAP_SIDE
from core.experiments.lipschitz_surface.microscope_seen import MicroscopeSeen
from core.figures import curve, points
from core.lipschitz.norms import ellipse
from core.views import (
    AnyView,
    Arrows,
    Bars,
    Chart,
    Handles,
    Layer,
    Lines,
    Plane,
    Rule,
    frozen,
)

CORNERS = 181
SMALLEST_SINE = 1e-6
ROLES = ("model", "accent", "accent", "ghost", "class 3")


def circle(seen: MicroscopeSeen) -> Plane:
    """The circle and its image, the ellipse, with u and v and where they have been."""
    weight, side = seen.axes().weight, seen.model.side()
    trail = torch.stack([state.v for state in seen.path()[: seen.done() + 1]])
    layers: dict[str, Layer] = {
        "circle": Lines(frozen(ellipse(torch.eye(2), CORNERS)), "ghost", 1.4, label="unit circle"),
        "ellipse": Lines(frozen(ellipse(weight, CORNERS)), "accent", 1.8, label="its image"),
        **_truths(seen),
        "trail": points(trail, "data", 4.5),
        "images": points(trail @ weight.t(), "muted", 4.5),
        "Wv": _arrow(weight @ seen.state().v, "muted", "Wv"),
        "v": _arrow(seen.state().v, "data", "v"),
        "u": _arrow(seen.state().u, "model", "u"),
        "start": Handles(frozen(seen.model.start[None]), "ink", ("u₀",)),
        "axes": Handles(frozen((seen.axes().left * seen.axes().values).t()), "accent"),
    }
    return Plane(
        title="Circle to ellipse",
        help="W turns the unit circle into an ellipse; its longest half axis is the norm σ₁.",
        readings=seen.readings("round", "image", "norm"),
        note="drag the axes",
        layers=layers,
        bounds=(-side, side, -side, side),
    )


def _truths(seen: MicroscopeSeen) -> dict[str, Layer]:
    """The singular vectors, dashed, and the eigenvector, which is another thing."""
    axes = seen.axes()
    right, left = axes.right[:, axes.top], axes.left[:, axes.top] * axes.values[axes.top]
    layers: dict[str, Layer] = {
        "v₁": Lines(frozen(torch.stack([-right, right])), "data", 1.0, True, "v₁"),
        "u₁": Lines(frozen(torch.stack([-left, left])), "model", 1.0, True, "σ₁u₁"),
    }
    eigenvector = seen.eigenvector()
    if eigenvector is not None:
        layers["eigenvector"] = _arrow(eigenvector, "class 3", "eigenvector")
    return layers


def _arrow(tip: Tensor, role: str, label: str) -> Arrows:
    return Arrows(frozen([[0.0, 0.0]]), frozen(tip[None]), role, label)


def angle(seen: MicroscopeSeen) -> Chart:
    """How far v is from v₁, with the exact law."""
    sines, law = (values.clamp_min(SMALLEST_SINE / 10) for values in seen.sines())
    rounds, done = torch.arange(ROUNDS) + 0.5, (seen.done() + 1) // 2
    found = torch.stack([rounds[:done], sines[:done]], dim=1)
    return Chart(
        title="Angle of v to v₁",
        help="Sine of the angle from v to v₁ by round, logarithmic; the exact law is dashed.",
        readings=seen.readings("ratio"),
        layers={
            "law": curve(rounds, law, "truth", label="exact law"),
            "found": points(found, "data", 6.0, "found"),
        },
        bounds=(0.0, float(ROUNDS), SMALLEST_SINE, 2.0),
        x_label="round",
        y_label="sine",
        log_y=True,
    )


def estimate(seen: MicroscopeSeen) -> Chart:
    """u·Wv by round, with σ₁ as truth and a handle at the round that is shown."""
    rounds, done = torch.arange(len(seen.path())) / 2, seen.done() + 1
    estimates = torch.tensor([state.estimate for state in seen.path()])
    return Chart(
        title="Estimate u·Wv",
        help="The estimate of the norm, round by round; the true σ₁ is dashed.",
        readings=seen.readings("estimate"),
        note="drag the round",
        layers={
            "to come": curve(rounds, estimates, "ghost", label="to come"),
            "done": curve(rounds[:done], estimates[:done], "model", 1.6, "done"),
            "norm": Rule(seen.norm(), label="σ₁"),
            "round": Handles(frozen([[seen.round(), seen.estimate()]]), "model"),
        },
        bounds=(0.0, float(ROUNDS), 0.0, TRAP_SIDE),
        x_label="round",
        y_label="u·Wv",
    )


def numbers(seen: MicroscopeSeen) -> Bars:
    """The estimate beside the singular values, ‖W‖_F and the largest |eigenvalue|."""
    return Bars(
        title="Norms and eigenvalue",
        help="The estimate beside both singular values, the Frobenius norm and |λ|.",
        values=frozen([seen.estimate(), *seen.compared()]),
        truth=frozen([seen.norm(), None, None, None, seen.norm()]),
        truth_label="σ₁, exact",
        labels=("u·Wv", "σ₁", "σ₂", "‖W‖F", "|λ|"),
        roles=ROLES,
        limits=(0.0, 4.5),
    )


def convolution(seen: MicroscopeSeen) -> Bars:
    """By how much a convolution stretches though its reshaped kernel has norm one."""
    exact = seen.stretch()
    return Bars(
        title="Norm of a convolution",
        help="By how much a convolution can stretch, by four ways of estimating; dashed is exact.",
        readings=seen.readings("reshaped", "stretch"),
        values=frozen([seen.reshaped(), seen.stretch_found(), exact, seen.stretch_bound()]),
        truth=frozen([exact, exact, None, None]),
        truth_label="exact, by FFT",
        labels=("reshaped", "u·Kv", "FFT", "√9 · reshaped"),
        roles=("ghost", "class 3", "accent", "muted"),
        limits=(0.0, 3.2),
    )


VIEWS: Mapping[str, Callable[[MicroscopeSeen], AnyView]] = {
    "surface": circle,
    "slopes": angle,
    "bounds": estimate,
    "layers": numbers,
    "convolution": convolution,
}
