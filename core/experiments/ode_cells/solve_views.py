"""The pictures of solving: the trajectory grows cell by cell beside the exact one."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from core.experiments.ode_cells.phase_plane import phase_plane, portrait_layers
from core.experiments.ode_cells.problem import method_of
from core.experiments.ode_cells.solve_seen import COUNTS, EVEN, MOST, PART, SolveSeen
from core.experiments.ode_cells.time_series import (
    STATE_ROLES,
    curves,
    slope_names,
    time_series,
    unrolled,
)
from core.odes.methods import METHODS
from core.odes.stability import Complex
from core.views import (
    AnyView,
    Array,
    Arrows,
    Chart,
    Handles,
    Heat,
    Layer,
    Lines,
    Plane,
    Points,
    Rule,
    Texts,
    frozen,
)

# A dot outside is held at the border by this share of the size.
INSIDE = 0.02
# The orders that the dashed lines show, how far along its line each has its name, so that none
# pushes another from it, and the errors that are drawn.
ORDERS, AWAY = (1, 2, 4), (0, 2, 3)
LEAST_ERROR, MOST_ERROR = 1e-15, 1e6
AXIS = frozen([[0.0, -9.0], [0.0, 9.0]])


def phase(seen: SolveSeen) -> Plane:
    """The phase plane with the exact curve, the states so far, and the slopes of the next step."""
    problem, solution = seen.model.problem, seen.model.solution
    states, times = so_far = solution.until(seen.model.lit())
    exact, coming = seen.lines()
    layers: dict[str, Layer] = {
        "field": Arrows(*seen.field(), "ghost", "slopes"),
        **portrait_layers(problem, seen.portrait()),
        "coming": Lines(coming, "ghost", label="to come"),
        "truth": Lines(exact, "truth", 1.0, dashed=True, label="exact"),
        **_rope(seen),
        "path": Lines(problem.spot(*so_far), "model", 1.4, label="numerical"),
        **_stages(seen),
        "lit": Points(problem.spot(states[-1:], times[-1:]), "model", 9.0),
        "start": Handles(problem.spot(states[:1], 0.0), "model"),
    }
    conserved = ("invariant",) if problem.system.invariant is not None else ()
    whole = solution.count == len(solution.states) - 1
    note = "drag the start, draw a rope" if whole else "the state overflows here"
    return phase_plane(problem, layers, note, seen.readings("t", *conserved, "error"), draws=True)


def _rope(seen: SolveSeen) -> dict[str, Layer]:
    if not seen.p.rope:
        return {}
    solution, lit = seen.model.solution, seen.model.lit()
    front = seen.model.problem.spot(solution.states[lit, 1:], float(solution.times[lit]))
    return {
        "ways": Lines(seen.rope_lines(), "ghost", 0.8),
        "rope": Lines(front, "accent", 1.4, label="rope"),
        "rope starts": Points(front, "accent", 6.0),
    }


def _stages(seen: SolveSeen) -> dict[str, Layer]:
    """The slopes k₁, k₂, … as arrows at their points."""
    found = seen.stages()
    if found is None:
        return {}
    start, end, names = map(frozen, found)
    return {
        "stages": Arrows(start, end, "ink"),
        "stage names": Texts(names, slope_names(len(names)), "ink"),
    }


def series(seen: SolveSeen) -> Plane:
    """The states over time: exact, still to come, and up to the lit one."""
    problem, solution = seen.model.problem, seen.model.solution
    so_far, y = solution.until(seen.model.lit()), seen.lit_state()[0].double().clamp(-MOST, MOST)
    layers = {
        **curves(problem, solution.exact, "exact", "truth"),
        **curves(problem, solution.until(solution.count), "to come", "ghost"),
        **curves(problem, so_far, "state", width=1.3),
    }
    for state, name in enumerate(problem.system.states):
        layers[f"now {name}"] = Points(frozen([[seen.t(), y[state]]]), STATE_ROLES[state], 7.0)
    return time_series(problem, float(solution.times[-1]), layers)


def stability(seen: SolveSeen) -> Plane:
    """Where |R(z)| is at most 1, with h times the eigenvalues at the equilibrium and now."""
    bounds, region = seen.region_bounds(), seen.region()
    home, here = seen.p.h * seen.model.problem.eigenvalues, seen.at_lit_state()
    layers: dict[str, Layer] = {}
    if region is not None:
        layers["region"] = Heat(region[0], bounds, (0.0, 1.0))
        layers["border"] = Lines(region[1], "accent", label="|R| = 1, stable inside")
    dots, fastest = _held_inside(seen, home), int(abs(home).argmax())
    repels = home.real.max() > EVEN * abs(home).max()
    limit = ("step_limit",) if region is not None and not repels else ()
    kind = "unstable" if seen.growth_per_step() > 1 + EVEN else "stable"
    layers["axis"] = Lines(AXIS, "muted", 0.7)
    layers["equilibrium"] = Points(dots, "ink", 9.0, "equilibrium")
    layers["h"] = Handles(dots[fastest : fastest + 1], "ink")
    if here is not None:
        layers["here"] = Points(_held_inside(seen, here), "model", 7.0, "lit state")
    return Plane(
        title="h λ and stability",
        help="The plane of h λ, step times eigenvalue: in the coloured region errors die out.",
        readings=seen.readings("growth_per_step", *limit),
        note="the equilibrium itself repels" if repels else kind,
        layers=layers,
        bounds=bounds,
        x_label="Re h λ",
        y_label="Im",
    )


def _held_inside(seen: SolveSeen, z: Complex) -> Array:
    left, right, bottom, top = seen.region_bounds()
    x, y = INSIDE * (right - left), INSIDE * (top - bottom)
    real, imaginary = z.real.clip(left + x, right - x), z.imag.clip(bottom + y, top - y)
    return frozen(np.stack([real, imaginary], axis=1))


def cells(seen: SolveSeen) -> Plane:
    """The unrolled cells, the lit one with its slopes inside."""
    slopes = method_of(seen.p.method).slopes(seen.model.problem.system.dimension)
    lit, count = seen.model.lit(), seen.model.solution.count
    return unrolled(seen.reading("cell"), lit, count, slope_names(slopes), seen.p.h)


def convergence(seen: SolveSeen) -> Chart:
    """Error against h for all methods, with dashed lines of the known slopes."""
    own = method_of(seen.p.method)
    layers: dict[str, Layer] = {}
    for method in METHODS:
        role, label = ("model", method.name) if method is own else ("ghost", "other methods")
        layers[method.name] = Lines(_drawn(*seen.errors(method)), role, 1.2, label=label)
    lines = {order: line for order in ORDERS if len(line := _slope_line(seen, order))}
    for order, line in lines.items():
        layers[f"slope {order}"] = Lines(
            line, "truth", 0.7, dashed=True, label="slope of this order"
        )
    on = frozen([_between(line, away) for line, away in zip(lines.values(), AWAY, strict=False)])
    names = tuple(f"order {order}" for order in lines)
    layers["orders"] = Texts(on.reshape(-1, 2), names, "ink")
    layers["h"] = Rule(seen.p.h, "x", "accent", label="h")
    layers["own"] = Points(_drawn(*seen.errors(own)), "model", 5.0)
    return Chart(
        title="Error against h",
        help="Error at the end over the step h, both logarithmic; a method's order is its slope.",
        readings=seen.readings("slope"),
        layers=layers,
        x_label="h",
        y_label="error",
        log_x=True,
        log_y=True,
    )


def _between(line: Array, away: int) -> Array:
    """A place on a line (N, 2) of logarithmic axes, so many points from its end, between two."""
    first = max(0, len(line) - 2 - away)
    return frozen(np.exp(np.log(line[first : first + 2]).mean(axis=0)))


def _slope_line(seen: SolveSeen, order: int) -> Array:
    """A line of this slope through the finest error of the first method of this order, if any."""
    steps, errors = seen.errors(next(method for method in METHODS if method.order == order))
    above = errors > LEAST_ERROR
    if not bool(above.any()):
        return _drawn(steps[above], errors[above])
    h = PART * seen.model.problem.system.span / torch.tensor(COUNTS, dtype=torch.float64)
    return _drawn(h, errors[above][-1] * (h / steps[above][-1]) ** order)


def _drawn(h: Tensor, errors: Tensor) -> Array:
    return frozen(torch.stack([h, errors.clamp(LEAST_ERROR, MOST_ERROR)], dim=1))


VIEWS: Mapping[str, Callable[[SolveSeen], AnyView]] = {
    "phase": phase,
    "series": series,
    "stability": stability,
    "cells": cells,
    "convergence": convergence,
}
