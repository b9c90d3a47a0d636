"""The pictures of inferring: the fit, the way of the parameters, gradients, the ellipse."""

import math
from collections.abc import Callable, Mapping

import torch

from core.experiments.ode_cells.fit_views import fit_layers, fit_series, note
from core.experiments.ode_cells.infer_page import MOST
from core.experiments.ode_cells.infer_seen import LEAST, ROUNDING, InferSeen
from core.experiments.ode_cells.phase_plane import phase_plane, portrait_layers
from core.figures import gapped
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
# The axes of the ellipse show at least so many percent; it is drawn this far.
LEAST_REACH, MOST_REACH = 8.0, 1e5


def phase(seen: InferSeen) -> Plane:
    """The phase plane of the parameters as they are, with the fit and the observations."""
    problem, shot = seen.model.problem, seen.p.pieces and seen.model.unknowns is not None
    layers = {
        "field": Arrows(*seen.field(), "ghost"),
        **portrait_layers(problem, seen.portrait(), labels=False),
        **fit_layers(
            seen.model.observed, seen.exact(), seen.fit(), seen.pieces() if shot else None
        ),
    }
    return phase_plane(problem, layers, note(seen.model.refused), seen.readings("wrong"))


def series(seen: InferSeen) -> Plane:
    """The states over time, with the observations."""
    return fit_series(seen.model.observed, seen.exact(), seen.fit(), seen.model.refused)


def ratios(seen: InferSeen) -> Chart:
    """Each parameter over its truth, step by step; all end at 1 where the fit is right."""
    steps, values = seen.ratios()
    layers: dict[str, Layer] = {}
    for index, name in enumerate(seen.model.problem.system.parameters):
        drawn = values[:, index].clamp(LEAST_RATIO, MOST_RATIO)
        line = gapped(torch.stack([steps, drawn], dim=1), values[:, index] > 0)
        layers[name] = Lines(line, role_of_class(index), label=name)
    layers["truth"] = Rule(1.0)
    return Chart(
        title="Parameters over their truth",
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
        layers=layers,
        x_label="t",
        y_label="|∂L/∂y|",
        log_y=True,
    )


def ellipse(seen: InferSeen) -> Chart | Plane:
    """Parameters whose curves miss the observations alike: by rounding, and by as the fit does."""
    title = "What the data cannot tell"
    if seen.model.unknowns is None:
        return Chart(title=title, layers={})
    found, names = seen.sloppiness(), seen.model.problem.system.parameters
    wide, narrow = found.ellipse(seen.deviation()), found.ellipse(ROUNDING)
    at = (*seen.percent(), 0.0)[:2]
    reach = _round_up(max(LEAST_REACH, float(narrow.abs().max()), *(1.1 * abs(x) for x in at)))
    labels = [*(f"{names[index]} %" for index in found.pair), ""]
    return Plane(
        title=title,
        readings=seen.readings("condition"),
        layers={
            "like": Lines(frozen(wide.clamp(-MOST_REACH, MOST_REACH)), "accent"),
            "rounding": Lines(frozen(narrow), "truth", 1.0, dashed=True),
            "truth": Points(frozen([[0.0, 0.0]]), "ink", 6.0),
            "estimate": Points(frozen([at]), "model", 9.0),
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
