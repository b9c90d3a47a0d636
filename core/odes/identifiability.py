"""What the data cannot tell: the Jacobian of the residuals, its spectrum, and the ellipse."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from core.odes.least_squares import jacobian
from core.odes.shooting import InverseProblem, residuals

# Of a direction of length 1, a part below this is rounding.
FREE = 1e-6


def relative_jacobian(problem: InverseProblem, params: Tensor) -> Tensor:
    """Change of the residuals (R,) per relative change of each parameter, dr / dlog p, (R, P)."""
    return jacobian(lambda p: residuals(problem, p).flatten(), params) * params


@dataclass(frozen=True)
class Spectrum:
    """Singular values (P,), falling, and the directions (P, P), one a row, of a Jacobian.

    A value that is 0 but for rounding is 0: the data leave that direction free, as where they are
    fewer numbers than parameters. The last direction is the one that the data tell least: moving
    the parameters along it hardly moves the curve.
    Reference: Gutenkunst et al., Universally sloppy parameter sensitivities in systems biology
    models, 2007.
    """

    values: Tensor
    directions: Tensor

    @property
    def rank(self) -> int:
        """How many directions the data tell of."""
        return int((self.values > 0).sum())

    @property
    def condition(self) -> float:
        """Largest singular value over the smallest; infinity if the data leave one free."""
        smallest = float(self.values[-1])
        return float(self.values[0]) / smallest if smallest > 0 else math.inf

    @property
    def free(self) -> Tensor:
        """The directions (P - rank, P) along which the data tell nothing."""
        return self.directions[self.rank :]

    @property
    def spread(self) -> Tensor:
        """The other directions (rank, P), as long as data of deviation 1 leave them uncertain."""
        return self.directions[: self.rank] / self.values[: self.rank, None]


def spectrum(J: Tensor) -> Spectrum:
    """Singular value decomposition of a Jacobian (R, P), on the CPU; of one not finite, that of 0.

    Where a curve explodes on its way the data tell of no direction.
    """
    J = J if bool(J.isfinite().all()) else torch.zeros_like(J)
    _, found, directions = torch.linalg.svd(J.detach().cpu())
    values = found.new_zeros(len(directions))
    values[: len(found)] = found
    rounding = max(J.shape) * torch.finfo(J.dtype).eps * values.max()
    return Spectrum(torch.where(values > rounding, values, 0.0), directions)


def covariance(J: Tensor, deviation: float) -> Tensor:
    """Covariance (P, P) of the parameters, relative if J is, for data of that standard deviation.

    By the singular values, since J^T J would square the condition number. Infinite where the data
    leave free: the limit of a small singular value.
    """
    found = spectrum(J)
    told, free = found.spread.T @ found.spread, found.free.T @ found.free
    return torch.where(free.abs() > FREE, free.sign() * torch.inf, deviation**2 * told)


def confidence_ellipse(
    found: Spectrum,
    deviation: float,
    pair: tuple[int, int],
    level: float = 0.95,
    points: int = 64,
    far: float = 1e6,
) -> Tensor:
    """Closed curve (K, 2) around 0 that holds two parameters with this probability.

    The other parameters are free, not fixed: the marginal of a normal distribution. Relative if
    the Jacobian is; add 1 and multiply by the parameters to draw. An axis along which the data tell
    nothing has no end and is drawn as far as ``far``. Raises ValueError for a level outside (0, 1).
    """
    if not 0 < level < 1:
        raise ValueError(f"The level must lie between 0 and 1, but it is {level}.")
    # Of two normal variables, the sum of squares exceeds q with probability exp(-q / 2).
    radius = deviation * math.sqrt(-2 * math.log(1 - level))
    told, free = (part[:, list(pair)].T for part in (found.spread, found.free))  # (2, rank), ...
    axes = torch.linalg.svd(free if free.norm() > FREE else told)[0]
    endless, lengths = (axes.T @ free).norm(dim=1) > FREE, radius * (axes.T @ told).norm(dim=1)
    angle = torch.linspace(0, 2 * math.pi, points, dtype=axes.dtype)
    circle = torch.stack((angle.cos(), angle.sin()), dim=1)
    return torch.mm(circle * torch.where(endless, far, lengths), axes.T)
