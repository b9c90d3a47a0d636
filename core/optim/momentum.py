"""Gradient descent with a velocity: the heavy ball."""

from typing import Any, ClassVar

import torch
from torch.optim import Optimizer
from torch.optim.optimizer import ParamsT

from core.optim.gradients import Closure, evaluated, kept, moving


class Momentum(Optimizer):
    """v ← β v + g, θ ← θ − η v: a long run moves by η / (1 − β) times the gradient.

    Reference: Polyak 1964.
    """

    gradients_per_step: ClassVar[int] = 1

    def __init__(
        self, params: ParamsT, lr: float = 0.01, momentum: float = 0.9, weight_decay: float = 0.0
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move once; return what `closure` returns."""
        loss = evaluated(closure)
        for group, params, grads in moving(self.param_groups):
            velocities = kept(self.state, params, "momentum_buffer")
            torch._foreach_mul_(velocities, group["momentum"])
            torch._foreach_add_(velocities, grads)
            torch._foreach_add_(params, velocities, alpha=-group["lr"])
        return loss
