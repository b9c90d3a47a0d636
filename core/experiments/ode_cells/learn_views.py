"""The pictures of learning: the fit, the learnt field, and where the network is wrong."""

from collections.abc import Callable, Mapping

import torch

from core.experiments.ode_cells.fit_views import fit_layers, fit_series, note
from core.experiments.ode_cells.knobs import NETWORK
from core.experiments.ode_cells.learn_seen import LearnSeen
from core.experiments.ode_cells.phase_plane import phase_plane
from core.experiments.ode_cells.time_series import unrolled
from core.views import AnyView, Arrows, Chart, Layer, Lines, Plane, Points, Rule, frozen


def phase(seen: LearnSeen) -> Plane:
    """The phase plane with the field that is learnt over the true one, the fit and the data."""
    learnt = seen.learnt()
    layers: dict[str, Layer] = {"field": Arrows(*seen.field(), "ghost", "slopes")}
    if learnt is not None:
        layers["learnt"] = Arrows(*learnt, "accent", "learnt slopes")
    layers |= fit_layers(seen.model.observed, seen.exact(), seen.fit())
    return phase_plane(seen.model.problem, layers, note(seen.model.observed, seen.model.refused))


def series(seen: LearnSeen) -> Plane:
    """The states over time, with the observations."""
    return fit_series(seen.model.observed, seen.exact(), seen.fit(), seen.model.refused)


def _away(seen: LearnSeen) -> str:
    """What the network is compared with: of observations brought nobody knows the truth."""
    return "error" if seen.model.problem.brought is None else "away from the equation"


def beyond(seen: LearnSeen) -> Chart:
    """How far the trajectory is from the truth, past the last observation too."""
    line = torch.stack([seen.fit().times[1:], seen.error()], dim=1)
    return Chart(
        title="Error beyond the data",
        help="Distance of the learnt curve from the equation's over time t, logarithmic.",
        layers={
            "error": Lines(frozen(line), "model", 1.2),
            "last": Rule(seen.model.observed.last, "x", label="last observation"),
        },
        x_label="t",
        y_label=_away(seen),
        log_y=True,
    )


def cells(seen: LearnSeen) -> Plane:
    """The unrolled cells, with the name of the network inside the lit one."""
    lit, count = map(int, seen.cell())
    inside = "f(y)" if seen.p.network == NETWORK else seen.p.network
    return unrolled(seen.reading("cell"), lit, count, (inside,), seen.p.h)


def starts(seen: LearnSeen) -> Chart:
    """How far the network ends from the truth, from starts that it never saw."""
    return Chart(
        title="Other starts",
        help="How far off the cells end, over how far away the start lies; logarithmic.",
        layers={"starts": Points(frozen(seen.other_starts()), "model", 6.0)},
        x_label="distance from its start",
        y_label=_away(seen),
        log_y=True,
    )


VIEWS: Mapping[str, Callable[[LearnSeen], AnyView]] = {
    "phase": phase,
    "series": series,
    "beyond": beyond,
    "cells": cells,
    "starts": starts,
}
