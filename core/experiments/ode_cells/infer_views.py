"""The pictures of inferring: the fit, the way of the parameters, gradients, the ellipse."""

import math
from collections.abc import Callable, Mapping

import torch

from core.experiments.ode_cells.fit_views import fit_layers, fit_series, note
from core.experiments.ode_cells.infer_page import MOST
from core.experiments.ode_cells.infer_seen import ENDLESS, LEAST, ROUNDING, InferSeen
from core.experiments.ode_cells.phase_plane import phase_plane, portrait_layers
from core.figures import gapped
from core.message import Message
from core.views import (
    AnyView,
    Arrows,
    Chart,
    Layer,
    Lines,
    Plane,
    Points,
    Rule,
    frozen,
    role_of_class,
)

# Ratios to the truth outside are not drawn: a logarithmic axis of two decades shows the rest.
LEAST_RATIO, MOST_RATIO = 0.05, 20.0
# The axes of the ellipse show at least so many percent, and so many times its width if it has no
# end.
LEAST_REACH, ROOM = 8.0, 4.0
ELLIPSE_HELP = "Parameters inside the curve fit the data alike; axes in % off the equation's."


def phase(seen: InferSeen) -> Plane:
    """The phase plane of the parameters as they are, with the fit and the observations."""
    problem, shot = seen.model.problem, seen.p.pieces and seen.model.unknowns is not None
    layers = {
        "field": Arrows(*seen.field(), "ghost", "slopes"),
        **portrait_layers(problem, seen.portrait()),
        **fit_layers(
            seen.model.observed, seen.exact(), seen.fit(), seen.pieces() if shot else None
        ),
    }
    said = note(seen.model.observed, seen.model.refused)
    return phase_plane(problem, layers, said, seen.readings("wrong"))


def series(seen: InferSeen) -> Plane:
    """The states over time, with the observations."""
    return fit_series(seen.model.observed, seen.exact(), seen.fit(), seen.model.refused)


def ratios(seen: InferSeen) -> Chart:
    """Each parameter over its truth, step by step; all end at 1 where the fit is right."""
    steps, values = seen.ratios()
    brought, layers = seen.model.problem.brought is not None, dict[str, Layer]()
    for index, name in enumerate(seen.model.problem.system.parameters):
        drawn = values[:, index].clamp(LEAST_RATIO, MOST_RATIO)
        line = gapped(torch.stack([steps, drawn], dim=1), values[:, index] > 0)
        layers[name] = Lines(line, role_of_class(index), label=name)
    layers["truth"] = Rule(1.0, label=seen.model.problem.reference)
    return Chart(
        title="Parameters over those of the equation" if brought else "Parameters over their truth",
        help="Each fitted parameter divided by the equation's, step by step; 1 is a perfect fit.",
        layers=layers,
        bounds=(0.0, _round_up(max(10.0, float(steps[-1]))), LEAST_RATIO, MOST_RATIO),
        x_label="step",
        y_label="ratio",
        log_y=True,
    )


def gradients(seen: InferSeen) -> Chart:
    """The derivative of the loss by each state, as it flows back from the last observation."""
    layers: dict[str, Layer] = {}
    if seen.model.unknowns is not None:
        norms = seen.flowing_back().clamp(LEAST, MOST)
        times = seen.p.h * torch.arange(len(norms), dtype=norms.dtype)
        layers["gradient"] = Lines(frozen(torch.stack([times, norms], dim=1)), "model", 1.2)
    return Chart(
        title="Gradient back through the cells",
        help="Size of the loss's derivative by the state at time t, as it flows back; logarithmic.",
        layers=layers,
        x_label="t",
        y_label="|∂L/∂y|",
        log_y=True,
    )


def ellipse(seen: InferSeen) -> Chart | Plane:
    """Parameters whose curves miss the observations alike: by rounding, and by as the fit does."""
    title = "What the data cannot tell"
    if seen.model.unknowns is None:
        return Chart(title=title, help=ELLIPSE_HELP, layers={})
    found, names = seen.sloppiness(), seen.model.problem.system.parameters
    wide, narrow = found.ellipse(seen.deviation()), found.ellipse(ROUNDING)
    at = (*seen.percent(), 0.0)[:2]
    sizes = float(narrow.abs().max()), ROOM * float(narrow.norm(dim=1).min())
    extent = next((size for size in sizes if size < ENDLESS / 2), 0.0)
    reach = _round_up(max(LEAST_REACH, extent, *(1.1 * abs(x) for x in at)))
    free = len(found.spectrum.free)
    labels = [*(f"{names[index]} %" for index in found.pair), ""]
    said = {"free": free, "count": len(names)}
    return Plane(
        title=title,
        help=ELLIPSE_HELP,
        readings=() if free else seen.readings("condition"),
        note=Message("{free} of {count} directions are free", said) if free else "",
        layers={
            "like": Lines(
                frozen(wide.clamp(-ENDLESS, ENDLESS)), "accent", label="as good as the fit"
            ),
            "rounding": Lines(
                frozen(narrow), "truth", 1.0, dashed=True, label="equal but for rounding"
            ),
            "truth": Points(frozen([[0.0, 0.0]]), "ink", 6.0, seen.model.problem.reference),
            "estimate": Points(frozen([at]), "model", 9.0, "fit"),
        },
        bounds=(-reach, reach, -reach, reach),
        equal=False,
        x_label=labels[0],
        y_label=labels[1],
    )


def _round_up(value: float) -> float:
    """The next of 1, 2, 5 times a power of ten: axes move seldom."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value * 0.999)


VIEWS: Mapping[str, Callable[[InferSeen], AnyView]] = {
    "phase": phase,
    "series": series,
    "ratios": ratios,
    "gradients": gradients,
    "ellipse": ellipse,
}
