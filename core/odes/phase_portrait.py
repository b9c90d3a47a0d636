"""The phase portrait: arrows of a field, nullclines, and what kind of point an equilibrium is.

Reference: Hirsch, Smale, Devaney, Differential Equations, Dynamical Systems and Chaos, 2004, ch. 9.
"""

from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.data.contours import Polyline, contours
from core.odes.cells import Field
from core.odes.system import Range, System

Kind = Literal["stable", "centre", "saddle", "unstable", "undecided"]
# A real part is zero below this share of the largest eigenvalue: rounding leaves about 1e-16.
NEUTRAL = 1e-9


def lattice(view: tuple[Range, Range], across: int, up: int, edge: float = 0.0) -> Tensor:
    """Points (up, across, 2) in float64 over a view, ``edge`` of its size away from its border."""
    (left, right), (bottom, top) = view
    x = torch.linspace(left + edge * (right - left), right - edge * (right - left), across)
    y = torch.linspace(bottom + edge * (top - bottom), top - edge * (top - bottom), up)
    grid = torch.meshgrid(x.double(), y.double(), indexing="xy")
    return torch.stack(grid, dim=2)


def arrows(points: Tensor, slopes: Tensor, size: Tensor) -> tuple[Tensor, Tensor]:
    """Starts and ends (K, 2) of arrows centred at points (K, 2) along slopes (K, 2).

    An arrow is as long as ``size`` (2,) allows in the direction of the steepest slope; it shrinks
    with the square root of the slope, so that slow places stay legible.
    """
    scaled = slopes / size
    length = scaled.norm(dim=1, keepdim=True)
    longest = length.max().clamp(min=torch.finfo(length.dtype).tiny)
    half = scaled / length.clamp(min=1e-300) * (length / longest).sqrt() * size / 2
    return points - half, points + half


def nullclines(field: Field, view: tuple[Range, Range], size: int = 48) -> tuple[Polyline, ...]:
    """Where each of two states stands still, one set of lines (K, 2) parted by NaN per state."""
    slopes = field(0.0, lattice(view, size, size).view(-1, 2)).view(size, size, 2).numpy()
    bounds = (*view[0], *view[1])
    return tuple(contours(slopes[:, :, state], bounds, (0.0,)) for state in range(2))


def eigenvalues(system: System, y: Tensor, params: Tensor) -> NDArray[np.complex128]:
    """Eigenvalues (N, D) of the Jacobian at the states y (N, D); NaN where it is not finite."""
    jacobian = system.jacobian(y, params).detach().cpu().double()
    whole = jacobian.isfinite().all(dim=2, keepdim=True).all(dim=1, keepdim=True)
    found = torch.linalg.eigvals(torch.where(whole, jacobian, 0.0))
    return np.where(whole.numpy()[:, 0], found.numpy(), complex(np.nan, np.nan))


def classify_equilibrium(values: NDArray[np.complex128]) -> Kind:
    """What the eigenvalues (D,) at an equilibrium say of the states near it.

    Nothing where one is 0, or where some decay and others only turn: what is left out decides.
    """
    real = values.real
    neutral = NEUTRAL * np.abs(values).max()
    if (real > neutral).any():
        return "saddle" if (real < -neutral).any() else "unstable"
    if (real < -neutral).all():
        return "stable"
    turns = (np.abs(real) <= neutral) & (np.abs(values.imag) > neutral)
    return "centre" if turns.all() else "undecided"
