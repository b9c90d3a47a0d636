"""Many runs at once, each with a learning rate and a momentum of its own: a stability map."""

import torch
from torch import Tensor

from core.optim.surfaces import Surface


class MomentumRuns:
    """A grid of runs (M, R) from one start: row i has momentum i, column j has rate j.

    The heavy ball, or Nesterov's, as `Momentum` and `Nesterov` step; a momentum of 0 is SGD.
    `advance` takes a slice of the work, so that a map can grow from look to look.
    """

    def __init__(
        self, surface: Surface, start: Tensor, rates: Tensor, momenta: Tensor,
        nesterov: bool = False,
    ) -> None:  # fmt: skip
        """Start is (2,), rates are (R,) and momenta (M,); the dtype is the start's."""
        self.surface, self.nesterov, self.steps = surface, nesterov, 0
        self.rates, self.momenta = rates.to(start)[:, None], momenta.to(start)[:, None, None]
        self.places = start.expand(len(momenta), len(rates), 2).clone()
        self.velocities = torch.zeros_like(self.places)

    @torch.no_grad()
    def advance(self, steps: int) -> None:
        """So many steps more, for all runs."""
        for _ in range(steps):
            gradient = self.surface.gradient(self.places)
            self.velocities.mul_(self.momenta).add_(gradient)
            if self.nesterov:
                self.places -= self.rates * (gradient + self.momenta * self.velocities)
            else:
                self.places -= self.rates * self.velocities
        self.steps += steps

    def losses(self) -> Tensor:
        """How far above the lowest place each run stands now (M, R); infinite where it left."""
        above = self.surface.value(self.places) - self.surface.lowest
        return above.nan_to_num(nan=torch.inf, posinf=torch.inf)
