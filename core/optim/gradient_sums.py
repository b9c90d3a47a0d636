"""Sums of gradients over micro-batches, kept in an optimiser's state."""

from typing import Any

import torch
from torch import Tensor
from torch.optim import Optimizer

from core.optim.gradients import gradients_per_step, kept, with_gradient


def check_one_gradient(optimizer: Optimizer, k: int) -> None:
    """Raises ValueError for no micro-batch, and for more than one gradient a step."""
    if k < 1:
        raise ValueError(f"A step takes at least one micro-batch, not {k}.")
    if gradients_per_step(optimizer) != 1:
        raise ValueError("Accumulation wraps optimisers that take one gradient a step.")


def gather(state: Any, params: list[Tensor], weight: float = 1.0) -> None:
    """Add `weight` times the gradients to the sums."""
    ready, grads = with_gradient(params)
    if ready:
        torch._foreach_add_(kept(state, ready, "sum"), grads, alpha=weight)


def put_back(state: Any, params: list[Tensor], divisor: float) -> None:
    """Put the sums, divided, where an optimiser reads gradients; None where nothing came."""
    for p in params:
        total = state[p].get("sum")
        p.grad = None if total is None else total / divisor


def empty(state: Any, params: list[Tensor]) -> None:
    """Begin a new window: forget the sums."""
    for p in params:
        state[p].pop("sum", None)
