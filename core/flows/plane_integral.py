"""The integral of a density over a square of the plane, finer where the density is narrow."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

Density = Callable[[Tensor], Tensor]

# A cell is halved both ways where that has moved the integral by more than this. Of the first cells
# this is judged by their neighbours, whose differences say more than the error is.
TOLERANCE, ROUGH = 1e-6, 1e-4
# Halvings, and the most cells that are halved at each.
LEVELS, MOST = 8, 20_000


@torch.no_grad()
def integral(density: Density, side: float, cells: int, seeds: Tensor) -> float:
    """Return the integral of a density (N, 2) -> (N,) over [-side, side]^2 by the midpoint rule.

    Of `cells` each way at first those are halved in which the density is uneven, or which hold one
    of the seeds (M, 2), places of high density: no peak falls between the middles of cells.
    """
    width, total = 2 * side / cells, 0.0
    axis = (torch.arange(cells, device=seeds.device) + 0.5).to(seeds) * width - side
    middles = torch.cartesian_prod(axis, axis)
    values = density(middles)
    uneven = _range(values.view(cells, cells)).flatten() * width**2 > ROUGH
    for _ in range(LEVELS):
        halved = uneven | torch.isin(_number(middles, side, width), _number(seeds, side, width))
        if int(halved.sum()) > MOST:
            break
        total += width**2 * float(values[~halved].double().sum())
        corners = torch.cartesian_prod(*[seeds.new_tensor([-width / 4, width / 4])] * 2)
        middles = (middles[halved, None] + corners).flatten(0, 1)
        finer = density(middles).view(-1, 4)
        moved = width**2 * (finer.mean(dim=1) - values[halved]).abs()
        uneven, values, width = (moved > TOLERANCE).repeat_interleave(4), finer.flatten(), width / 2
    return total + width**2 * float(values.double().sum())


def _range(values: Tensor) -> Tensor:
    """Return the largest less the smallest of each value (R, C) and its eight neighbours."""
    both: Tensor = F.max_pool2d(torch.stack([values, -values]), 3, stride=1, padding=1)
    return both.sum(dim=0)


def _number(places: Tensor, side: float, width: float) -> Tensor:
    """Return the number (N,) of the cell in which each place (N, 2) lies; -1 outside."""
    inside = (places.abs() < side).all(dim=1)
    column, row = ((places + side) / width).long().unbind(dim=1)
    return torch.where(inside, (column << 20) + row, -1)
