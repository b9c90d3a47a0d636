"""Norms of a dense layer, exact, and the eigenvalue that is mistaken for one of them."""

import torch
from torch import Tensor


def singular_values(weight: Tensor) -> Tensor:
    """All singular values of `(out, in)`, descending `(min(out, in),)`, without gradient.

    Computed on the CPU, where every kind of device has them.
    """
    values: Tensor = torch.linalg.svdvals(weight.detach().cpu())
    return values


def spectral_norm(weight: Tensor) -> float:
    """‖W‖₂, the longest image of a unit vector, from the singular values."""
    return float(singular_values(weight)[0])


def frobenius_norm(weight: Tensor) -> float:
    """‖W‖_F, the root of the sum of squares: ‖W‖₂ ≤ ‖W‖_F ≤ √rank ‖W‖₂."""
    return float(weight.detach().norm())


def spectral_radius(weight: Tensor) -> float:
    """The largest |eigenvalue| of a square weight.

    Equal to ‖W‖₂ for normal matrices only; a shear has radius 1 and any norm.
    """
    return float(torch.linalg.eigvals(weight.detach().cpu()).abs().max())


def convergence_ratio(weight: Tensor) -> float:
    """(σ₂/σ₁)²: the factor by which one round of power iteration shrinks the error of v."""
    values = singular_values(weight)
    return float((values[1] / values[0]) ** 2) if len(values) > 1 else 0.0


def ellipse(weight: Tensor, count: int) -> Tensor:
    """The image of the unit circle under a weight `(out, 2)`: closed curve `(count, out)`."""
    angle = torch.linspace(0, 2 * torch.pi, count, dtype=torch.float64).to(weight)
    return torch.stack([angle.cos(), angle.sin()], dim=1) @ weight.detach().t()
