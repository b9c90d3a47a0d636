"""The two averages of a dropout whose inputs are few: one gate per token, all gates in a batch.

As core.masking.dropout, for a function that takes many inputs at once.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from core.masking.dropout import MOST_ENUMERATED, dropped

Batched = Callable[[Tensor], Tensor]


def every_gate(count: int, keep: float) -> tuple[Tensor, Tensor]:
    """All ε/p of `count` gates (2ⁿ, n) and the chance of each (2ⁿ,); ValueError for n over 16."""
    if count > MOST_ENUMERATED:
        raise ValueError(f"2 to the {count} masks are too many to go through.")
    on = (torch.arange(2**count)[:, None] >> torch.arange(count)) & 1
    kept = on.sum(1)
    return on / keep, keep**kept * (1 - keep) ** (count - kept)


def exact_average(f: Batched, count: int, keep: float) -> Tensor:
    """E f(ε/p) over all masks of `count` gates; f maps (B, n) to (B, ...)."""
    gates, chance = every_gate(count, keep)
    mean: Tensor = torch.tensordot(chance, f(gates).to(chance), 1)
    return mean


def running_average(
    f: Batched, count: int, keep: float, draws: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Outputs (draws, ...) of f for random gates ε/p, and their running means (draws, ...)."""
    outputs = f(dropped(torch.ones(draws, count), keep, generator)).cpu()
    counts = torch.arange(1, draws + 1).to(outputs)
    return outputs, outputs.cumsum(0) / counts.reshape(-1, *[1] * (outputs.ndim - 1))
