"""The convergence table: error against step, and the slope that is the order of the method."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.integrate import DOP853
from torch import Tensor

from core.odes.cells import Field, solve
from core.odes.methods import Method
from core.odes.system import System

# SciPy takes nothing finer than 100 machine epsilons, 2.2e-14; a little more keeps it quick.
REFERENCE_TOLERANCE = 1e-13
# Local errors of that size add up to about ten times as much; rounding to tens of epsilons.
REFERENCE_ERROR, ROUNDING = 1e-12, 30
# A reference that needs more steps than this, a second or two, is given up; the systems as they
# are need 600 at most.
MOST_STEPS = 3_000


def reference_path(field: Field, y0: Tensor, times: Tensor, tolerance: float = 1e-10) -> Tensor:
    """States (T, ..., D) at increasing times (T,) from y0 (..., D) at 0, by SciPy's DOP853.

    In float64 on the CPU; the field must take that. Where the solution leaves the numbers, or
    takes more than MOST_STEPS steps, it stays NaN.
    Reference: Hairer, Norsett, Wanner, 1993, ch. II.5 (adaptive, of order 8).
    """
    start = y0.detach().cpu().double()
    states = start.reshape(-1, start.shape[-1])

    def slopes(time: float, flat: NDArray[np.float64]) -> NDArray[np.float64]:
        with torch.no_grad():
            found = field(time, torch.from_numpy(flat.copy()).view(states.shape))
        return np.asarray(found.numpy().ravel(), dtype=np.float64)

    at = times.detach().cpu().double().numpy()
    y = states.numpy().ravel()
    path = np.full((len(at), len(y)), np.nan)
    path[at <= 0] = y
    if len(at) and np.isfinite(slopes(0.0, y)).all():  # else no first step could be chosen
        scale = tolerance * max(1.0, float(np.abs(y).max()))
        _follow(DOP853(slopes, 0.0, y, float(at[-1]), rtol=tolerance, atol=scale), at, path)
    return torch.from_numpy(path).view(len(at), *start.shape)


def _follow(solver: DOP853, at: NDArray[np.float64], path: NDArray[np.float64]) -> None:
    """Fill the path (T, D) at increasing times (T,), as far as the solver comes."""
    done = int(np.searchsorted(at, 0.0, side="right"))
    for _ in range(MOST_STEPS):
        if done == len(at) or solver.step() or solver.status == "failed":
            return
        reached = int(np.searchsorted(at, solver.t, side="right"))
        if reached > done:
            path[done:reached] = solver.dense_output()(at[done:reached]).T
        done = reached


def reference(field: Field, y0: Tensor, t: float, tolerance: float = REFERENCE_TOLERANCE) -> Tensor:
    """States (N, D) at time t from y0 (N, D) at 0; raises ValueError if there are none."""
    found = reference_path(field, y0, torch.tensor([t], dtype=torch.float64), tolerance)[0]
    if not bool(torch.isfinite(found).all()):
        raise ValueError(f"The reference solution stops before t = {t:g}.")
    return found


def exact(system: System, y0: Tensor, t: float, params: Tensor) -> Tensor:
    """The closed form at time t where the system has one, else the reference; (N, D) in float64.

    NaN where the solution leaves the numbers before.
    """
    y0, params = y0.detach().cpu().double(), params.detach().cpu().double()
    if system.solution is not None:
        return system.solution(t, y0, params)
    at = torch.tensor([t], dtype=torch.float64)
    return reference_path(system.bind(params), y0, at, REFERENCE_TOLERANCE)[0]


@dataclass(frozen=True)
class ConvergenceTable:
    """Errors (K,) at the end of the span for the steps h (K,), and the fitted slope."""

    h: NDArray[np.float64]
    error: NDArray[np.float64]
    slope: float


def fitted_slope(h: NDArray[np.float64], error: NDArray[np.float64], floor: float = 0.0) -> float:
    """Slope of log error against log h by least squares, over the finite errors above the floor.

    NaN when fewer than two errors are left: there is no line through them.
    """
    kept = np.isfinite(error) & (error > floor)
    if kept.sum() < 2:
        return float("nan")
    return float(np.polyfit(np.log(h[kept]), np.log(error[kept]), 1)[0])


def convergence_table(
    method: Method, field: Field, y0: Tensor, span: float, counts: Sequence[int], truth: Tensor
) -> ConvergenceTable:
    """Largest error at time span against the truth (N, D), for each number of steps in counts.

    The slope leaves out errors as small as those that rounding or the reference makes, and those
    of a truth that is not there.
    """
    h = np.array([span / count for count in counts])
    ends = [solve(method, field, y0, span / count, count)[-1] for count in counts]
    error = np.array([float((end.cpu().double() - truth).abs().max()) for end in ends])
    relative_floor = max(ROUNDING * torch.finfo(y0.dtype).eps, REFERENCE_ERROR)
    floor = relative_floor * float(truth.abs().max())
    return ConvergenceTable(h, error, fitted_slope(h, error, floor))
