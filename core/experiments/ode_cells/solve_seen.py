"""What is looked at while the cells solve: the lit state, the exact curve, errors, stability."""

import math

import numpy as np
import torch
from torch import Tensor

from core.data.contours import contours
from core.experiments.ode_cells.knobs import SolveParams
from core.experiments.ode_cells.made import CellsMade
from core.experiments.ode_cells.phase_plane import Portrait, field_arrows, portrait
from core.experiments.ode_cells.problem import State, clipped, method_of
from core.experiments.ode_cells.solve_page import Solve
from core.figures import nodes, polylines
from core.odes.convergence import ConvergenceTable, convergence_table, exact, fitted_slope
from core.odes.methods import Method
from core.odes.phase_portrait import eigenvalues
from core.odes.sensitivities import cell_jacobians
from core.odes.stability import Complex, growth_factor, step_limit
from core.seen import Seen, kept
from core.view_layers import Array, Bounds, frozen

# Left, right, bottom, top of the plane of h times lambda, by the order of the method.
REGIONS: dict[int, Bounds] = {
    1: (-3.4, 1.4, -1.4, 1.4),
    2: (-3.6, 1.6, -1.9, 1.9),
    4: (-5.4, 2.4, -3.1, 3.1),
    5: (-7.0, 3.0, -4.0, 4.0),
}
# Symplectic Euler is bounded on the imaginary axis up to 2, and nowhere else; with an odd number
# of nodes one column lies there.
SPLIT_REGION: Bounds = (-2.4, 2.4, -2.4, 2.4)
REGION_CELLS = 97
# How dark the region is, of 1, and how sharp its border. What grows by less than EVEN counts as
# even: rounding makes a double root of 1 that large.
SHADE, SHARPNESS, EVEN = 0.35, 40, 1e-7
# Steps over the span of the table; doubling shows the order as a straight line. The span is this
# part of the system's: the article's t = 30 of 100.
COUNTS, PART = (8, 16, 32, 64, 128, 256), 0.3
# The slope is fitted to so many of the finest errors, neither near what rounding makes nor as large
# as the state.
FITTED, FLOOR, LOST = 3, 1e-11, 1.0
# The slopes of a step are drawn h times as long, but the longest at least and at most this share;
# their names stand this far from the tips.
SHORTEST_STAGE, LONGEST_STAGE, NAME_GAP = 0.12, 0.5, 0.035
# Numbers beyond have no place beside a title, and squares of those no place in a float.
MOST, MOST_SLOPE = 1e9, 1e100


class SolveSeen(Seen[Solve, SolveParams, CellsMade]):
    """A trajectory as far as its cells are lit, and what is known of its method."""

    # --- the phase plane ------------------------------------------------------------------------

    @kept
    def field(self) -> tuple[Array, Array]:
        """Arrows along the slopes."""
        return field_arrows(self.model.problem, self.model.problem.field())

    @kept
    def portrait(self) -> Portrait:
        """Nullclines and equilibria."""
        return portrait(self.model.problem, self.model.problem.truth)

    @kept
    def lines(self) -> tuple[Array, Array]:
        """The exact curve and the whole trajectory in the phase plane."""
        solution, problem = self.model.solution, self.model.problem
        return problem.spot(*solution.exact), problem.spot(*solution.until(solution.count))

    @kept
    def rope_lines(self) -> Array:
        """The trajectories from the rope in the phase plane."""
        solution, problem = self.model.solution, self.model.problem
        ways = solution.states[:, 1:].unbind(1)
        return polylines(torch.stack([problem.place(way, solution.times) for way in ways]))

    def stages(self) -> tuple[Tensor, Tensor, Tensor] | None:
        """Starts and ends of the slopes of the next step, and where their names stand (S, 2).

        None where they are not finite.
        """
        problem, solution, t = self.model.problem, self.model.solution, self.t()
        method, size = solution.method, problem.size
        points, slopes = solution.cell.stages(self.lit_state(), t)
        times = t + solution.h * torch.tensor(method.c, dtype=torch.float64)
        start = problem.place(points[:, 0], times)
        along = (solution.h * slopes[:, 0].cpu().double()).clamp(-MOST_SLOPE, MOST_SLOPE)
        if not problem.plane:
            along = torch.cat([torch.full_like(along, solution.h), along], dim=1)
        if not bool(torch.isfinite(start).all() and torch.isfinite(along).all()):
            return None
        longest = float((along / size).norm(dim=1).max())
        wanted = float(np.clip(longest, SHORTEST_STAGE, LONGEST_STAGE))
        end = start + along * (wanted / longest if longest > 0 else 1.0)
        names = end + NAME_GAP * size * _fanned((end - start) / size)
        return problem.clip_finite(start), problem.clip_finite(end), problem.clip_finite(names)

    def lit_state(self) -> Tensor:
        """The state (1, D) that was reached last."""
        return self.model.solution.states[self.model.lit()][:1]

    # --- stability ------------------------------------------------------------------------------

    def region_bounds(self) -> Bounds:
        """The part of the plane of h times lambda that is shown."""
        method = method_of(self.p.method)
        return SPLIT_REGION if method.split else REGIONS[method.order]

    @kept
    def region(self) -> tuple[Array, Array] | None:
        """Where |R(z)| is at most 1: shade on a grid, and border.

        None where a split method does not follow the eigenvalues alone.
        """
        method = method_of(self.p.method)
        if method.split and not self.model.problem.mutual:
            return None
        like = torch.zeros(1, dtype=torch.float64)
        x, y = nodes(self.region_bounds(), REGION_CELLS, REGION_CELLS, like).unbind(1)
        inside = 1 - growth_factor(method, torch.complex(x, y).numpy())
        inside = inside.reshape(REGION_CELLS, REGION_CELLS)
        shade = SHADE * (inside * SHARPNESS + 0.5).clip(0, 1)
        return frozen(shade), frozen(contours(inside, self.region_bounds(), (-EVEN,)))

    def at_lit_state(self) -> Complex | None:
        """h times the eigenvalues at the lit state; None where they are not finite."""
        problem, y = self.model.problem, self.lit_state()
        if not bool(torch.isfinite(problem.system.jacobian(y, problem.truth)).all()):
            return None
        values: Complex = self.p.h * eigenvalues(problem.system, y, problem.truth)[0]
        return values

    @kept
    def growth_per_step(self) -> float:
        """By how much a step multiplies a small distance from the equilibrium."""
        problem = self.model.problem
        step = cell_jacobians(self.model.solution.cell, problem.tensor(problem.equilibrium))[0]
        return min(float(torch.linalg.eigvals(step.cpu()).abs().max()), MOST)

    @kept
    def step_limit(self) -> float:
        """The largest h at which such a distance does not grow."""
        method, values = method_of(self.p.method), self.model.problem.eigenvalues.tolist()
        return min(MOST, *(step_limit(method, value) for value in values))

    # --- the order of the method ----------------------------------------------------------------

    @kept
    def end(self, start: State) -> Tensor:
        """Where the exact solution ends `(1, D)`."""
        problem = self.model.problem
        params = torch.tensor(problem.system.defaults, dtype=torch.float64)
        y = torch.tensor([start], dtype=torch.float64)
        return exact(problem.system, y, PART * problem.system.span, params)

    @kept
    def table(self, method: Method, start: State) -> ConvergenceTable:
        """The errors of a method there, from the start where a hand last let go."""
        problem, y = self.model.problem, torch.tensor([start], dtype=torch.float64)
        span = PART * problem.system.span
        return convergence_table(method, problem.exact_field, y, span, COUNTS, self.end(start))

    def errors(self, method: Method) -> tuple[Tensor, Tensor]:
        """Steps and errors `(K,)` of a method that a logarithmic axis has a place for."""
        table = self.table(method, self.made.rested)
        kept = np.isfinite(table.error) & (table.error > 0)
        return torch.from_numpy(table.h[kept]), torch.from_numpy(table.error[kept])

    def slope(self) -> float:
        """The order that the finest steps above rounding show: coarse ones may be unstable.

        NaN where fewer than two errors are left, as at an equilibrium, or where all are unstable:
        as large as what they should be.
        """
        start = self.made.rested
        table = self.table(method_of(self.p.method), start)
        size = max(1.0, float(self.end(start).abs().max()))
        kept = (table.error > FLOOR * size) & (table.error < LOST * size)
        return fitted_slope(table.h[kept][-FITTED:], table.error[kept][-FITTED:])

    # --- numbers --------------------------------------------------------------------------------

    def t(self) -> float:
        """The time of the lit state."""
        return float(self.model.solution.times[self.model.lit()])

    def cell(self) -> tuple[float, float]:
        """The lit cell, of how many."""
        return self.model.lit(), self.model.solution.count

    def state(self) -> float:
        """The first variable in the lit state."""
        return float(self.lit_state()[0, 0])

    @kept
    def _next(self) -> tuple[float, list[float]]:
        """The first variable one cell later, and its slopes at the stages."""
        cell, state = self.model.solution.cell, self.lit_state()
        return float(cell(state, self.t())[0, 0]), cell.stages(state, self.t())[1][:, 0, 0].tolist()

    def next_x(self) -> float:
        """The first variable one cell later."""
        return self._next()[0]

    def mean_slope(self) -> float:
        """The slope of the step."""
        return (self.next_x() - self.state()) / self.p.h

    def _stage(self, number: int) -> float:
        slopes = self._next()[1]
        return slopes[number - 1] if number <= len(slopes) else math.nan

    def k1(self) -> float:
        """The first slope."""
        return self._stage(1)

    def k2(self) -> float:
        """The second slope."""
        return self._stage(2)

    def k3(self) -> float:
        """The third slope."""
        return self._stage(3)

    def k4(self) -> float:
        """The fourth slope."""
        return self._stage(4)

    def invariant(self) -> float:
        """By how much the invariant has changed since the start."""
        problem, states = self.model.problem, self.model.solution.states
        assert problem.system.invariant is not None
        ends = problem.system.invariant(states[[0, self.model.lit()], 0], problem.truth)
        return clipped(float(ends[1] - ends[0]), -MOST, MOST)

    def error(self) -> float:
        """The distance of the lit state from the exact one."""
        return min(self.model.solution.error(self.model.lit()), MOST)


def _fanned(along: Tensor) -> Tensor:
    """The direction of each arrow (S, 2), turned apart a little so that names part."""
    angle = torch.linspace(-0.9, 0.9, len(along), dtype=along.dtype)
    angle = angle if len(along) > 1 else torch.zeros_like(angle)
    x, y = (along / along.norm(dim=1, keepdim=True).clamp(min=1e-12)).unbind(1)
    cos, sin = angle.cos(), angle.sin()
    return torch.stack([x * cos - y * sin, x * sin + y * cos], dim=1)
