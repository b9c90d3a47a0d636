"""The phase plane that all scenes share: the field, nullclines and equilibria."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from core.experiments.ode_cells.problem import Problem
from core.figures import nodes
from core.message import Message
from core.odes.cells import Field
from core.odes.phase_portrait import arrows, classify_equilibrium, eigenvalues, nullclines
from core.view_layers import Array, Layer, Lines, Points, frozen
from core.views import Plane, Reading

# Arrows across and up, as long as their distance allows, and how far from the border they begin.
ACROSS, UP, FILL, EDGE = 17, 13, 0.8, 0.03
# How each kind of equilibrium is marked; the classes have shapes of their own.
MARKS = {
    "stable": "ink", "centre": "accent", "saddle": "class 3", "unstable": "class 5",
    "undecided": "muted",
}  # fmt: skip
LABELS = {
    "stable": "stable equilibrium", "centre": "centre", "saddle": "saddle",
    "unstable": "unstable equilibrium", "undecided": "undecided equilibrium",
}  # fmt: skip
MARK_SIZE = 11.0


class Portrait(NamedTuple):
    """A nullcline for each of two states, and the places (K, 2) of each kind of equilibrium."""

    nullclines: tuple[Array, ...]
    equilibria: dict[str, Array]


def phase_plane(
    problem: Problem, layers: dict[str, Layer], note: str | Message,
    readings: Sequence[Reading] = (), draws: bool = False,
) -> Plane:  # fmt: skip
    """The phase plane, or the plane of time and state where there is one state only."""
    states = problem.system.states
    return Plane(
        title="Phase plane" if problem.plane else "Solutions over time",
        help="The states against each other, or a single state over time t; arrows show the slope.",
        layers=layers,
        readings=tuple(readings),
        note=note,
        bounds=problem.bounds,
        equal=False,
        x_label=states[0] if problem.plane else "t",
        y_label=states[-1],
        draws=draws,
    )


def field_arrows(problem: Problem, field: Field) -> tuple[Array, Array]:
    """Starts and ends of arrows along the slopes."""
    (left, right), (bottom, top) = problem.view
    x, y = (EDGE * problem.size).tolist()
    inner = (left + x, right - x, bottom + y, top - y)
    points = nodes(inner, ACROSS, UP, problem.tensor([0.0]))
    slopes = field(0.0, points if problem.plane else points[:, 1:])
    if not problem.plane:
        slopes = torch.cat((torch.ones_like(slopes), slopes), dim=1)
    room = problem.tensor(FILL * problem.size / torch.tensor([ACROSS - 1, UP - 1]))
    start, end = arrows(points, slopes.nan_to_num(), room)
    return frozen(start), frozen(end)


def portrait(problem: Problem, params: Tensor) -> Portrait:
    """Nullclines and equilibria for these parameters (P,); none of those that are not finite."""
    known = params.detach().cpu().double()
    lines: tuple[Array, ...] = ()
    if problem.plane:
        lines = tuple(map(frozen, nullclines(problem.system.bind(known), problem.view)))
    found: dict[str, list[Tensor]] = {}
    for place in problem.system.equilibria(tuple(known.tolist())):
        y = torch.tensor([place], dtype=torch.float64)
        jacobian = problem.system.jacobian(y, known)
        if bool(torch.isfinite(jacobian).all() and torch.isfinite(y).all()):
            kind = classify_equilibrium(eigenvalues(problem.system, y, known)[0])
            found.setdefault(kind, []).append(y)
    if problem.plane:
        return Portrait(lines, {k: problem.spot(torch.cat(ys), 0.0) for k, ys in found.items()})
    ends = torch.tensor(problem.view[0], dtype=torch.float64)
    return Portrait(lines, {k: problem.spot(ys[0].repeat(2, 1), ends) for k, ys in found.items()})


def portrait_layers(problem: Problem, portrait: Portrait) -> dict[str, Layer]:
    """Nullclines and equilibria."""
    layers: dict[str, Layer] = {
        f"nullcline {name}": Lines(line, "muted", 0.8, label="nullclines")
        for name, line in zip(problem.system.states, portrait.nullclines, strict=False)
    }
    for kind, places in portrait.equilibria.items():
        layers[kind] = (
            Points(places, MARKS[kind], MARK_SIZE, LABELS[kind])
            if problem.plane
            else Lines(places, "muted")
        )
    return layers
