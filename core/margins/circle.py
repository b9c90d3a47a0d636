"""Which class owns which part of the circle, and the wedges that a margin leaves to nobody."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from core.margins.losses import MarginLoss

# Half a degree: arcs narrower than that cannot be seen, and edges are bisected afterwards.
GRID = 720
# Halvings of half a degree until float64 has no finer angle.
BISECTIONS = 46
NOBODY = -1
# Two degrees between two corners: at a radius of 250 pixels a chord leaves its arc by 0.04.
STEP = math.radians(2.0)


@dataclass(frozen=True)
class Arc:
    """An arc of the circle from `start` to `end` (radians, end > start) and its class or NOBODY."""

    start: float
    end: float
    label: int


def owner(directions: Tensor, weight: Tensor, loss: MarginLoss, with_margin: bool) -> Tensor:
    """The class that owns each direction (M, D) given class directions (C, D): (M,) integers.

    Without the margin it is the class that wins. With it, it is the class whose logit still wins
    after the margin is taken off, or NOBODY: there a sample of any class is still pulled.
    """
    logits = loss.logits(directions, weight)
    winner = logits.argmax(dim=1)
    if not with_margin:
        return winner
    column = winner[:, None]
    own = loss.margin_logits(directions, weight).gather(1, column).squeeze(1)
    best_other = logits.scatter(1, column, -torch.inf).amax(dim=1)
    return torch.where(own > best_other, winner, NOBODY)


def arcs(
    weight: Tensor, loss: MarginLoss, with_margin: bool, bisections: int = BISECTIONS
) -> list[Arc]:
    """The circle cut into arcs of one owner each, in order; weight (C, 2), C >= 2.

    Edges are exact to rounding; with fewer bisections, to half a degree / 2^bisections. One owner
    of the whole circle gives one arc of 2 pi.
    """
    weight = weight.detach().to("cpu", torch.float64)
    grid = torch.arange(GRID + 1, dtype=torch.float64) * (2 * math.pi / GRID)

    def owned(angles: Tensor) -> Tensor:
        return owner(at_angles(angles), weight, loss, with_margin)

    labels = owned(grid)
    labels[-1] = labels[0]  # the same point of the circle: rounding must not open it there
    changes = (labels[1:] != labels[:-1]).nonzero().flatten()
    if len(changes) == 0:
        return [Arc(0.0, 2 * math.pi, int(labels[0]))]
    low, high = grid[changes], grid[changes + 1]
    for _ in range(bisections):
        middle = (low + high) / 2
        same = owned(middle) == labels[changes]
        low, high = torch.where(same, middle, low), torch.where(same, high, middle)
    edges = high.tolist()
    following = [*edges[1:], edges[0] + 2 * math.pi]
    owners = labels[changes + 1].tolist()
    return [Arc(*each) for each in zip(edges, following, owners, strict=True)]


def boundaries(weight: Tensor, loss: MarginLoss, bisections: int = BISECTIONS) -> list[float]:
    """Angles in radians at which one class hands over to the next, without the margin."""
    pieces = arcs(weight, loss, with_margin=False, bisections=bisections)
    return [] if len(pieces) == 1 else [piece.start for piece in pieces]


def at_angles(angles: Tensor) -> Tensor:
    """Points of the unit circle (M, 2) at angles (M,) in radians."""
    return torch.stack([torch.cos(angles), torch.sin(angles)], dim=1)


def sectors(pieces: Iterable[Arc]) -> Tensor:
    """The sectors between the middle and the arcs as outlines (M, 2), separated by rows of NaN."""
    parts: list[Tensor] = []
    for arc in pieces:
        count = max(2, round((arc.end - arc.start) / STEP) + 1)
        rim = at_angles(torch.linspace(arc.start, arc.end, count, dtype=torch.float64))
        parts += [rim.new_full((1, 2), torch.nan), rim.new_zeros(1, 2), rim]
    return torch.cat(parts[1:]) if parts else torch.zeros(0, 2)
