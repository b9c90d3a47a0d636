"""Gradient descent, written out."""

from typing import Any, ClassVar

import torch
from torch.optim import Optimizer
from torch.optim.optimizer import ParamsT

from core.optim.gradients import Closure, evaluated, moving


class SGD(Optimizer):
    """θ ← θ − η g: Euler's method with step η for the gradient flow dθ/dt = −∇L.

    Reference: Robbins, Monro 1951.
    """

    gradients_per_step: ClassVar[int] = 1

    def __init__(self, params: ParamsT, lr: float = 0.01, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move once; return what `closure` returns."""
        loss = evaluated(closure)
        for group, params, grads in moving(self.param_groups):
            torch._foreach_add_(params, grads, alpha=-group["lr"])
        return loss
