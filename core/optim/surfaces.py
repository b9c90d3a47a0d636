"""Surfaces to race on: losses of two parameters whose gradients are written out."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Spot = tuple[float, float]
Range = tuple[float, float]

# Rosenbrock's own constant.
BANANA = 100.0
# The ravine's walls against its floor: as much as makes plain descent zigzag where it is seen.
WALLS, FLOOR = 20.0, 0.2


@dataclass(frozen=True)
class Surface:
    """A loss f(x, y) over places (..., 2), batched over whatever comes before the last axis.

    `value` gives (...) and `gradient` (..., 2). A batch's gradient is `gradient` plus `noise` times
    a standard normal pair, as if the batch tilted the surface. `minima` are all of them, `lowest`
    is f there and `curvatures` the eigenvalues of the Hessian there, small one first. `start` is
    where a race begins and `view` the ranges of x and y that show it.
    """

    name: str
    value: Callable[[Tensor], Tensor]
    gradient: Callable[[Tensor], Tensor]
    minima: tuple[Spot, ...]
    lowest: float
    curvatures: tuple[float, float]
    start: Spot
    view: tuple[Range, Range]
    noise: float = 0.0


def quadratic(condition: float = 20.0) -> Surface:
    """(x² + κ y²) / 2 with the condition number κ ≥ 1: all that is known of rates is exact here."""
    curvatures = torch.tensor([1.0, condition], dtype=torch.float64)

    def value(places: Tensor) -> Tensor:
        return 0.5 * (curvatures.to(places) * places.square()).sum(-1)

    def gradient(places: Tensor) -> Tensor:
        return curvatures.to(places) * places

    return Surface(
        "ill-conditioned quadratic", value, gradient, ((0.0, 0.0),), 0.0, (1.0, condition),
        (-1.8, 0.8), ((-2.0, 2.0), (-1.25, 1.25)),
    )  # fmt: skip


def _rosenbrock(places: Tensor) -> Tensor:
    x, y = places.unbind(-1)
    return (1 - x).square() + BANANA * (y - x.square()).square()


def _rosenbrock_gradient(places: Tensor) -> Tensor:
    x, y = places.unbind(-1)
    off = 2 * BANANA * (y - x.square())
    return torch.stack((-2 * (1 - x) - 2 * x * off, off), -1)


def _saddle(places: Tensor) -> Tensor:
    x, y = places.unbind(-1)
    return 0.5 * (x.square() - y.square()) + 0.25 * y**4


def _saddle_gradient(places: Tensor) -> Tensor:
    x, y = places.unbind(-1)
    return torch.stack((x, y**3 - y), -1)


def _ravine(places: Tensor) -> Tensor:
    x, y = places.unbind(-1)
    return 0.5 * (WALLS * (y - 0.5 * torch.sin(2 * x)).square() + FLOOR * x.square())


def _ravine_gradient(places: Tensor) -> Tensor:
    x, y = places.unbind(-1)
    off = WALLS * (y - 0.5 * torch.sin(2 * x))
    return torch.stack((FLOOR * x - off * torch.cos(2 * x), off), -1)


QUADRATIC = quadratic()
# Rosenbrock 1960: (1 − x)² + 100 (y − x²)², a bent valley whose floor hardly falls.
ROSENBROCK = Surface(
    "Rosenbrock", _rosenbrock, _rosenbrock_gradient, ((1.0, 1.0),), 0.0, (0.3994, 1001.6006),
    (-1.2, 1.0), ((-2.0, 2.0), (-1.0, 3.0)),
)  # fmt: skip
# (x² − y²)/2 + y⁴/4: a saddle at the origin, on whose ridge y = 0 the gradient leads to it.
SADDLE = Surface(
    "saddle", _saddle, _saddle_gradient, ((0.0, -1.0), (0.0, 1.0)), -0.25, (1.0, 2.0),
    (-1.6, 0.001), ((-2.0, 2.0), (-1.6, 1.6)),
)  # fmt: skip
# A valley along y = sin(2x)/2 with steep walls, and batches that disagree.
RAVINE = Surface(
    "ravine with noise", _ravine, _ravine_gradient, ((0.0, 0.0),), 0.0, (0.0998, 40.1002),
    (-2.6, 1.2), ((-3.0, 3.0), (-1.75, 1.75)), noise=2.0,
)  # fmt: skip

SURFACES = (QUADRATIC, ROSENBROCK, SADDLE, RAVINE)
