"""What a fit moves: one vector of parametrised parameters and, piecewise, the nodes."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.odes.parametrisation import PLAIN, Parametrisation
from core.odes.shooting import InverseProblem, piecewise_residuals, residuals


@dataclass(frozen=True)
class Unknowns:
    """Parameters (P,) parametrised; with ``pieces`` also a state at every observation, shot from.

    The nodes are multiples of the mean size of each state, so that they suit the same learning rate
    as relative parameters. A vector may hold nodes for more observations; they stay where they are.
    """

    problem: InverseProblem
    parametrisation: Parametrisation = PLAIN
    pieces: bool = False

    @property
    def _node_scale(self) -> Tensor:
        size = self.problem.observations.values.abs().mean(dim=0)
        return torch.where(size > 0, size, torch.ones_like(size))

    def vector(self, params: Tensor) -> Tensor:
        """The unknowns (U,) for these parameters, with the nodes on the observations."""
        variable = self.parametrisation.variable(params).detach().clone()
        if not self.pieces:
            return variable
        return torch.cat((variable, (self.problem.observations.values / self._node_scale).ravel()))

    def params(self, vector: Tensor) -> Tensor:
        """The parameters (P,) in the unknowns (U,)."""
        return self.parametrisation.params(vector[: len(self.problem.system.parameters)])

    def nodes(self, vector: Tensor) -> Tensor:
        """The states (M, D) that the pieces start from; the observations if there is one piece."""
        values = self.problem.observations.values
        if not self.pieces:
            return values
        own = vector[len(self.problem.system.parameters) :][: values.numel()]
        return own.view_as(values) * self._node_scale

    def residuals(self, vector: Tensor) -> Tensor:
        """The vector (R,) whose sum of squares is the loss: the article's loss for one piece."""
        params = self.params(vector)
        if not self.pieces:
            return residuals(self.problem, params).ravel()
        return piecewise_residuals(self.problem, params, self.nodes(vector)).ravel()
