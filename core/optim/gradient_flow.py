"""The gradient flow: where descent leads when its steps are infinitely small."""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.integrate import solve_ivp
from torch import Tensor

from core.optim.surfaces import Surface

# Far below what a picture or a race shows.
TOLERANCE = 1e-8
# LSODA never comes to the end of a span of rounding errors.
SHORTEST_SPAN = 1e-6


def gradient_flow(
    surface: Surface, starts: Tensor, times: Tensor, tolerance: float = TOLERANCE
) -> Tensor:
    """Places (T, N, 2) of dx/dt = −∇f at increasing times (T,) from starts (N, 2) at time 0.

    The truth of SGD, Heun and RK4 at t = η × steps, and of no other. In float64, by SciPy's LSODA,
    which is adaptive and changes to an implicit method in a stiff valley. Where the flow leaves the
    numbers, it stays NaN. Reference: Petzold 1983.
    """
    begin = starts.detach().cpu().double()
    at = times.detach().cpu().double().numpy()
    path = np.full((len(at), begin.numel()), np.nan)
    if not len(at) or not bool(begin.isfinite().all()):
        return torch.from_numpy(path).view(len(at), *begin.shape)

    def slopes(_: float, flat: NDArray[np.float64]) -> NDArray[np.float64]:
        found = surface.gradient(torch.from_numpy(flat).view_as(begin)).neg()
        return np.asarray(found.numpy().ravel(), dtype=np.float64)

    result = solve_ivp(
        slopes, (0.0, max(float(at[-1]), SHORTEST_SPAN)), begin.numpy().ravel(), method="LSODA",
        t_eval=at, rtol=tolerance, atol=tolerance,
    )  # fmt: skip
    path[: result.y.shape[1]] = result.y.T
    return torch.from_numpy(path).view(len(at), *begin.shape)
