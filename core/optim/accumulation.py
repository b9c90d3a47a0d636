"""Gradient accumulation: many small batches make one step, as one large batch would."""

from typing import Any, ClassVar

import torch
from torch.optim import Optimizer

from core.optim.gradient_sums import check_one_gradient, empty, gather, put_back
from core.optim.gradients import Closure, evaluated, parameters
from core.optim.wrapper import Wrapper


class Accumulation(Wrapper):
    """Every k-th step moves, by the mean of the last k gradients; the others only gather theirs.

    A window of k micro-batches is one batch to the optimiser inside: one decay, one momentum, one
    count. `weight` is the size of a micro-batch where sizes differ: Σ nᵢ gᵢ / Σ nᵢ. Clear gradients
    before each micro-batch. What acts on the mean, such as clipping, is a step_pre_hook of the
    optimiser inside. Where samples of a batch meet (BatchNorm, contrastive losses), the large batch
    is another one. Reference: Su 2019, kexue.fm/archives/6794, which says what this should be.
    Raises ValueError for an optimiser that takes more than one gradient a step.
    """

    gradients_per_step: ClassVar[int] = 1

    def __init__(self, optimizer: Optimizer, k: int) -> None:
        check_one_gradient(optimizer, k)
        super().__init__(optimizer, {"gathered": 0, "weight": 0.0})
        self.k = k

    @torch.no_grad()
    def step(self, closure: Closure | None = None, *, weight: float = 1.0) -> Any:
        """Gather the gradients of a micro-batch, and move if it is the k-th."""
        loss = evaluated(closure)
        gather(self.state, parameters(self.param_groups), weight)
        self.progress["gathered"] += 1
        self.progress["weight"] += weight
        if self.progress["gathered"] == self.k:
            self.flush()
        return loss

    @torch.no_grad()
    def flush(self) -> None:
        """Move by the mean of what is gathered, be it less than k, as at the end of an epoch.

        Micro-batches of no weight have no mean, and move nothing.
        """
        if self.progress["gathered"] > 0:
            params, weight = parameters(self.param_groups), self.progress["weight"]
            if weight > 0:
                put_back(self.state, params, weight)
            empty(self.state, params)
            self.progress = {"gathered": 0, "weight": 0.0}
            if weight > 0:
                self.inner.step()
