"""The norm of a dense layer, exact, and the picture of it."""

import torch
from torch import Tensor


def singular_values(weight: Tensor) -> Tensor:
    """All singular values of `(out, in)`, descending `(min(out, in),)`, without gradient.

    Computed on the CPU, where every kind of device has them; NaN of what is not finite.
    """
    known = weight.detach().cpu()
    if not bool(known.isfinite().all()):
        return torch.full((min(known.shape),), torch.nan, dtype=known.dtype)
    values: Tensor = torch.linalg.svdvals(known)
    return values


def spectral_norm(weight: Tensor) -> float:
    """‖W‖₂, the longest image of a unit vector, from the singular values."""
    return float(singular_values(weight)[0])


def ellipse(weight: Tensor, count: int) -> Tensor:
    """The image of the unit circle under a weight `(out, 2)`: closed curve `(count, out)`."""
    angle = torch.linspace(0, 2 * torch.pi, count, dtype=torch.float64).to(weight)
    return torch.stack([angle.cos(), angle.sin()], dim=1) @ weight.detach().t()
