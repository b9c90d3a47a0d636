"""Lookahead: k steps forward, one step back."""

from typing import Any

import torch
from torch.optim import Optimizer

from core.optim.gradients import Closure, gradients_per_step, parameters
from core.optim.wrapper import Wrapper


class Lookahead(Wrapper):
    """After every k steps of the optimiser inside: φ ← φ + α (θ − φ), θ ← φ.

    φ are the slow weights, which begin where θ begins. With α = 1 it is the optimiser inside, with
    α = 0 every k-th step leads back to the start. The memory inside (momentum) stays as it is.
    Reference: Zhang, Lucas, Hinton, Ba 2019, arXiv:1907.08610. Raises ValueError unless k ≥ 1 and
    0 ≤ α ≤ 1.
    """

    def __init__(self, optimizer: Optimizer, k: int = 5, alpha: float = 0.5) -> None:
        if k < 1 or not 0 <= alpha <= 1:
            raise ValueError(f"k counts from 1 and alpha lies in 0 to 1, not {k} and {alpha}.")
        super().__init__(optimizer, {"steps": 0})
        self.k, self.alpha = k, alpha
        self.gradients_per_step = gradients_per_step(optimizer)

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """One step of the optimiser inside, and after every k-th the step back."""
        params = parameters(self.param_groups)
        for p in params:
            if p not in self.state:
                self.state[p]["slow"] = p.clone()
        loss = self.inner.step(closure)
        self.progress["steps"] += 1
        if self.progress["steps"] % self.k == 0:
            slow = [self.state[p]["slow"] for p in params]
            torch._foreach_lerp_(slow, params, self.alpha)
            torch._foreach_copy_(params, slow)
        return loss
