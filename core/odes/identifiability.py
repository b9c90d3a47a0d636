"""What the data cannot tell: the Jacobian of the residuals, its spectrum, and the ellipse."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from core.odes.least_squares import jacobian
from core.odes.shooting import InverseProblem, residuals


def relative_jacobian(problem: InverseProblem, params: Tensor) -> Tensor:
    """Change of the residuals (R,) per relative change of each parameter, dr / dlog p, (R, P)."""
    return jacobian(lambda p: residuals(problem, p).flatten(), params) * params


@dataclass(frozen=True)
class Spectrum:
    """Singular values (P,), falling, and the directions (P, P), one a row, of a Jacobian.

    The last direction is the one that the data tell least: moving the parameters along it hardly
    moves the curve. Reference: Gutenkunst et al., Universally sloppy parameter sensitivities in
    systems biology models, 2007.
    """

    values: Tensor
    directions: Tensor

    @property
    def condition(self) -> float:
        """Largest singular value over the smallest; infinity if the data leave one free."""
        smallest = float(self.values[-1])
        return float(self.values[0]) / smallest if smallest > 0 else math.inf


def spectrum(J: Tensor) -> Spectrum:
    """Singular value decomposition of a Jacobian (R, P) with R >= P, on the CPU."""
    _, values, directions = torch.linalg.svd(J.detach().cpu(), full_matrices=False)
    return Spectrum(values, directions)


def covariance(J: Tensor, deviation: float) -> Tensor:
    """Covariance (P, P) of the parameters, relative if J is, for data of that standard deviation.

    By the singular values, since J^T J would square the condition number.
    """
    found = spectrum(J)
    spread = found.directions.T * (deviation / found.values)
    return spread @ spread.T


def confidence_ellipse(
    covariance: Tensor, pair: tuple[int, int], level: float = 0.95, points: int = 64
) -> Tensor:
    """Closed curve (K, 2) around 0 that holds two parameters with this probability.

    The other parameters are free, not fixed: the marginal of a normal distribution with the
    covariance (P, P). Relative if the covariance is; add 1 and multiply by the parameters to draw.
    Raises ValueError for a level outside (0, 1).
    """
    if not 0 < level < 1:
        raise ValueError(f"The level must lie between 0 and 1, but it is {level}.")
    chosen = list(pair)
    variances, axes = torch.linalg.eigh(covariance[chosen][:, chosen])
    # Of two normal variables, the sum of squares exceeds q with probability exp(-q / 2).
    radius = math.sqrt(-2 * math.log(1 - level))
    angle = torch.linspace(0, 2 * math.pi, points, dtype=covariance.dtype)
    circle = radius * torch.stack((angle.cos(), angle.sin()), dim=1)
    return torch.mm(circle * variances.clamp(min=0).sqrt(), axes.T)
