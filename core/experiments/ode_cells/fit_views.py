"""What the pictures of all fits share: the exact curve, the fit, and the observations."""

import torch

from core.experiments.ode_cells.made import Observed
from core.experiments.ode_cells.problem import Trajectory
from core.experiments.ode_cells.time_series import curves, time_series
from core.message import Message
from core.view_layers import Array, Handles, Layer, Lines, frozen
from core.views import Plane


def note(observed: Observed, refused: Message | None) -> str | Message:
    """What a hand can do, what was brought, or why no fit can be made."""
    brought = observed.problem.brought
    return refused or (brought.said if brought else "drag an observation")


def fit_layers(
    observed: Observed, exact: Trajectory, fit: Trajectory, pieces: Array | None = None
) -> dict[str, Layer]:
    """The exact curve, the pieces of the fit, the fit, and the observations in the phase plane."""
    problem, times = observed.problem, torch.tensor(observed.times, dtype=torch.float64)
    truth = Lines(problem.spot(*exact), "truth", 1.0, dashed=True, label=problem.reference)
    layers: dict[str, Layer] = {"truth": truth}
    if pieces is not None:
        layers["pieces"] = Lines(pieces, "accent", 1.6, label="pieces")
    layers["path"] = Lines(problem.spot(*fit), "model", 1.6, label="fit")
    layers["observed"] = Handles(problem.spot(observed.values, times), "data", keys=observed.keys)
    return layers


def fit_series(
    observed: Observed, exact: Trajectory, fit: Trajectory, refused: Message | None
) -> Plane:
    """The exact states over time, those of the fit, and a ring round each observed number."""
    problem, keys, values = observed.problem, observed.state_keys, observed.values.tolist()
    rings = [[observed.times[index], values[index][state]] for index, state in keys.values()]
    layers = {
        **curves(problem, exact, "exact", "truth"),
        **curves(problem, fit, "state", width=1.3),
        "observed": Handles(frozen(rings).reshape(-1, 2), "data", keys=tuple(keys)),
    }
    return time_series(problem, float(fit.times[-1]), layers, note(observed, refused))
