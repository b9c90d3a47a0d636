"""What a hand made, in whichever scene of the page: a start, a rope, observations."""

from dataclasses import dataclass

import torch

from core.experiments.ode_cells.problem import Problem, State
from core.odes.observations import article_observations
from core.odes.populations import COMPETITION

# Seven points, as in the article, over a bit less than half of what the page shows.
COUNT, PART = 7, 0.4
# The rope lies over the view from here to there until a hand draws another, in shares of the view.
FROM, TO = (0.1, 0.5), (0.45, 0.5)


@dataclass(frozen=True)
class CellsMade:
    """The start, and where it was when a hand last let go; the rope; the observed states.

    `held` says that a hand is still dragging, so that what takes long may be drawn roughly.
    """

    start: State
    rested: State
    rope: tuple[State, ...]
    observed: tuple[State, ...]
    held: bool = False


def untouched(problem: Problem) -> CellsMade:
    """What there is of a system before a hand has come: the article's table, or exact states."""
    start, corner = problem.system.start, torch.tensor(problem.view, dtype=torch.float64)[:, 0]
    rope = corner + torch.tensor([FROM, TO], dtype=torch.float64) * problem.size
    if problem.system is COMPETITION:
        values = article_observations(torch.float64).values
    else:
        times = torch.tensor(observed_times(problem), dtype=torch.float64)
        values = problem.exact_states(start, times)
    return CellsMade(start, start, _states(rope), _states(values))


def _states(values: torch.Tensor) -> tuple[State, ...]:
    return tuple(map(tuple, values.tolist()))


def observed_times(problem: Problem) -> tuple[float, ...]:
    """Seven times, whole multiples of the step that the system suggests."""
    if problem.system is COMPETITION:
        return article_observations().times
    step = problem.system.step
    gap = max(1, round(PART * problem.system.span / (COUNT - 1) / step)) * step
    return tuple(round(gap * index, 9) for index in range(COUNT))
