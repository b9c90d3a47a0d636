"""The slopes that Runge-Kutta methods take at several places within one step."""

from typing import Any

import torch
from torch import Tensor

from core.optim.gradients import Closure, Group, evaluated


def slopes(groups: list[Group], closure: Closure) -> tuple[Any, list[Tensor]]:
    """The loss, and h k = −η ∇L of all `parameters` where they stand now.

    Each group has its own η. Zero where there is no gradient; weight decay is a part of L.
    """
    loss = evaluated(closure)
    return loss, [_slope(p, group) for group in groups for p in group["params"]]


def _slope(p: Tensor, group: Group) -> Tensor:
    if p.grad is None:
        return torch.zeros_like(p)
    return p.grad.add(p, alpha=group["weight_decay"]).mul_(-group["lr"])
