"""Our unrolled cells against torchdiffeq's fixed-grid methods: same field, same grid, one thread.

Both get the very same field, so the ratio is what the loops around it cost. torchdiffeq's "rk4" is
Kutta's 3/8 rule: four slopes a step like ours.
"""

import time
from collections.abc import Callable

import torch
import torchdiffeq
from torch import Tensor

from core.odes.cells import Field, OneStepCell, solve, unroll
from core.odes.methods import EULER, RK4, Method
from core.odes.observations import ARTICLE_START, article_observations
from core.odes.populations import COMPETITION
from tests.bench.frame import Figures, figure

BATCH, SOLVE_STEPS, SOLVE_H = 64, 1000, 0.1
FIT_STEPS, FIT_H = 50, 1.0
WARM_UP = 2
# One inference takes milliseconds, too short to time alone beside a solve of a tenth of a second.
FITS_PER_TIMING = 10


def _times(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def _starts() -> Tensor:
    low, high = torch.tensor(COMPETITION.view).unbind(1)
    drawn = torch.rand(BATCH, 2, generator=torch.Generator().manual_seed(0))
    return low + drawn * (high - low)


def _solvers(method: Method) -> tuple[Callable[[], Tensor], Callable[[], Tensor]]:
    params, y0 = torch.tensor(COMPETITION.defaults), _starts()
    grid = torch.arange(SOLVE_STEPS + 1) * SOLVE_H

    def theirs() -> Tensor:
        with torch.no_grad():
            found: Tensor = torchdiffeq.odeint(
                COMPETITION.bind(params), y0, grid, method=method.name.lower()
            )
        return found

    return lambda: solve(method, COMPETITION.bind(params), y0, SOLVE_H, SOLVE_STEPS), theirs


def _inference(unrolled: Callable[[Field, Tensor], Tensor]) -> Tensor:
    """Gradients of the article's loss, ten times, through 50 steps forward and backward."""
    seen = article_observations()
    indices = [round(time) for time in seen.times]
    for _ in range(FITS_PER_TIMING):
        params = torch.tensor(ARTICLE_START, requires_grad=True)
        states = unrolled(COMPETITION.bind(params), seen.values[:1])[:, 0]
        loss = (states[indices] - seen.values).square().sum()
        (gradient,) = torch.autograd.grad(loss, params)
    return gradient


def _fits(method: Method) -> tuple[Callable[[], Tensor], Callable[[], Tensor]]:
    grid = torch.arange(FIT_STEPS + 1) * FIT_H

    def ours(field: Field, y0: Tensor) -> Tensor:
        return unroll(OneStepCell(method, field, FIT_H), y0, FIT_STEPS, FIT_H)

    def theirs(field: Field, y0: Tensor) -> Tensor:
        found: Tensor = torchdiffeq.odeint(field, y0, grid, method=method.name.lower())
        return found

    return lambda: _inference(ours), lambda: _inference(theirs)


def measure(repeats: int = 15) -> dict[str, list[float]]:
    """Ours over theirs, one number a repeat, for each job; ``ratio`` is the worst job's.

    The two are timed in turn, and each repeat begins with the other, so that a slow moment of the
    machine meets both.
    """
    torch.set_num_threads(1)
    jobs = {}
    for method in (EULER, RK4):
        jobs[f"solve {method.name}"] = _solvers(method)
        jobs[f"infer {method.name}"] = _fits(method)
    for ours, theirs in jobs.values():
        for _ in range(WARM_UP):
            ours()
            theirs()
    ratios: dict[str, list[float]] = {name: [] for name in jobs}
    for repeat in range(repeats):
        for name, (ours, theirs) in jobs.items():
            if repeat % 2:
                theirs_s, ours_s = _times(theirs), _times(ours)
            else:
                ours_s, theirs_s = _times(ours), _times(theirs)
            ratios[name].append(ours_s / theirs_s)
    return {"ratio": [max(row) for row in zip(*ratios.values(), strict=True)], **ratios}


def figures(ratios: dict[str, list[float]]) -> Figures:
    """Each job's ratio, and the worst one's as `ratio`."""
    return {name: figure(values, "ours / torchdiffeq") for name, values in ratios.items()}
