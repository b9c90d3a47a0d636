"""Labelled points that a person brings."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.data.brought import Rows, enough, numbered
from core.lipschitz.tasks import Sample
from core.message import InvalidInput

# They reach this far from the middle, and so many of them are needed.
FIT, FEWEST = 2.2, 10


@dataclass(frozen=True, eq=False)
class OwnPoints:
    """Points (N, 2) and their labels (N, 1), ±1."""

    points: Tensor
    targets: Tensor

    def drawn(self, count: int, wrong: float, generator: torch.Generator) -> Sample:
        """At most `count` of them in random order, a share `wrong` with its label turned."""
        rows = torch.randperm(len(self.points), generator=generator)[:count]
        turned = torch.rand(len(rows), 1, generator=generator) < wrong
        targets = self.targets[rows]
        return Sample(self.points[rows], torch.where(turned, -targets, targets))


def own_points(rows: Rows) -> OwnPoints:
    """The first label against all others. Raises InvalidInput for too few, or one label alone."""
    enough(len(rows.numbers), FEWEST)
    names, labels = numbered(rows.labels)
    if len(names) < 2:
        raise InvalidInput("Two labels are needed; it has {count}.", count=len(names))
    points = torch.from_numpy(rows.centred(FIT)).float()
    return OwnPoints(points, torch.from_numpy(2.0 * (labels == 0) - 1).float()[:, None])
