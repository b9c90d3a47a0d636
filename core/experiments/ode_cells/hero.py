"""Layers of the phase plane: the field, nullclines, equilibria, trajectories, stages."""

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from core.experiments.ode_cells.setting import Floats, Setting
from core.odes.cells import Field, OneStepCell
from core.odes.phase_portrait import arrows, classify_equilibrium, eigenvalues, lattice, nullclines
from core.views import Array, Arrows, Handles, Layer, Lines, Plane, Points, Reading, Texts, frozen

# Arrows across and up, as long as their distance allows, and how far from the border they begin.
ACROSS, UP, FILL, EDGE = 17, 13, 0.8, 0.03
# How each kind of equilibrium is marked; all but the ink have shapes of their own.
MARKS = {"stable": "ink", "centre": "accent", "saddle": "class 3", "unstable": "class 5"}
LABELS = {
    "stable": "stable equilibrium", "centre": "centre", "saddle": "saddle",
    "unstable": "unstable equilibrium",
}  # fmt: skip
MARK_SIZE = 11.0
# The slopes of a step are drawn h times as long, but the longest at least and at most this share.
SHORTEST_STAGE, LONGEST_STAGE = 0.12, 0.5
# Squares of numbers beyond have no place in a float.
MOST = 1e100
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Held(NamedTuple):
    """What a hand can take in the phase plane: places (N, 2) and the name of the layer."""

    name: str
    points: Array
    role: str


def subscript(letter: str, number: int) -> str:
    """A letter with a small number below."""
    return letter + str(number).translate(SUBSCRIPTS)


def phase_plane(
    setting: Setting, layers: dict[str, Layer], readings: tuple[Reading, ...], note: str,
    draws: bool,
) -> Plane:  # fmt: skip
    """The phase plane, or the plane of time and state where there is one state only."""
    states = setting.system.states
    return Plane(
        title="Phase plane" if setting.plane else "Solutions over time",
        layers=layers,
        readings=readings,
        note=note,
        bounds=setting.bounds,
        equal=False,
        x_label=states[0] if setting.plane else "t",
        y_label=states[-1],
        draws=draws,
    )


def field_layer(setting: Setting, field: Field, role: str = "ghost") -> Arrows:
    """Arrows along the slopes."""
    points = lattice(setting.view, ACROSS, UP, EDGE).view(-1, 2).to(setting.dtype)
    points = points.to(setting.device)
    with torch.no_grad():
        slopes = field(0.0, points if setting.plane else points[:, 1:])
    if not setting.plane:
        slopes = torch.cat((torch.ones_like(slopes), slopes), dim=1)
    room = FILL * setting.size / setting.tensor([ACROSS - 1, UP - 1])
    start, end = arrows(points, torch.nan_to_num(slopes), room)
    return Arrows(frozen(start), frozen(end), role)


def portrait(setting: Setting, params: Tensor, labels: bool = True) -> dict[str, Layer]:
    """Nullclines and equilibria for these parameters (P,), with or without a legend."""
    layers: dict[str, Layer] = {}
    values = tuple(params.detach().cpu().double().tolist())
    if setting.plane:
        with torch.no_grad():
            curves = nullclines(setting.system.bind(params.cpu().double()), setting.view)
        for state, curve in enumerate(curves):
            name = setting.system.states[state]
            layers[f"nullcline {name}"] = Lines(frozen(curve), "muted", 0.8)
    return layers | _equilibria(setting, values, labels)


def _equilibria(setting: Setting, params: tuple[float, ...], labels: bool) -> dict[str, Layer]:
    found: dict[str, list[Tensor]] = {}
    known = torch.tensor(params, dtype=torch.float64)
    for place in setting.system.equilibria(params):
        y = torch.tensor([place], dtype=torch.float64)
        jacobian = setting.system.jacobian(y, known)
        if bool(torch.isfinite(jacobian).all() and torch.isfinite(y).all()):
            found.setdefault(
                classify_equilibrium(eigenvalues(setting.system, y, known)[0]), []
            ).append(y)
    if setting.plane:
        said = LABELS if labels else dict.fromkeys(LABELS, "")
        return {
            kind: Points(setting.spot(torch.cat(ys), 0.0), MARKS[kind], MARK_SIZE, said[kind])
            for kind, ys in found.items()
        }
    ends = np.array(setting.view[0])
    return {
        kind: Lines(setting.spot(torch.cat(ys)[:1].repeat(2, 1), ends), "muted")
        for kind, ys in found.items()
    }


def stages(setting: Setting, cell: OneStepCell, y: Tensor, t: float) -> dict[str, Layer]:
    """The slopes k₁, k₂, … of the step from y (D,) at t, as arrows at their points."""
    with torch.no_grad():
        points, slopes = cell.stages(y[None], t)
    used = cell.method.stages
    times = t + setting.h * np.array(cell.method.c[:used])
    start = setting.place(points[:used, 0], times)
    along = np.clip(setting.h * slopes[:used, 0].cpu().double().numpy(), -MOST, MOST)
    if not setting.plane:
        along = np.stack((np.full(used, setting.h), along[:, 0]), axis=1)
    if not np.isfinite(start).all() or not np.isfinite(along).all():
        return {}
    size = setting.size.cpu().double().numpy()
    longest = float(np.linalg.norm(along / size, axis=1).max())
    wanted = float(np.clip(longest, SHORTEST_STAGE, LONGEST_STAGE))
    end = start + along * (wanted / longest if longest > 0 else 1.0)
    names = tuple(subscript("k", index + 1) for index in range(used))
    tips = setting.near(end + 0.035 * size * _turned((end - start) / size))
    return {
        "stages": Arrows(frozen(setting.near(start)), frozen(setting.near(end)), "ink"),
        "stage names": Texts(frozen(tips), names, "ink"),
    }


def _turned(along: Floats) -> Floats:
    """The direction of each arrow (S, 2), fanned out a little so that names part."""
    length = np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-12)
    angle = np.linspace(-0.9, 0.9, len(along))[:, None] if len(along) > 1 else np.zeros((1, 1))
    x, y = np.split(along / length, 2, axis=1)
    turned = (x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle))
    return np.concatenate(turned, axis=1)


def held(setting: Setting, name: str, states: Tensor, times: tuple[float, ...], role: str) -> Layer:
    """Rings round states (N, D) at their times that a hand can take."""
    return Handles(setting.spot(states, np.array(times)), role)
