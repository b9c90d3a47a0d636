"""Observations that a person brought: times on a grid of equal steps, and the view of them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from core.data.brought import Numbers, Rows, enough
from core.experiments.ode_cells.knobs import LEAST_H, MOST_H, OWN, FitParams
from core.message import InvalidInput, Message
from core.odes.system import Range, System
from core.odes.systems import SYSTEMS
from core.own_data import Own, Takes
from core.params import Value

FEWEST, MOST = 3, 200
MOST_STEPS = 400
"""Times that fit no coarser grid are rounded to this part of their span."""
ROOM = 0.15
"""The view goes on beyond the data by this share of it."""
ROUNDED = 1e-6
"""Times miss a grid by so little through rounding alone, in steps."""


@dataclass(frozen=True, eq=False)
class Brought:
    """States `values` (N, D) at `times` (N,) from 0 on, all of them whole multiples of `h`."""

    times: tuple[float, ...]
    values: Numbers
    h: float
    rounded: float

    @property
    def said(self) -> Message:
        """How many there are, and how well their times are met."""
        words = {"count": len(self.times), "h": f"{self.h:.4g}", "off": f"{self.rounded:.2g}"}
        if self.rounded > ROUNDED * self.h:
            return Message("{count} observations; times rounded by {off} at most", words)
        return Message("{count} observations, h = {h}", words)

    def fitting(self, system: str) -> str:
        """A system with as many states: `system` itself, or the first there is."""
        dimension = self.values.shape[1]
        fitting = [known.name for known in SYSTEMS if known.dimension == dimension]
        return system if system in fitting else fitting[0]

    def within(self, system: System) -> System:
        """The system, looked at where the observations lie."""
        view = tuple(_view(column) for column in self.values.T)
        start = tuple(map(float, self.values[0]))
        return replace(system, view=view, start=start, span=self.times[-1], step=self.h)


def brought(rows: Rows) -> Brought:
    """Rows t, x₁[, x₂], in any order; of equal times the mean. Raises InvalidInput for others."""
    times, values = rows.numbers[:, 0], rows.numbers[:, 1:]
    if values.shape[1] > max(system.dimension for system in SYSTEMS):
        raise InvalidInput("One or two states are needed beside the time.")
    different, places = np.unique(times, return_inverse=True)
    enough(len(different), FEWEST)
    counts = np.bincount(places.ravel())[:, None]
    means = np.stack([np.bincount(places.ravel(), column) for column in values.T], axis=1) / counts
    if len(different) > MOST:
        chosen = np.sort(np.random.default_rng(0).permutation(len(different) - 1)[: MOST - 1] + 1)
        different, means = (each[[0, *chosen]] for each in (different, means))
    return _on_a_grid(different - different[0], means)


def sets(content: Brought) -> Mapping[str, Value]:
    """The step on whose grid the times lie, all of them observed, without noise of our own."""
    return {"data": OWN, "h": content.h, "points": 7, "noise": 0.0}


def learnt(own: Own | None, params: FitParams) -> Brought | None:
    """What a person brought, where it is learnt."""
    return own.content if own and params.data == OWN else None


OBSERVATIONS = tuple(
    Takes("table", words, brought, columns, sets, fewest=FEWEST)
    for words, columns in (
        ("Table of observations: t, x1, x2", ("t", "x1", "x2")),
        ("Table of observations: t, x1", ("t", "x1")),
    )
)
"""What the scenes that fit observations take."""


def _on_a_grid(times: Numbers, values: Numbers) -> Brought:
    """Round times to the multiples of a step; where two fall together, keep the first."""
    span = float(times[-1])
    h = _common_step(times)
    if not LEAST_H <= h <= MOST_H:
        h = min(max(span / MOST_STEPS, LEAST_H), MOST_H)
    steps = np.rint(times / h)
    kept = np.concatenate([[True], np.diff(steps) > 0])
    enough(int(kept.sum()), FEWEST)
    off = float(np.abs(steps * h - times)[kept].max())
    grid = tuple(round(float(step) * h, 9) for step in steps[kept])
    return Brought(grid, values[kept], h, off)


def _common_step(times: Numbers) -> float:
    """The largest step of which all times are multiples, 0 where there are too many steps."""
    span, step = float(times[-1]), 0.0
    for earlier, later in pairwise(times.tolist()):
        step = _common(step, later - earlier, ROUNDED * span)
    return step if step * MOST_STEPS >= span else 0.0


def _common(one: float, other: float, close: float) -> float:
    """Euclid's greatest common measure, of lengths told apart if they differ by `close`."""
    while other > close:
        rest = math.fmod(one, other)
        one, other = other, rest if other - rest > close else 0.0
    return one


def _view(column: Numbers) -> Range:
    low, high = float(column.min()), float(column.max())
    room = ROOM * (high - low) or max(abs(high), 1.0) * ROOM
    return (0.0 if 0 <= low < 2 * room else low - room), high + room
