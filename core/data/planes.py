"""Points in the plane whose density and entropy are known exactly.

A shape is a set of points, curves or squares; a sample is a place on it plus Gaussian noise. Its
density is then a mixture of Gaussians, and each of them is a product of one factor in x and one
in y, so that a whole grid of densities is one product of two matrices.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from scipy.special import ndtr
from torch import Tensor

Grid = npt.NDArray[np.float64]

# The quadrature along one curve: panels of so many nodes; at noise 1 so many panels, at less noise
# in proportion more. On the longest curve, the Swiss roll, the nodes lie 0.5 noise widths apart.
NODES, PANELS = 8, 4.0
# The entropy's grid: points per standard deviation, and how far it reaches beyond the shape.
# The trapezoidal rule on a Gaussian at this spacing errs by less than 1e-12.
FINENESS, REACH = 2.0, 8.0


@dataclass(frozen=True)
class Shape:
    """Where samples lie before the noise.

    `place` maps u (N,) in [0, 1) to points (N, 2), each of its `pieces` taking an equal part of u.
    A piece is a curve; a point where `dotted`, the middle of a square where `half_side` is given.
    """

    place: Callable[[Tensor], Tensor]
    pieces: int
    dotted: bool = False
    half_side: float = 0.0

    def sample(self, count: int, noise: float, generator: torch.Generator) -> Tensor:
        """Draw points (count, 2), float32 on the CPU, with noise of that standard deviation."""
        points = self.place(torch.rand(count, generator=generator))
        if self.half_side:
            inside = torch.rand(count, 2, generator=generator)
            points = points + self.half_side * (2 * inside - 1)
        return torch.add(points, torch.randn(count, 2, generator=generator), alpha=noise)

    def nodes(self, noise: float) -> tuple[Grid, Grid]:
        """Return centres (K, 2) and weights (K,) of the mixture that the shape stands for.

        Curves are cut finely enough for this noise.
        """
        if self.dotted or self.half_side:
            u = (np.arange(self.pieces) + 0.5) / self.pieces
            weights = np.full(self.pieces, 1 / self.pieces)
        else:
            u, weights = _gauss_legendre(self.pieces * math.ceil(PANELS / noise))
        return self.place(torch.from_numpy(u)).numpy(), weights

    def density(self, noise: float, xs: Grid, ys: Grid) -> Grid:
        """Return the exact density (H, W) on the grid of xs (W,) and ys (H,).

        Raises ValueError without noise, where there is no density.
        """
        if noise <= 0:
            raise ValueError("a shape has a density only with noise")
        centres, weights = self.nodes(noise)
        x_factors = self._factors(xs, centres[:, 0], noise)
        y_factors = self._factors(ys, centres[:, 1], noise)
        result: Grid = y_factors.T @ (weights[:, None] * x_factors)
        return result

    def entropy(self, noise: float) -> float:
        """Return the differential entropy in nats; no model's NLL can go below it."""
        if noise == 0 and self.half_side:
            return math.log(self.pieces * (2 * self.half_side) ** 2)
        xs, ys = self._axes(noise)
        density = self.density(noise, xs, ys)
        terms = -density * np.log(np.maximum(density, np.finfo(np.float64).tiny))
        return float(terms.sum() * (xs[1] - xs[0]) * (ys[1] - ys[0]))

    def _axes(self, noise: float) -> tuple[Grid, Grid]:
        centres, _ = self.nodes(noise)
        reach = self.half_side + REACH * noise
        ends = zip(centres.min(axis=0) - reach, centres.max(axis=0) + reach, strict=True)
        xs, ys = (
            np.linspace(low, high, 2 + math.ceil((high - low) * FINENESS / noise))
            for low, high in ends
        )
        return xs, ys

    def _factors(self, at: Grid, centres: Grid, noise: float) -> Grid:
        """Return the density (K, M) along one axis, of every component at every place."""
        away = (at - centres[:, None]) / noise
        if not self.half_side:
            gaussian: Grid = np.exp(-0.5 * away**2) / (noise * math.sqrt(2 * math.pi))
            return gaussian
        half = self.half_side / noise
        blurred: Grid = (ndtr(away + half) - ndtr(away - half)) / (2 * self.half_side)
        return blurred


def _gauss_legendre(panels: int) -> tuple[Grid, Grid]:
    """Return nodes and weights of the composite rule on [0, 1]."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    starts = np.arange(panels)[:, None]
    return ((starts + (nodes + 1) / 2) / panels).ravel(), np.tile(weights / 2 / panels, panels)


def dots(points: Tensor) -> Shape:
    """Return the shape of given points (N, 2), all equally likely."""
    return Shape(lambda u: points.to(u)[(u * len(points)).long()], len(points), dotted=True)


def _two_moons(u: Tensor) -> Tensor:
    upper = u < 0.5
    angle = 2 * math.pi * torch.where(upper, u, u - 0.5)
    x = torch.where(upper, angle.cos() - 0.5, 0.5 - angle.cos())
    y = torch.where(upper, angle.sin() - 0.25, 0.25 - angle.sin())
    return 1.5 * torch.stack([x, y], dim=1)


def _rings(u: Tensor) -> Tensor:
    radius = 0.75 * (1 + (3 * u).floor())
    angle = 6 * math.pi * u
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


def _spiral(u: Tensor) -> Tensor:
    arm = (2 * u).floor()
    along = 2 * u - arm
    angle = torch.sqrt(0.5 + along * (9.0**2 - 0.5))  # nearly uniform in length
    angle, radius = angle + math.pi * arm, angle * (2.4 / 9.0)
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)


def _swiss_roll(u: Tensor) -> Tensor:
    angle = 1.5 * math.pi * (1 + 2 * u)  # as in scikit-learn, seen from the end of the roll
    return angle[:, None] / 6 * torch.stack([angle.cos(), angle.sin()], dim=1)


def _eight_centres() -> Tensor:
    angle = torch.arange(8) * (math.pi / 4)
    return 2 / 1.414 * torch.stack([angle.cos(), angle.sin()], dim=1)


def _grid_centres() -> Tensor:
    places = torch.arange(-2.0, 3.0)
    return torch.cartesian_prod(places, places) * (2 / 2.828)


def _black_squares() -> Tensor:
    places = torch.arange(-1.5, 2.0)
    cells = torch.cartesian_prod(places, places)
    return cells[(cells.sum(dim=1).long() % 2) == 0]


EIGHT_GAUSSIANS = dots(_eight_centres())
"""As in the code of WGAN-GP (Gulrajani et al. 2017, arXiv:1704.00028), with noise 0.02/1.414."""

TWENTY_FIVE_GAUSSIANS = dots(_grid_centres())
"""As in the same code, with noise 0.05/2.828."""

CHECKERBOARD = Shape(dots(_black_squares()).place, 8, half_side=0.5)
"""Eight squares of area 1; without noise the entropy is log 8."""

BLOB_CENTRES = torch.tensor([[-1.5, 0.0], [1.5, 0.0]])

SHAPES = {
    "moons": Shape(_two_moons, 2),
    "eight Gaussians": EIGHT_GAUSSIANS,
    "25 Gaussians": TWENTY_FIVE_GAUSSIANS,
    "rings": Shape(_rings, 3),
    "checkerboard": CHECKERBOARD,
    "spiral": Shape(_spiral, 2),
    "Swiss roll": Shape(_swiss_roll, 1),
    "two blobs": dots(BLOB_CENTRES),
}
