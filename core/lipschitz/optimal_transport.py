"""The Wasserstein distance W₁ exactly: by sorting on the line, by assignment elsewhere."""

from dataclasses import dataclass

import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor


@dataclass(frozen=True)
class Transport:
    """An optimal plan: `mass` `(M,)` goes from row `source` `(M,)` to row `target` `(M,)`."""

    source: Tensor
    target: Tensor
    mass: Tensor
    cost: float


def transport_on_line(
    x: Tensor, y: Tensor, x_mass: Tensor | None = None, y_mass: Tensor | None = None
) -> Transport:
    """W₁ = ∫ |F⁻¹(q) − G⁻¹(q)| dq of samples `(N,)` and `(M,)` with any positive masses.

    Masses are normalised to one; equal ones are assumed where none are given.
    """
    x_order, x_levels = _quantiles(x, x_mass)
    y_order, y_levels = _quantiles(y, y_mass)
    levels = torch.cat([x_levels, y_levels]).sort().values.clamp_max(1)
    mass = levels.diff(prepend=levels.new_zeros(1))
    middle = levels - mass / 2  # between two levels both quantile functions are constant
    source = x_order[torch.searchsorted(x_levels, middle).clamp_max(len(x) - 1)]
    target = y_order[torch.searchsorted(y_levels, middle).clamp_max(len(y) - 1)]
    used = mass > 0
    source, target, mass = source[used], target[used], mass[used]
    distance = (x.cpu()[source] - y.cpu()[target]).abs().double()
    return Transport(source, target, mass, float((mass * distance).sum()))


def transport_by_assignment(x: Tensor, y: Tensor) -> Transport:
    """W₁ of two equal-sized clouds `(N, D)`: the cheapest pairing, in about N³ operations.

    Raises ValueError for clouds of unequal size.
    """
    if x.shape != y.shape:
        raise ValueError("an assignment pairs clouds of equal size")
    # By differences: products would lose the digits of near points that are far from the origin.
    cost = torch.cdist(
        x.detach().cpu().double(),
        y.detach().cpu().double(),
        compute_mode="donot_use_mm_for_euclid_dist",
    )
    rows, columns = linear_sum_assignment(cost.numpy())
    source, target = torch.as_tensor(rows), torch.as_tensor(columns)
    mass = torch.full((len(x),), 1 / len(x), dtype=torch.float64)
    return Transport(source, target, mass, float(cost[source, target].mean()))


def _quantiles(sample: Tensor, mass: Tensor | None) -> tuple[Tensor, Tensor]:
    """The order that sorts a sample, and the cumulated masses in that order, ending at one."""
    order = sample.detach().cpu().argsort()
    given = torch.ones(len(sample)) if mass is None else mass.detach().cpu()
    levels = given.double()[order].cumsum(0)
    return order, levels / levels[-1]
