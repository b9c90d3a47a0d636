"""Solve: the cells run forwards, and each step of the page lights the next one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import torch
from torch import Tensor

from core.experiment import Experiment, Part
from core.experiments.ode_cells.knobs import MOST_CELLS, SolveParams
from core.experiments.ode_cells.made import RESET_DRAGS, CellsMade, untouched
from core.experiments.ode_cells.problem import (
    Problem,
    State,
    Trajectory,
    clipped,
    method_of,
    problem_of,
)
from core.odes.cells import AnyCell, cell_of, first_non_finite, unroll
from core.odes.methods import Method
from core.odes.sensitivities import Floats, sensitivity_norms
from core.touches import Drag, Stroke, Touch

# A whole trajectory takes about so many seconds, at so many cells a second at least and at most.
SECONDS, SLOWEST, QUICKEST = 8.0, 3.0, 240.0
# The finished trajectory stays for this share of its cells before the first one is lit again.
HOLD = 0.2
# Points of the exact curve at least.
SMOOTH = 200
# A logarithmic axis has no zero, and squares of enormous numbers no float.
LEAST, MOST = 1e-30, 1e30


@dataclass(frozen=True)
class Solution:
    """The states (T + 1, 1 + R, D) that the cells reach from the start and from the rope."""

    problem: Problem
    method: Method
    h: float
    states: Tensor

    @property
    def cell(self) -> AnyCell:
        """The cell with the true equation inside."""
        return cell_of(self.method, self.problem.field(), self.h)

    @property
    def times(self) -> Tensor:
        """The times (T + 1,) of the cells."""
        return self.h * torch.arange(len(self.states), dtype=torch.float64)

    @cached_property
    def count(self) -> int:
        """Cells up to the last one whose state is finite."""
        broken = first_non_finite(self.states[:, :1])
        return len(self.states) - 1 if broken is None else broken - 1

    def until(self, cell: int) -> Trajectory:
        """The states from the start to that of a cell."""
        return Trajectory(self.states[: cell + 1, 0], self.times[: cell + 1])

    @property
    def _finer(self) -> int:
        """Exact states for each cell: the exact curve is smooth where the cells are few."""
        return -(-SMOOTH // (len(self.states) - 1))

    @cached_property
    def exact(self) -> Trajectory:
        """The exact curve."""
        count = (len(self.states) - 1) * self._finer
        times = self.h / self._finer * torch.arange(count + 1, dtype=torch.float64)
        start = tuple(self.states[0, 0].tolist())
        return Trajectory(self.problem.exact_states(start, times), times)

    @cached_property
    def growth(self) -> Floats:
        """How much a small change of the start has grown at each cell, (T + 1,)."""
        return sensitivity_norms(self.cell, self.until(self.count).states)

    def error(self, index: int) -> float:
        """Distance to the exact state at the cell `index`."""
        missed = self.states[index, 0].double().cpu() - self.exact.states[index * self._finer]
        return clipped(float(missed.norm()), 0.0, MOST)


class Solve(Experiment):
    """A chain of cells that solves a system; nothing is trained."""

    actions = (RESET_DRAGS,)

    params: SolveParams
    made: CellsMade

    def __init__(self, params: SolveParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.problem = problem_of(params.system, params.equation, str(device))
        self.made = untouched(self.problem)
        self.position = torch.zeros((), dtype=torch.int64)
        self.take_data()

    def take_data(self) -> None:
        """Solve from where the start and the rope lie."""
        p, problem = self.params, self.problem
        method, steps = method_of(p.method), round(problem.system.span / p.h)
        starts = problem.tensor([self.made.start, *rope_starts(problem, self.made.rope, p.rope)])
        cell = cell_of(method, problem.field(), p.h)
        with torch.no_grad():
            states = unroll(cell, starts, max(1, min(MOST_CELLS, steps)), p.h)
        self.solution = Solution(problem, method, p.h, states)

    def apply_params(self, params: SolveParams) -> None:
        """Take new values of live knobs, and solve with them."""
        super().apply_params(params)
        self.take_data()

    def lit(self) -> int:
        """The cell whose state was reached last; 0 is the start."""
        return min(int(self.position), self.solution.count)

    def step(self) -> Mapping[str, Tensor | float]:
        """Light the next cell; after the last one, and a pause, begin anew."""
        count = self.solution.count
        whole = count + max(2, round(HOLD * count))
        self.position.copy_((self.position + 1) % (whole + 1))
        error = self.solution.error(self.lit())
        grown = float(self.solution.growth[self.lit()])
        return {
            "squared_error": clipped(error**2, LEAST, MOST),
            "sensitivity": clipped(grown, LEAST, MOST),
        }

    def parts(self) -> Mapping[str, Part]:
        """The position along the chain."""
        return {"position": self.position}

    def max_steps_per_second(self) -> float:
        """Cells a second, so that each is seen to light."""
        return min(QUICKEST, max(SLOWEST, self.solution.count / SECONDS))

    def carry_over(self, previous: Experiment) -> None:
        """Keep what a hand made, where the system is the same."""
        if previous.params.system == self.params.system:
            super().carry_over(previous)

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag the start or an eigenvalue, draw the rope."""
        made = self.made
        match touch:
            case Drag(layer="start"):
                made = replace(made, start=self.problem.state(touch.x, touch.y))
            case Drag(layer="h"):
                self._turn_h(touch.x, touch.y)
            case Stroke():
                line = tuple(map(tuple, touch.points.tolist()))
                made = replace(made, rope=line if len(line) > 1 else made.rope)
            case _:
                return
        self.made = replace(made, rested=made.start if touch.done else made.rested)
        self.take_data()

    def _turn_h(self, x: float, y: float) -> None:
        """Turn the knob h so that h times the fastest eigenvalue lies where a hand put it."""
        fastest = max(self.problem.eigenvalues.tolist(), key=abs)
        h = (complex(x, y) * fastest.conjugate()).real / abs(fastest) ** 2
        knob = SolveParams.knobs()["h"]
        self.params = self.params.changed({"h": min(max(h, knob.low), knob.high)})

    def run_action(self, name: str) -> None:
        """Take all drags back."""
        if name == RESET_DRAGS.name:
            self.made = untouched(self.problem)
            self.take_data()


def rope_starts(problem: Problem, rope: tuple[State, ...], count: int) -> list[State]:
    """So many states at equal distances along a rope through the phase plane."""
    line = torch.tensor(rope, dtype=torch.float64)
    pieces = (line.diff(dim=0) / problem.size).norm(dim=1)
    along = torch.cat((pieces.new_zeros(1), pieces.cumsum(0)))
    wanted = torch.linspace(0, float(along[-1]), count, dtype=along.dtype)
    index = torch.searchsorted(along, wanted).clamp(1, len(along) - 1)
    share = (wanted - along[index - 1]) / (along[index] - along[index - 1]).clamp(min=1e-12)
    places = line[index - 1] + share[:, None] * (line[index] - line[index - 1])
    return [problem.state(x, y) for x, y in places.tolist()]
