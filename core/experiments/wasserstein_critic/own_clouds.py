"""Clouds that a person brought: one, of which a copy is moved, or two that differ."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.data.brought import Rows, enough, numbered
from core.data.drawing import FEWEST_POINTS
from core.data.planes import Shape, dots

# What is brought reaches this far from its middle: one cloud, and two that lie apart.
FIT, FIT_TWO = 1.2, 2.4

Place = tuple[float, float]


@dataclass(frozen=True, eq=False)
class OwnClouds:
    """Points (N, 2) of each cloud about its own middle, and where those middles lie.

    `names` are the labels of two clouds; of one there are none.
    """

    clouds: tuple[Tensor, ...]
    places: tuple[Place, ...]
    names: tuple[str, ...]

    def shapes(self, together: bool) -> tuple[Shape, ...]:
        """Each of them, or all together as one, about the origin."""
        if not together:
            return tuple(map(dots, self.clouds))
        pairs = zip(self.clouds, self.places, strict=True)
        points = torch.cat([cloud + torch.tensor(place) for cloud, place in pairs])
        return (dots(points - points.mean(0)),)

    def on(self, dimension: int) -> tuple[Place, Place]:
        """Where the middles of two lie, in the plane or on the line."""
        (x0, y0), (x1, y1) = self.places
        return ((x0, y0), (x1, y1)) if dimension == 2 else ((x0, 0.0), (x1, 0.0))


def own_clouds(rows: Rows) -> OwnClouds:
    """Rows of x and y: two clouds where there are two labels. Raises InvalidInput for too few."""
    enough(len(rows.numbers), FEWEST_POINTS)
    names, labels = numbered(rows.labels)
    if len(names) != 2:
        return OwnClouds((torch.from_numpy(rows.centred(FIT)).float(),), ((0.0, 0.0),), ())
    points = torch.from_numpy(rows.centred(FIT_TWO)).float()
    parts = [points[torch.from_numpy(labels == label)] for label in range(2)]
    for part in parts:
        enough(len(part), FEWEST_POINTS)
    middles = [(float(x), float(y)) for x, y in (part.mean(0) for part in parts)]
    moved = tuple(part - part.mean(0) for part in parts)
    return OwnClouds(moved, tuple(middles), names)
