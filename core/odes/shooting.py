"""The inverse problem: residuals of a trajectory at the observed times, shot once or piecewise."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.odes.cells import AnyCell, cell_of, unroll
from core.odes.methods import Method
from core.odes.observations import Observations, grid_indices
from core.odes.system import System


@dataclass(frozen=True)
class InverseProblem:
    """Which parameters make a system pass through the observations, with steps h of a method.

    Raises ValueError where an observation lies off the grid of h or has the wrong dimension.
    """

    system: System
    observations: Observations
    method: Method
    h: float
    clip: float | None = None

    def __post_init__(self) -> None:
        grid_indices(self.observations.times, self.h)
        found, wanted = self.observations.values.shape[1], self.system.dimension
        if found != wanted:
            raise ValueError(f"The system has {wanted} states, but {found} are observed.")

    @property
    def indices(self) -> tuple[int, ...]:
        """Steps at which the M states were observed; the first is 0."""
        return grid_indices(self.observations.times, self.h)

    def cell(self, params: Tensor) -> AnyCell:
        """The cell with these parameters (P,); gradients flow back to them."""
        return cell_of(self.method, self.system.bind(params), self.h, self.clip)


def trajectory(problem: InverseProblem, params: Tensor, steps: int | None = None) -> Tensor:
    """States (T + 1, D) from the first observation to the last, or for so many steps."""
    steps = problem.indices[-1] if steps is None else steps
    return unroll(problem.cell(params), problem.observations.values[:1], steps, problem.h)[:, 0]


def residuals(problem: InverseProblem, params: Tensor) -> Tensor:
    """Trajectory less observation (M - 1, D); the first observation is the start and has none."""
    seen = trajectory(problem, params)[list(problem.indices[1:])]
    return seen - problem.observations.values[1:]


def defects(problem: InverseProblem, params: Tensor, nodes: Tensor) -> Tensor:
    """By how much the piece from each node misses the next, (M - 1, D), for nodes (M, D).

    All pieces run side by side as one batch, as long as the longest of them: the chain through
    which the gradient flows back is one gap long instead of the whole span.
    Systems whose field depends on the time are shot with the clock of the first piece.

    Reference: Bock, Recent advances in parameter identification for ODE, 1983.
    """
    first = torch.tensor(problem.indices[:-1])
    gaps = torch.tensor(problem.indices[1:]) - first
    pieces = unroll(problem.cell(params), nodes[:-1], int(gaps.max()), problem.h)
    ends = pieces[gaps.to(nodes.device), torch.arange(len(gaps), device=nodes.device)]
    return ends - nodes[1:]


def piecewise_residuals(problem: InverseProblem, params: Tensor, nodes: Tensor) -> Tensor:
    """Defects, and what the nodes (M, D) miss the observations by, (2 M - 1, D)."""
    missed = nodes - problem.observations.values
    return torch.cat((defects(problem, params, nodes), missed))
