"""What each critic said at each distance, as far as a hand or a generator has been there."""

import torch
from torch import Tensor

# Distances up to SPAN are noted, each rounded to a multiple of GAP.
SPAN, GAP = 6.5, 0.1
BINS = round(SPAN / GAP) + 1
# The batch moves an estimate by a few hundredths; this share of each new one smooths that.
FOLLOW = 0.1


def empty(critics: int, device: torch.device) -> Tensor:
    """A table `(2, critics, BINS)`: estimates of each critic, and 1 where there is one."""
    return torch.zeros(2, critics, BINS, device=device)


def enter(table: Tensor, distances: Tensor, estimates: Tensor) -> None:
    """Note estimates `(C,)` at exact distances `(C,)`, each critic at its own."""
    places = (distances / GAP).round().long()
    inside = places < BINS
    rows, columns = torch.arange(len(places), device=table.device)[inside], places[inside]
    before, filled = table[:, rows, columns]
    new = estimates[inside]
    table[0, rows, columns] = torch.where(filled > 0, torch.lerp(before, new, FOLLOW), new)
    table[1, rows, columns] = 1.0


def entries(table: Tensor, index: int) -> Tensor:
    """The points `(N, 2)` of one critic: distance, estimate."""
    distances = torch.arange(BINS, device=table.device) * GAP
    points = torch.stack([distances, table[0, index]], dim=1)
    return points[table[1, index] > 0]
