"""Heun's method for the gradient flow: two gradients a step."""

from typing import Any, ClassVar

import torch
from torch.optim import Optimizer
from torch.optim.optimizer import ParamsT

from core.optim.gradients import Closure, parameters
from core.optim.slopes import slopes


class Heun(Optimizer):
    """θ̃ = θ − η g(θ), then θ ← θ̃ − η/2 (g(θ̃) − g(θ)): order 2 for dθ/dt = −∇L.

    `step` calls its closure twice, which must zero the gradients, take the loss of the same batch
    and go backward. Without weight decay a quadratic is stable as long as under SGD, ηλ < 2.
    Reference: Su 2018, kexue.fm/archives/5879.
    """

    gradients_per_step: ClassVar[int] = 2

    def __init__(self, params: ParamsT, lr: float = 0.01, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Closure) -> Any:  # type: ignore[override]  # as in torch.optim.LBFGS
        """Move once; return the loss from before."""
        params = parameters(self.param_groups)
        loss, first = slopes(self.param_groups, closure)
        torch._foreach_add_(params, first)
        _, second = slopes(self.param_groups, closure)
        torch._foreach_sub_(second, first)
        torch._foreach_add_(params, second, alpha=0.5)
        return loss
