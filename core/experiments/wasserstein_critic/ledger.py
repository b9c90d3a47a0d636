"""What each critic said at each distance, as far as a hand or a generator has been there."""

import torch
from torch import Tensor

# Distances up to SPAN are noted, each rounded to a multiple of GAP.
SPAN, GAP = 6.5, 0.1
BINS = round(SPAN / GAP) + 1
# The batch moves an estimate by a few hundredths; this share of each new one smooths that.
FOLLOW = 0.1
# The colours of the four critics, apart from those of data and model, and their names in short.
ROLES = ("class 4", "class 2", "class 8", "class 3")
SHORT = ("clip", "GP", "SN", "ortho")


def empty(device: torch.device) -> Tensor:
    """A ledger `(2, 4, BINS)`: estimates of each critic, and 1 where there is one."""
    return torch.zeros(2, len(ROLES), BINS, device=device)


def enter(ledger: Tensor, distances: Tensor, estimates: Tensor) -> None:
    """Note estimates `(4,)` at exact distances `(4,)`, each critic at its own."""
    places = (distances / GAP).round().long()
    inside = places < BINS
    rows, columns = torch.arange(len(ROLES), device=ledger.device)[inside], places[inside]
    before, filled = ledger[:, rows, columns]
    new = estimates[inside]
    ledger[0, rows, columns] = torch.where(filled > 0, torch.lerp(before, new, FOLLOW), new)
    ledger[1, rows, columns] = 1.0


def entries(ledger: Tensor, index: int) -> Tensor:
    """The points `(N, 2)` of one critic: distance, estimate."""
    distances = torch.arange(BINS, device=ledger.device) * GAP
    points = torch.stack([distances, ledger[0, index]], dim=1)
    return points[ledger[1, index] > 0]
