"""What the first lines of every optimiser's step have in common."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

Closure = Callable[[], Any]
Group = dict[str, Any]


def evaluated(closure: Closure | None) -> Any:
    """The loss that `closure` returns after it has made gradients; None without a closure."""
    if closure is None:
        return None
    with torch.enable_grad():
        return closure()


def with_gradient(params: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """Those that have a gradient, and their gradients."""
    ready = [p for p in params if p.grad is not None]
    return ready, [p.grad for p in ready if p.grad is not None]


def moving(groups: list[Group]) -> Iterator[tuple[Group, list[Tensor], list[Tensor]]]:
    """Each group with its parameters that have a gradient, and these gradients.

    Weight decay w is the gradient of w/2 ‖θ‖² and is added to them, as torch.optim.SGD does.
    Groups where nothing moves are left out.
    """
    for group in groups:
        params, grads = with_gradient(group["params"])
        if params:
            if group["weight_decay"] != 0:
                grads = list(torch._foreach_add(grads, params, alpha=group["weight_decay"]))
            yield group, params, grads


def kept(state: Any, params: list[Tensor], name: str) -> list[Tensor]:
    """The tensor `name` that an optimiser's `state` keeps for each parameter, at first zeros."""
    for p in params:
        if name not in state[p]:
            state[p][name] = torch.zeros_like(p)
    return [state[p][name] for p in params]


def parameters(groups: list[Group]) -> list[Tensor]:
    """All parameters, group by group."""
    return [p for group in groups for p in group["params"]]


def gradients_per_step(optimizer: Optimizer) -> int:
    """How often a step of `optimizer` calls its closure; those of torch.optim, once."""
    return int(getattr(optimizer, "gradients_per_step", 1))
