"""What a hand made in whichever scene of the page, and the observations that a fit is given."""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from core.experiment import Action
from core.experiments.ode_cells.knobs import MOST_CELLS, FitParams
from core.experiments.ode_cells.problem import Problem, State
from core.message import InvalidInput, Message
from core.odes.observations import Observations, article_observations, grid_indices
from core.odes.populations import COMPETITION
from core.touches import Drag

# Seven points, as in the article, over a bit less than half of what the page shows.
COUNT, PART = 7, 0.4
# The rope lies over the view from here to there until a hand draws another, in shares of the view.
FROM, TO = (0.1, 0.5), (0.45, 0.5)
# A step of a fit goes through every cell up to the last observation; more take seconds.
MOST_FITTED = 5000

RESET_DRAGS = Action(
    "forget", "Undo all drags", "Take back every start and observation that was moved."
)


@dataclass(frozen=True)
class CellsMade:
    """The start, and where it was when a hand last let go; the rope; the observed states."""

    start: State
    rested: State
    rope: tuple[State, ...]
    observed: tuple[State, ...]


def untouched(problem: Problem) -> CellsMade:
    """What there is of a system before a hand has come: the article's table, or exact states."""
    start, corner = problem.system.start, torch.tensor(problem.view, dtype=torch.float64)[:, 0]
    rope = corner + torch.tensor([FROM, TO], dtype=torch.float64) * problem.size
    if problem.brought is not None:
        values = torch.from_numpy(problem.brought.values)
    elif problem.system is COMPETITION:
        values = article_observations(torch.float64).values
    else:
        times = torch.tensor(observed_times(problem), dtype=torch.float64)
        values = problem.exact_states(start, times)
    return CellsMade(start, start, _states(rope), _states(values))


def observable(problem: Problem) -> CellsMade:
    """As `untouched`, where something can be observed. Raises InvalidInput where it cannot."""
    made = untouched(problem)
    for time, state in zip(observed_times(problem), made.observed, strict=True):
        if not all(map(math.isfinite, state)):
            raise InvalidInput(
                "With these parameters the solution ends before t = {time:g}, where it is to be"
                " observed.",
                time=time,
            )
    return made


def _states(values: Tensor) -> tuple[State, ...]:
    return tuple(map(tuple, values.tolist()))


def observed_times(problem: Problem) -> tuple[float, ...]:
    """The times brought, or seven, whole multiples of the step that the system suggests."""
    if problem.brought is not None:
        return problem.brought.times
    if problem.system is COMPETITION:
        return article_observations().times
    step = problem.system.step
    gap = max(1, round(PART * problem.system.span / (COUNT - 1) / step)) * step
    return tuple(round(gap * index, 9) for index in range(COUNT))


@dataclass(frozen=True)
class Observed:
    """States (M, D) at times, and the noise (M, D) in them; `usable` where a fit can be made.

    `start` (1, D) is the first state, or the system's where none is kept; `last` the last time.
    """

    problem: Problem
    times: tuple[float, ...]
    values: Tensor
    noise: Tensor
    start: Tensor
    last: float
    usable: Observations | None

    def steps(self, h: float, share: float = 1.0) -> int:
        """Cells to draw up to `share` of the last time, and to the last one at least in a fit."""
        drawn = max(1, min(MOST_CELLS, round(share * self.last / h)))
        return max(drawn, round(self.last / h)) if self.usable else drawn

    @property
    def keys(self) -> tuple[str, ...]:
        """The name of each observation."""
        return tuple(f"t = {time:g}" for time in self.times)

    @property
    def state_keys(self) -> dict[str, tuple[int, int]]:
        """The name of each observed number, its observation and its state."""
        return {
            f"{name}, {key}": (index, state)
            for state, name in enumerate(self.problem.system.states)
            for index, key in enumerate(self.keys)
        }

    def dragged(self, made: CellsMade, drag: Drag) -> CellsMade:
        """An observation, or one state of it, put where a hand wants to see it, noise and all."""
        if drag.key in self.keys:
            index, wanted = self.keys.index(drag.key), self.problem.state(drag.x, drag.y)
        elif drag.key in self.state_keys:
            index, state = self.state_keys[drag.key]
            low, high = self.problem.system.view[state]
            found = self.values[index].tolist()
            wanted = (*found[:state], min(max(drag.y, low), high), *found[state + 1 :])
        else:
            return made
        quiet = tuple((self.problem.tensor(wanted) - self.noise[index]).tolist())
        return replace(made, observed=(*made.observed[:index], quiet, *made.observed[index + 1 :]))


def standard_noise(problem: Problem, generator: torch.Generator) -> Tensor:
    """Noise of deviation 1 for all observations `(N, D)`."""
    shape = (len(observed_times(problem)), problem.system.dimension)
    return problem.tensor(torch.randn(shape, generator=generator, dtype=torch.float64))


def observe(
    problem: Problem, made: CellsMade, params: FitParams, noise: Tensor
) -> tuple[Observed, Message | None]:
    """The observations that are kept, and why no fit can be made of them where that is so."""
    kept = params.points * len(noise) // COUNT
    noise = (params.noise / 100 * problem.ranges * noise)[:kept]
    times = observed_times(problem)[:kept]
    values = problem.tensor(made.observed)[:kept] + noise
    start = values[:1] if len(values) else problem.tensor([problem.system.start])
    last = times[-1] if len(times) > 1 else observed_times(problem)[-1]
    refused = _refusal(times, params.h)
    usable = None if refused else Observations(times, values)
    return Observed(problem, times, values, noise, start, last, usable), refused


def _refusal(times: tuple[float, ...], h: float) -> Message | None:
    if len(times) < 2:
        return Message(
            "A fit needs two observations or more, but there are {count}.", {"count": len(times)}
        )
    for time in times:
        try:
            grid_indices((time,), h)
        except ValueError:
            return Message(
                "The observation at t = {time:g} lies off the grid: no multiple of h = {h:g}.",
                {"time": time, "h": h},
            )
    if round(times[-1] / h) > MOST_FITTED:
        return Message(
            "A fit goes through {most} cells at most, but with h = {h:g} there are {count} up to"
            " the last observation.",
            {"most": MOST_FITTED, "h": h, "count": round(times[-1] / h)},
        )
    return None
