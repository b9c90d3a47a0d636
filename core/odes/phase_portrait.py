"""The phase portrait: arrows of a field, nullclines, and what kind of point an equilibrium is.

Reference: Hirsch, Smale, Devaney, Differential Equations, Dynamical Systems and Chaos, 2004, ch. 9.
"""

from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.odes.cells import Field
from core.odes.system import Range, System

Floats = NDArray[np.float64]
Kind = Literal["stable", "centre", "saddle", "unstable"]
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


def level_curve(values: Floats, x: Floats, y: Floats) -> Floats:
    """Where values (H, W) over x (W,) and y (H,) change their sign: segments parted by rows of NaN.

    Marching squares without interpolation inside a cell (Lorensen, Cline, 1987, in two dimensions).
    """
    corners = [values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]]
    xs, ys = np.meshgrid(x, y)
    places = [
        np.stack((xs[rows, columns], ys[rows, columns]), axis=-1)
        for rows, columns in (
            (slice(None, -1), slice(None, -1)), (slice(None, -1), slice(1, None)),
            (slice(1, None), slice(1, None)), (slice(1, None), slice(None, -1)),
        )
    ]  # fmt: skip
    crossed, points = [], []
    for edge in range(4):
        a, b = corners[edge], corners[(edge + 1) % 4]
        hit = np.isfinite(a) & np.isfinite(b) & ((a > 0) != (b > 0))
        share = np.where(hit, a, 0.0) / np.where(hit, a - b, 1.0)
        start, end = places[edge], places[(edge + 1) % 4]
        crossed.append(hit)
        points.append(start + share[..., None] * (end - start))
    return _segments(np.stack(crossed).reshape(4, -1), np.stack(points).reshape(4, -1, 2))


def _segments(crossed: NDArray[np.bool_], points: Floats) -> Floats:
    """Join the crossings (4, K) of each cell in pairs; a cell has none, two or four of them."""
    first = np.argsort(~crossed, axis=0, kind="stable")
    ordered = np.take_along_axis(points, first[..., None], axis=0)
    count = crossed.sum(axis=0)
    pairs = [ordered[:2, count >= 2], ordered[2:, count == 4]]
    ends = np.concatenate(pairs, axis=1)
    pen_up = np.full((1, ends.shape[1], 2), np.nan)
    return np.concatenate((ends, pen_up)).transpose(1, 0, 2).reshape(-1, 2)


def nullclines(field: Field, view: tuple[Range, Range], size: int = 48) -> tuple[Floats, ...]:
    """Where each of two states stands still, one set of segments (K, 2) per state."""
    grid = lattice(view, size, size)
    slopes = field(0.0, grid.view(-1, 2)).view(size, size, 2).numpy()
    x, y = grid[0, :, 0].numpy(), grid[:, 0, 1].numpy()
    return tuple(level_curve(slopes[:, :, state], x, y) for state in range(2))


def eigenvalues(system: System, y: Tensor, params: Tensor) -> NDArray[np.complex128]:
    """Eigenvalues (N, D) of the Jacobian at the states y (N, D)."""
    found = torch.linalg.eigvals(system.jacobian(y, params).detach().cpu().double())
    return np.asarray(found.numpy(), dtype=np.complex128)


def classify_equilibrium(values: NDArray[np.complex128]) -> Kind:
    """What the eigenvalues (D,) at an equilibrium say of the states near it."""
    real = values.real
    neutral = NEUTRAL * np.abs(values).max()
    if (real > neutral).any():
        return "saddle" if (real < -neutral).any() else "unstable"
    return "stable" if (real < -neutral).all() else "centre"
