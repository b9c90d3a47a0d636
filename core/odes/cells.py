"""One-step methods as recurrent cells: y_t = cell(y_{t-1}, t), unrolled like any RNN.

An Euler step x(t + h) = x(t) + h f(x(t), t) is a recurrent cell whose activation is the equation
(Su, kexue.fm archives/5643, 2018). Unrolled forwards the cells solve; backwards they infer.
"""

from collections.abc import Callable
from typing import final

import torch
from torch import Tensor

from core.odes.methods import Method, Row

Field = Callable[[float, Tensor], Tensor]  # (t, y (N, D)) -> slopes (N, D)
Cell = Callable[[Tensor, float], Tensor]  # (y (N, D), t) -> the next y (N, D)
Weights = tuple[tuple[int, float], ...]  # (stage, h times its weight), zeros left out


def _scaled(row: Row, h: float) -> Weights:
    return tuple((stage, h * weight) for stage, weight in enumerate(row) if weight)


def _combine(y: Tensor, slopes: list[Tensor], weights: Weights) -> Tensor:
    """y + sum of weight * slope. The first sum makes a new tensor, the others write into it."""
    (stage, weight), *others = weights
    total = torch.add(y, slopes[stage], alpha=weight)
    for stage, weight in others:
        total.add_(slopes[stage], alpha=weight)
    return total


def _sum(slopes: list[Tensor], weights: Weights) -> Tensor:
    (stage, weight), *others = weights
    total = slopes[stage] * weight
    for stage, weight in others:
        total.add_(slopes[stage], alpha=weight)
    return total


@final
class OneStepCell:
    """A step of a method through a field as a cell, ``cell(y, t)`` for y of shape (N, D).

    With ``clip`` the increment of a step is held within [-clip, clip], as the article does against
    explosion; where it is held its gradient is zero, so an exploded run cannot learn its way back.
    Raises ValueError for a step or a clip that is not positive.
    """

    def __init__(self, method: Method, field: Field, h: float, clip: float | None = None) -> None:
        if not h > 0:
            raise ValueError(f"The step h must be positive, but it is {h}.")
        if clip is not None and not clip > 0:
            raise ValueError(f"The clip must be positive, but it is {clip}.")
        self.method, self.field, self.h, self.clip = method, field, h, clip
        # Weights and delays are Python floats made once: a step creates no tensor but its states.
        self._weights = _scaled(method.b, h)
        self._rows = tuple(
            (h * c, _scaled(row, h)) for c, row in zip(method.c[1:], method.a[1:], strict=True)
        )

    def __call__(self, y: Tensor, t: float) -> Tensor:
        slopes = [self.field(t, y)]
        for delay, row in self._rows:
            slopes.append(self.field(t + delay, _combine(y, slopes, row)))
        if self.clip is None:
            return _combine(y, slopes, self._weights)
        return y + _sum(slopes, self._weights).clamp(-self.clip, self.clip)

    def stages(self, y: Tensor, t: float) -> tuple[Tensor, Tensor]:
        """Where a step looks and what it finds: points (S, N, D) and slopes k1..kS (S, N, D)."""
        points, slopes = [y], [self.field(t, y)]
        for delay, row in self._rows:
            points.append(_combine(y, slopes, row))
            slopes.append(self.field(t + delay, points[-1]))
        return torch.stack(points), torch.stack(slopes)


@final
class SplitEulerCell:
    """Euler's step for one state after the other, ``cell(y, t)`` for y of shape (N, D).

    Each state moves in the field of those that have moved. For q' = v(p), p' = f(q) that is
    symplectic Euler, which keeps areas; it also keeps those of the logarithms of prey and
    predator, whose rates of growth depend on the other alone. ``clip`` is that of OneStepCell.
    """

    def __init__(self, method: Method, field: Field, h: float, clip: float | None = None) -> None:
        self.method, self.field, self.h, self.clip = method, field, h, clip

    def __call__(self, y: Tensor, t: float) -> Tensor:
        for state in range(y.shape[1]):
            step = self.h * self.field(t, y)[:, state : state + 1]
            step = step if self.clip is None else step.clamp(-self.clip, self.clip)
            y = torch.cat((y[:, :state], y[:, state : state + 1] + step, y[:, state + 1 :]), dim=1)
        return y

    def stages(self, y: Tensor, t: float) -> tuple[Tensor, Tensor]:
        """Where a step looks and what it finds: points (D, N, D) and slopes (D, N, D)."""
        points, slopes = [], []
        for own in torch.eye(y.shape[1]).to(y):
            points.append(y)
            slopes.append(own * self.field(t, y))
            y = y + self.h * slopes[-1]
        return torch.stack(points), torch.stack(slopes)


AnyCell = OneStepCell | SplitEulerCell


def cell_of(method: Method, field: Field, h: float, clip: float | None = None) -> AnyCell:
    """The cell that makes a step of a method."""
    return (SplitEulerCell if method.split else OneStepCell)(method, field, h, clip)


def unroll(cell: Cell, y0: Tensor, steps: int, h: float, t0: float = 0.0) -> Tensor:
    """Trajectory (T + 1, N, D) of T steps of size h from the states y0 (N, D) at time t0.

    Gradients flow back through every cell; wrap in ``torch.no_grad`` where none is wanted.
    """
    states, y = [y0], y0
    for step in range(steps):
        y = cell(y, t0 + step * h)
        states.append(y)
    return torch.stack(states)


def solve(
    method: Method, field: Field, y0: Tensor, h: float, steps: int, t0: float = 0.0
) -> Tensor:
    """Trajectory (T + 1, N, D) without gradients."""
    with torch.no_grad():
        return unroll(cell_of(method, field, h), y0, steps, h, t0)


def first_non_finite(trajectory: Tensor) -> int | None:
    """First step of a trajectory (T + 1, N, D) whose state is not finite, or None."""
    broken = (~torch.isfinite(trajectory)).flatten(1).any(dim=1).nonzero()
    return int(broken[0]) if len(broken) else None
