"""Whose each direction is: what a class owns of the circle or the sphere, its margin kept."""

import torch
from torch import Tensor

from core import figures
from core.margins import circle, sphere
from core.margins.losses import MarginLoss
from core.view_layers import Array, frozen

# Halvings of half a degree that place the edges of the painted arcs: 0.002 degrees.
BISECTIONS = 8
# Dots over the whole sphere, of which those stand that no class owns; corners of a great circle.
DOTS, CORNERS = 1000, 90


def owners(weight: Tensor, loss: MarginLoss, on_sphere: bool) -> tuple[tuple[Array, ...], Array]:
    """What each class owns of the circle, and last what nobody owns, as outlines; boundaries.

    Of the sphere, directions (M, 3) that nobody owns, and boundaries. `weight` are the class
    directions (C, D).
    """
    if on_sphere:
        dots = sphere.lattice(DOTS).to(weight)
        nobody = circle.owner(dots, weight, loss, with_margin=True) == circle.NOBODY
        borders = sphere.borders(weight, loss, CORNERS).reshape(-1, 3)
        return (frozen(dots[nobody]),), frozen(borders)
    arcs = circle.arcs(weight, loss, with_margin=True, bisections=BISECTIONS)
    ends = circle.at_angles(torch.tensor(circle.boundaries(weight, loss, BISECTIONS)))
    labels = (*range(len(weight)), circle.NOBODY)
    owned = (circle.sectors(arc for arc in arcs if arc.label == label) for label in labels)
    return tuple(map(frozen, owned)), figures.segments(torch.zeros_like(ends), ends)
