"""Dropout and its two averages (Srivastava et al. 2014; Su 2021, kexue.fm 8770).

`keep` is the probability p that an input stays: x → x ε/p, ε ~ Bernoulli(p). Beware of libraries
that ask for the probability to drop, 1 − p. The weight average is f(1), one pass with nothing
dropped; the model average is the mean of f(ε/p), the best prediction in squared error. For linear f
they are equal. Here inputs are few: one gate per input, all gates in a batch.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Batched = Callable[[Tensor], Tensor]  # gates (B, n) to (B, ...)

# 2¹⁶ rows are a large batch; each further gate doubles them.
MOST_ENUMERATED = 16


def dropped(x: Tensor, keep: float, generator: torch.Generator) -> Tensor:
    """x ε/p with each number of x dropped on its own; raises ValueError unless 0 < keep ≤ 1."""
    _check(keep)
    noise = torch.rand(x.shape, generator=generator, device=generator.device)
    return x * (noise < keep).to(x) / keep


def every_gate(count: int, keep: float) -> tuple[Tensor, Tensor]:
    """All ε/p of `count` gates (2ⁿ, n) and the chance of each (2ⁿ,).

    Raises ValueError for n over 16, and unless 0 < keep ≤ 1.
    """
    _check(keep)
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


def _check(keep: float) -> None:
    if not 0 < keep <= 1:
        raise ValueError(f"The keep probability lies above 0 and up to 1; {keep} does not.")
