"""What there is to see of the jar."""

import torch
from torch import Tensor

from core.experiments.optimiser_race.jar_page import ARMS, GradientJar
from core.experiments.optimiser_race.knobs import JarParams
from core.seen import Seen, kept


class JarSeen(Seen[GradientJar, JarParams, None]):
    """How far the orders drift, and how the gradients of small batches add up."""

    @kept
    def arrows(self) -> Tensor:
        """The ways (k + 1, 2) of gradients / k put tip to tail, in the plane where they differ.

        The first axis is their mean, the second the direction in which the first strays from it.
        """
        gathered = self.model.gathered.cpu() / len(self.model.gathered)
        mean = gathered.sum(dim=0)
        along = torch.nn.functional.normalize(mean, dim=0)
        stray = gathered[0] - (gathered[0] @ along) * along
        across = torch.nn.functional.normalize(stray, dim=0)
        steps = torch.stack([gathered @ along, gathered @ across], dim=1)
        scale = mean.norm().clamp_min(1e-12)
        return torch.cat([torch.zeros(1, 2).double(), steps.cumsum(dim=0) / scale])

    def right(self) -> float:
        """The drift of the right order."""
        return self.model.drift(ARMS[1])

    def late(self) -> float:
        """The drift of the order that is one window late."""
        return self.model.drift(ARMS[2])

    def switched(self) -> float:
        """The drift of the article's order."""
        return self.model.drift(ARMS[3])
