"""Gradient accumulation in two wrong orders, to be seen beside the right one."""

from typing import Any, ClassVar

import torch
from torch.optim import Optimizer

from core.optim.gradient_sums import check_one_gradient, empty, gather, put_back
from core.optim.gradients import Closure, evaluated, parameters
from core.optim.wrapper import Wrapper


class LaggingAccumulation(Wrapper):
    """At the start of a window it moves, by the window before, and only then gathers.

    So the first gradient of each window was taken before the parameters moved, and the first step
    of all moves nothing. Reference: the order of `AccumOptimizer`, Su 2019, kexue.fm/archives/6794,
    where TensorFlow 1 reads a gradient before it assigns; outside of a window's start its moments
    change by 1e-7, here not at all.
    """

    gradients_per_step: ClassVar[int] = 1

    def __init__(self, optimizer: Optimizer, k: int) -> None:
        check_one_gradient(optimizer, k)
        super().__init__(optimizer, {"steps": 0})
        self.k = k

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move if a window begins, then gather."""
        loss, starts = evaluated(closure), self.progress["steps"] % self.k == 0
        _move_and_gather(self, self.k, moves=starts, empties=starts)
        return loss


class SwitchedAccumulation(Wrapper):
    """Moves at *every* step, by a k-th of the sum so far; only the sum waits for the window.

    The i-th of k gradients thus acts k + 1 − i times: a step (k + 1)/2 times too long. This is the
    `MySGD` of Su 2018, kexue.fm/archives/5879, withdrawn by its author in 2019: `K.switch` runs the
    assignments of both its branches. Of the two to the sum, which TensorFlow 1 leaves in no order,
    the one that was meant is taken to be the last.
    """

    gradients_per_step: ClassVar[int] = 1

    def __init__(self, optimizer: Optimizer, k: int) -> None:
        check_one_gradient(optimizer, k)
        super().__init__(optimizer, {"steps": 0})
        self.k = k

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move, empty the sum if a window begins, then gather."""
        loss, starts = evaluated(closure), self.progress["steps"] % self.k == 0
        _move_and_gather(self, self.k, moves=True, empties=starts)
        return loss


def _move_and_gather(optimizer: Wrapper, k: int, moves: bool, empties: bool) -> None:
    """What both orders do with a fresh gradient: it is gathered after the old sum has moved."""
    params = parameters(optimizer.param_groups)
    fresh = [p.grad for p in params]
    if moves:
        put_back(optimizer.state, params, k)
        optimizer.inner.step()
    if empties:
        empty(optimizer.state, params)
    for p, gradient in zip(params, fresh, strict=True):
        p.grad = gradient
    gather(optimizer.state, params)
    optimizer.progress["steps"] += 1
