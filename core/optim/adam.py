"""Adam: a step of its own length for every parameter."""

from typing import Any, ClassVar

import torch
from torch.optim import Optimizer
from torch.optim.optimizer import ParamsT

from core.optim.gradients import Closure, evaluated, kept, moving


class Adam(Optimizer):
    """θ ← θ − η m̂ / (√v̂ + ε), with m and v the running means of g and g².

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ): both begin at zero, and after t steps hold only so
    much of a mean. Reference: Kingma, Ba 2014, arXiv:1412.6980.
    """

    gradients_per_step: ClassVar[int] = 1

    def __init__(
        self,
        params: ParamsT,
        lr: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(
            params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        )

    @torch.no_grad()
    def step(self, closure: Closure | None = None) -> Any:
        """Move once; return what `closure` returns."""
        loss = evaluated(closure)
        for group, params, grads in moving(self.param_groups):
            beta1, beta2 = group["betas"]
            means, squares = (kept(self.state, params, name) for name in ("exp_avg", "exp_avg_sq"))
            torch._foreach_lerp_(means, grads, 1 - beta1)
            torch._foreach_mul_(squares, beta2)
            torch._foreach_addcmul_(squares, grads, grads, 1 - beta2)
            times = [self._counted(p) for p in params]
            lengths = torch._foreach_sqrt(squares)
            torch._foreach_div_(lengths, [(1 - beta2**t) ** 0.5 for t in times])
            torch._foreach_add_(lengths, group["eps"])
            rates = [-group["lr"] / (1 - beta1**t) for t in times]
            torch._foreach_addcdiv_(params, means, lengths, rates)
        return loss

    def _counted(self, p: torch.Tensor) -> int:
        """t: the steps that this parameter has moved, which may have no gradient at others."""
        t = int(self.state[p].get("step", 0)) + 1
        self.state[p]["step"] = t
        return t
