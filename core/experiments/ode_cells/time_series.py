"""The states over the time, and the chain of cells that makes them."""

import torch
from torch import Tensor

from core.experiments.ode_cells.problem import FAR, MARGIN, Problem, Trajectory
from core.figures import polylines
from core.message import Message
from core.view_layers import Area, Array, Arrows, Layer, Lines, Texts, frozen
from core.views import Plane, Reading

# The colours of the states over the time.
STATE_ROLES = ("model", "accent")
# Boxes in sight, and the parts of the unit that a box takes.
BOXES, WIDE, LOW, HIGH = 4, 0.64, 0.28, 0.9
BOUNDS = (-0.3, BOXES + 0.1, 0.0, 1.0)
# Where a box begins in its unit, and the height of the times below.
GAP, FOOT = 0.14, 0.1
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def curves(
    problem: Problem, trajectory: Trajectory, kind: str, role: str = "", width: float = 1.0
) -> dict[str, Layer]:
    """One line per state, each in the colour of its state or in `role`."""
    low, high = _range(problem)
    far = FAR * (high - low)
    values = trajectory.states.detach().cpu().double().clamp(low - far, high + far)
    return {
        f"{kind} {name}": Lines(
            frozen(torch.stack([trajectory.times, values[:, state]], dim=1)),
            role or STATE_ROLES[state],
            width,
            dashed=role == "truth",
            label=kind if role else name,
        )
        for state, name in enumerate(problem.system.states)
    }


def time_series(
    problem: Problem, end: float, layers: dict[str, Layer], note: str | Message = ""
) -> Plane:
    """The plane of time and states, up to the time `end`."""
    low, high = _range(problem)
    margin = MARGIN * (high - low)
    return Plane(
        title="States over time",
        help="Each state y over the time t: the exact solution dashed, what the cells make solid.",
        layers=layers,
        note=note,
        bounds=(-0.01 * end, 1.02 * end, low - margin, high + margin),
        equal=False,
        x_label="t",
        y_label="y",
    )


def _range(problem: Problem) -> tuple[float, float]:
    """The range of all states together."""
    lows, highs = zip(*problem.system.view, strict=True)
    return min(lows), max(highs)


# --- the unrolled cells ---------------------------------------------------------------------------


def slope_names(count: int) -> tuple[str, ...]:
    """k₁, k₂, … of so many slopes."""
    return tuple(f"k{index}".translate(SUBSCRIPTS) for index in range(1, count + 1))


def unrolled(cell: Reading, lit: int, count: int, inside: tuple[str, ...], h: float) -> Plane:
    """Cells round the lit one, of `count`; 0 lights the start. The lit one shows what is inside."""
    first = max(0, min(lit - BOXES + 1, count - BOXES))
    past = torch.arange(first, first + BOXES) < lit
    layers: dict[str, Layer] = {
        "coming": Lines(_boxes(~past), "muted", 0.8, label="to come"),
        "past": Lines(_boxes(past), "accent", 1.0, label="done"),
        "states": _states(~past, "muted"),
        "states past": _states(past, "accent"),
    }
    if lit > 0:
        layers["lit"] = Area(_boxes(torch.arange(first, first + BOXES) == lit - 1), "accent")
        places = _inside(lit - 1 - first, len(inside))
        layers["inside"] = Texts(frozen(places), inside, "ink")
    layers["names"] = Texts(
        frozen([[x - 0.12, FOOT] for x in range(BOXES + 1)]),
        tuple(f"{h * index:.4g}" for index in range(first, first + BOXES + 1)),
        "muted",
    )
    return Plane(
        title="Unrolled cells",
        readings=(cell,),
        layers=layers,
        bounds=BOUNDS,
        equal=False,
        help="One cell per step, its time t below; a cell passes its state to the next one.",
    )


def _boxes(chosen: Tensor) -> Array:
    """Outlines of the boxes that are chosen."""
    corners = [(0, LOW), (WIDE, LOW), (WIDE, HIGH), (0, HIGH), (0, LOW)]
    places = torch.stack([GAP + chosen.nonzero()[:, 0], torch.zeros(int(chosen.sum()))], dim=1)
    return polylines(torch.tensor(corners) + places[:, None])


def _states(chosen: Tensor, role: str) -> Arrows:
    """The state that goes from cell to cell, behind those that are chosen."""
    x = GAP + WIDE + chosen.nonzero()[:, 0]
    start = torch.stack([x, torch.full_like(x, (LOW + HIGH) / 2)], dim=1)
    return Arrows(frozen(start), frozen(start + torch.tensor([1.0 - WIDE, 0.0])), role)


def _inside(place: int, count: int) -> list[tuple[float, float]]:
    """Where so many names stand in a box: in rows of two, or of three where they are many."""
    columns = min(count, 2) if count <= 4 else 3
    rows = -(-count // columns)
    middle = place + GAP + WIDE / 2
    return [
        (
            middle + WIDE * ((index % columns + 0.5) / columns - 0.5),
            HIGH - (HIGH - LOW) * (index // columns + 0.5) / rows,
        )
        for index in range(count)
    ]
