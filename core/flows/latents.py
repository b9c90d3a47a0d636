"""The space of latents: the plane through two of them, and how far each number moves a picture."""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from core.flows.flow import Flow

# Latents whose directions differ by a smaller sine span no plane, only a line.
LEAST_SINE = 1e-4
# Steps of the finite difference: far above rounding, far below a standard deviation.
NUDGE = 0.05


class LatentPlane(NamedTuple):
    """The plane through the origin and two latents, in units of sqrt(D).

    The two stand to the left and to the right of the upright axis. Normal noise in D dimensions
    lies close to the circle of radius 1, and noise of temperature T to that of radius T.
    """

    across: Tensor  # (D,), orthonormal with `up`
    up: Tensor  # (D,)

    def place(self, z: Tensor) -> Tensor:
        """Return the coordinates (N, 2) of the projections of latents (N, D)."""
        return torch.stack([z @ self.across, z @ self.up], dim=1) / math.sqrt(z.shape[1])


def plane_through(first: Tensor, second: Tensor) -> LatentPlane:
    """Return the plane of two latents (D,); where they are parallel, one axis is zero."""
    a, b = _direction(first), _direction(second)
    across, up = b - a, b + a
    return LatentPlane(_direction(across), _direction(up))


def _direction(z: Tensor) -> Tensor:
    length = torch.linalg.vector_norm(z)
    return z / length if float(length) > LEAST_SINE else torch.zeros_like(z)


def mixed(first: Tensor, second: Tensor, count: int) -> Tensor:
    """Return `count` latents (count, D) on the straight line between two, the ends included."""
    part = torch.linspace(0, 1, count).to(first)[:, None]
    return (1 - part) * first + part * second


def decoder_column_norms(flow: Flow, z: Tensor, dimensions: Tensor) -> Tensor:
    """Return how far the picture moves per unit of each of the given latent numbers, (K,).

    That is the norm of a column of the Jacobian of the decoder at the latent z (D,): what sigma_i
    is to the scale layer of NICE, at one place. `dimensions` holds K of 0..D-1.
    """
    nudged = z.repeat(len(dimensions) + 1, 1)
    nudged[torch.arange(len(dimensions)), dimensions] += NUDGE
    decoded = flow.inverse(nudged)[0].flatten(1)
    moved: Tensor = torch.linalg.vector_norm(decoded[:-1] - decoded[-1], dim=1)
    return moved / NUDGE


def effective_dimensions(sigma: Tensor) -> float:
    """Return (sum sigma^2)^2 / sum sigma^4: how many equal numbers would carry as much, (D,)."""
    squares = sigma.double().square()
    return float(squares.sum().square() / squares.square().sum().clamp_min(1e-300))
