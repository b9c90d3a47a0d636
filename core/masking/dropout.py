"""Dropout and its two averages (Srivastava et al. 2014; Su 2021, kexue.fm 8770).

`keep` is the probability p that an input stays: x → x ε/p, ε ~ Bernoulli(p). Beware of libraries
that ask for the probability to drop, 1 − p. The averages are of a function of gates ε/p, (B, n) to
(B, ...), which multiplies its inputs by them: a number, a unit or a whole token for each gate.
"""

from collections.abc import Callable

import torch
from torch import Tensor

Gated = Callable[[Tensor], Tensor]

# 2¹⁶ passes take seconds; each further gate doubles them.
MOST_ENUMERATED = 16


def dropped(x: Tensor, keep: float, generator: torch.Generator) -> Tensor:
    """x ε/p with each number of x dropped on its own; raises ValueError unless 0 < keep ≤ 1."""
    _check(keep)
    noise = torch.rand(x.shape, generator=generator, device=generator.device)
    return x * (noise < keep).to(x) / keep


def weight_average(f: Gated, count: int) -> Tensor:
    """f(E[ε]/p) = f(1): one pass with nothing dropped, as is usual after training."""
    return f(torch.ones(1, count))[0]


def model_average(
    f: Gated, count: int, keep: float, draws: int, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Outputs (draws, ...) of f for random gates, and their running means (draws, ...).

    The last mean estimates E f(ε/p), the best prediction in squared error. For linear f it equals
    the weight average.
    """
    outputs = f(dropped(torch.ones(draws, count), keep, generator)).cpu()
    counts = torch.arange(1, draws + 1).to(outputs)
    return outputs, outputs.cumsum(0) / counts.reshape(-1, *[1] * (outputs.ndim - 1))


def exact_model_average(f: Gated, count: int, keep: float) -> Tensor:
    """E f(ε/p) over all 2ⁿ masks of `count` gates."""
    gates, chance = every_gate(count, keep)
    outputs = f(gates)
    mean: Tensor = torch.tensordot(chance.to(outputs), outputs, 1)
    return mean


def every_gate(count: int, keep: float) -> tuple[Tensor, Tensor]:
    """All ε/p of `count` gates (2ⁿ, n) and the chance of each (2ⁿ,); ValueError for n over 16."""
    _check(keep)
    if count > MOST_ENUMERATED:
        raise ValueError(f"2 to the {count} masks are too many to go through.")
    on = (torch.arange(2**count)[:, None] >> torch.arange(count)) & 1
    kept = on.sum(1)
    return on / keep, keep**kept * (1 - keep) ** (count - kept)


def _check(keep: float) -> None:
    if not 0 < keep <= 1:
        raise ValueError(f"The keep probability lies above 0 and up to 1; {keep} does not.")
