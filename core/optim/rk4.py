"""The classical Runge-Kutta method for the gradient flow: four gradients a step."""

from typing import Any, ClassVar

import torch
from torch.optim import Optimizer
from torch.optim.optimizer import ParamsT

from core.optim.gradients import Closure, parameters
from core.optim.slopes import slopes


class RK4(Optimizer):
    """θ ← θ + (k₁ + 2 k₂ + 2 k₃ + k₄) / 6, with k = −η g at θ, θ + k₁/2, θ + k₂/2 and θ + k₃.

    Order 4 for dθ/dt = −∇L. `step` calls its closure four times, which must zero the gradients,
    take the loss of the same batch and go backward.
    Reference: Kutta 1901; for training, Su 2018, kexue.fm/archives/5879.
    """

    gradients_per_step: ClassVar[int] = 4

    def __init__(self, params: ParamsT, lr: float = 0.01, weight_decay: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Closure) -> Any:  # type: ignore[override]  # as in torch.optim.LBFGS
        """Move once; return the loss from before."""
        params = parameters(self.param_groups)
        start = [p.clone() for p in params]
        loss, slope = slopes(self.param_groups, closure)
        total = [k.clone() for k in slope]
        for reach, weight in ((0.5, 2), (0.5, 2), (1.0, 1)):
            torch._foreach_copy_(params, start)
            torch._foreach_add_(params, slope, alpha=reach)
            _, slope = slopes(self.param_groups, closure)
            torch._foreach_add_(total, slope, alpha=weight)
        torch._foreach_copy_(params, start)
        torch._foreach_add_(params, total, alpha=1 / 6)
        return loss
