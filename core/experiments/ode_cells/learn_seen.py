"""What is looked at while a network learns: its trajectory and field, and where they are wrong."""

import torch
from torch import Tensor

from core.experiments.ode_cells.knobs import LearnParams
from core.experiments.ode_cells.learn_page import Learn
from core.experiments.ode_cells.made import CellsMade
from core.experiments.ode_cells.phase_plane import field_arrows
from core.experiments.ode_cells.problem import State, Trajectory
from core.odes.cells import solve
from core.odes.methods import RK4
from core.odes.networks import MLPField
from core.seen import Seen, kept
from core.view_layers import Array

# The trajectory goes on past the last observation by this factor.
PAST = 1.8
# Starts on which a network is tried that it never saw: a square of so many each way.
TRIED = 5
# The exact end of a start is reached in so many cells of the method of order 4.
EXACT_CELLS = 200
# Errors outside cannot be drawn, and zero has no logarithm.
LEAST, MOST = 1e-12, 1e30


class LearnSeen(Seen[Learn, LearnParams, CellsMade]):
    """What the network makes of the first observation, of other starts, and of the field."""

    # --- the phase plane ------------------------------------------------------------------------

    @kept(waits=True)
    def fit(self) -> Trajectory:
        """The trajectory of the network, past the last observation."""
        steps = self.model.observed.steps(self.p.h, PAST)
        states = self.model.forward()(self.model.observed.start, steps)[:, 0]
        return Trajectory(states, self.p.h * torch.arange(steps + 1, dtype=torch.float64))

    def exact(self) -> Trajectory:
        """The true one."""
        observed = self.model.observed
        end = self.p.h * observed.steps(self.p.h, PAST)
        return self._exact(tuple(observed.start[0].tolist()), end)

    @kept
    def _exact(self, start: State, end: float) -> Trajectory:
        return self.model.problem.exact_curve(start, end)

    @kept
    def field(self) -> tuple[Array, Array]:
        """Arrows along the true slopes."""
        return field_arrows(self.model.problem, self.model.problem.field())

    @kept(waits=True)
    def learnt(self) -> tuple[Array, Array] | None:
        """Arrows along those that the network says; None where it is the whole cell."""
        network = self.model.network
        return field_arrows(self.model.problem, network) if isinstance(network, MLPField) else None

    # --- where it is wrong ----------------------------------------------------------------------

    @kept
    def _at_cells(self, start: State, h: float, steps: int) -> Tensor:
        """The exact states (T + 1, D) at the times of the cells."""
        times = h * torch.arange(steps + 1, dtype=torch.float64)
        return self.model.problem.exact_states(start, times)

    def error(self) -> Tensor:
        """How far the trajectory is from the truth after each step (T,)."""
        start, states = tuple(self.model.observed.start[0].tolist()), self.fit().states
        exact = self._at_cells(start, self.p.h, len(states) - 1)
        return _drawable((states.cpu().double() - exact).norm(dim=1))[1:]

    @kept
    def starts(self) -> Tensor:
        """Starts (N, D) that the network never saw, over the whole view."""
        sides = [
            torch.linspace(0.1, 0.9, TRIED, dtype=torch.float64) * (high - low) + low
            for low, high in self.model.problem.system.view
        ]
        return self.model.problem.tensor(torch.cartesian_prod(*sides).view(-1, len(sides)))

    @kept
    def _true_ends(self, t: float) -> Tensor:
        """Where they truly are at a time, (N, D)."""
        h = t / EXACT_CELLS
        return solve(RK4, self.model.problem.field(), self.starts(), h, EXACT_CELLS)[-1]

    @kept(waits=True)
    def other_starts(self) -> Tensor:
        """How far each start is from the first observation, and its end from the truth (N, 2)."""
        observed, starts, size = self.model.observed, self.starts(), self.model.problem.ranges
        steps = observed.steps(self.p.h)
        ends = self.model.forward()(starts, steps)[-1]
        away = ((starts - observed.start) / size).norm(dim=1)
        missed = _drawable(((ends - self._true_ends(steps * self.p.h)) / size).norm(dim=1))
        return torch.stack([away, missed], dim=1)

    def cell(self) -> tuple[float, float]:
        """The cell that is lit, of those up to the last observation."""
        steps = self.model.observed.steps(self.p.h)
        return int(self.model.count) % (steps + 1), steps


def _drawable(errors: Tensor) -> Tensor:
    return errors.nan_to_num(nan=MOST).clamp(LEAST, MOST)
