"""Class directions spread as evenly as can be: what a perfect run would come to."""

import math

import torch
from torch import Tensor

from core.margins.circle import at_angles
from core.margins.losses import MarginLoss
from core.margins.normalise import normalise
from core.margins.sphere import lattice

# The push between directions is soft at first, so that all find their side of the sphere, and at
# last comes from the nearest alone, which makes the smallest angle large.
SHARPNESS = (4.0, 16.0, 64.0, 256.0)
PUSHES = 100


def evenly_spread(classes: int, dims: int) -> Tensor:
    """Directions (classes, dims) in float64, far from each other: a polygon, or on the sphere.

    On the sphere they are found by pushing a spiral apart. Their smallest angle comes within a
    degree of the best known ones (Tammes' problem) for up to ten classes.
    Raises ValueError for other dimensions than two and three.
    """
    if dims == 2:
        return at_angles(torch.arange(classes, dtype=torch.float64) * (2 * math.pi / classes))
    if dims != 3:
        raise ValueError("classes are spread on a circle or a sphere")
    directions = lattice(classes)
    if classes < 2:
        return directions  # nobody to be pushed by
    for sharpness in SHARPNESS:
        for push in range(PUSHES):
            cosines = (directions @ directions.T).fill_diagonal_(-torch.inf)
            pull = torch.softmax(sharpness * cosines, dim=1) @ directions
            directions = normalise(directions - (1 - push / PUSHES) * 2 / sharpness * pull)
    return directions


def nearest_angle(directions: Tensor) -> float:
    """The mean angle in degrees from each direction (C, D), C >= 2, to its nearest other one."""
    cosines = (
        (normalise(directions) @ normalise(directions).T).clamp(-1, 1).fill_diagonal_(-torch.inf)
    )
    return float(torch.rad2deg(torch.acos(cosines.amax(dim=1))).mean())


def ideal_loss(loss: MarginLoss, directions: Tensor) -> float:
    """The loss when each sample lies on its own one of the class directions (C, D).

    With evenly spread directions this is the least that a run can reach, as long as the margin
    has room between them; where it has none, giving up some classes may cost less.
    """
    return float(loss(directions, directions, torch.arange(len(directions))).mean())
