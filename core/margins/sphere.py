"""The sphere: where one class hands over to the next, and directions that cover it evenly."""

import math

import torch
from torch import Tensor

from core.margins.losses import MarginLoss
from core.margins.normalise import normalise


def lattice(count: int) -> Tensor:
    """Directions (count, 3) in float64 that cover the sphere evenly: a spiral of golden angles."""
    index = torch.arange(count, dtype=torch.float64)
    height = 1 - (2 * index + 1) / count
    level = (1 - height**2).sqrt()
    turn = index * (math.pi * (3 - math.sqrt(5)))
    return torch.stack([level * torch.cos(turn), level * torch.sin(turn), height], dim=1)


def borders(weight: Tensor, loss: MarginLoss, corners: int = 120) -> Tensor:
    """Decision boundaries without the margin as lines (P, corners + 2, 3), one for each pair.

    weight (C, 3). Logits are linear, so two classes tie on a great circle, whose normal is the
    difference of their directions; it is a boundary where no third class wins. Elsewhere, and at
    the end of each line, stand rows of NaN.
    """
    weight = weight.detach().to("cpu", torch.float64)
    rows = normalise(weight) if loss.unit_weights else weight
    first, second = torch.triu_indices(len(rows), len(rows), offset=1)
    circles = _great_circles(rows[first] - rows[second], corners)  # (P, corners + 1, 3)
    logits = circles @ rows.T
    tied = logits.gather(2, first[:, None, None].expand(-1, corners + 1, 1)).squeeze(2)
    beaten = logits.amax(dim=2) > tied + 1e-9
    circles = circles.masked_fill(beaten[:, :, None], torch.nan)
    return torch.cat([circles, circles.new_full((len(circles), 1, 3), torch.nan)], dim=1)


def _great_circles(normals: Tensor, corners: int) -> Tensor:
    """Closed circles (P, corners + 1, 3) at right angles to normals (P, 3)."""
    normals = normalise(normals)
    # The axis that is least along the normal, so that the product is far from zero.
    axis = torch.nn.functional.one_hot(normals.abs().argmin(dim=1), 3).to(normals.dtype)
    across = normalise(torch.linalg.cross(normals, axis))
    up = torch.linalg.cross(normals, across)
    turn = torch.arange(corners + 1, dtype=normals.dtype)[:, None] * (2 * math.pi / corners)
    circles: Tensor = torch.cos(turn) * across[:, None] + torch.sin(turn) * up[:, None]
    return circles
