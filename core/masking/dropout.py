"""Dropout and its two averages (Srivastava et al. 2014; Su 2021, kexue.fm 8770).

`keep` is the probability p that an input stays: x → x ε/p, ε ~ Bernoulli(p). Beware of libraries
that ask for the probability to drop, 1 − p.
"""

from collections.abc import Callable
from itertools import product

import torch
from torch import Tensor

Function = Callable[[Tensor], Tensor]

# 2¹⁶ passes take seconds; each further input doubles them.
MOST_ENUMERATED = 16


def dropped(x: Tensor, keep: float, generator: torch.Generator) -> Tensor:
    """x ε/p with each number of x dropped on its own; raises ValueError unless 0 < keep ≤ 1."""
    _check(keep)
    noise = torch.rand(x.shape, generator=generator, device=generator.device)
    return x * (noise < keep).to(x) / keep


def weight_average(f: Function, x: Tensor) -> Tensor:
    """f(x E[ε]/p) = f(x): one pass with nothing dropped, as is usual after training."""
    return f(x)


def model_average(
    f: Function, x: Tensor, keep: float, draws: int, generator: torch.Generator
) -> Tensor:
    """Running means (draws, ...) of f(x ε/p): the last row estimates E f(x ε/p).

    That mean is the best prediction in squared error. For linear f it equals the weight average.
    """
    outputs = torch.stack([f(dropped(x, keep, generator)) for _ in range(draws)])
    counts = torch.arange(1, draws + 1, device=outputs.device).to(outputs)
    return outputs.cumsum(0) / counts.reshape(-1, *[1] * (outputs.ndim - 1))


def exact_model_average(f: Function, x: Tensor, keep: float) -> Tensor:
    """E f(x ε/p) by going through all 2ⁿ masks of x (n,); raises ValueError for n over 16."""
    _check(keep)
    if x.numel() > MOST_ENUMERATED:
        raise ValueError(f"2 to the {x.numel()} masks are too many to go through.")
    total = torch.zeros_like(f(x))
    for mask in product((0.0, 1.0), repeat=x.numel()):
        kept = sum(mask)
        chance = keep**kept * (1 - keep) ** (x.numel() - kept)
        total = total + chance * f(x * torch.tensor(mask).to(x).reshape(x.shape) / keep)
    return total


def variance(x: Tensor, keep: float) -> Tensor:
    """Variance of x ε/p: x²(1 − p)/p, for each number of x."""
    _check(keep)
    return x.square() * (1 - keep) / keep


def _check(keep: float) -> None:
    if not 0 < keep <= 1:
        raise ValueError(f"The keep probability lies above 0 and up to 1; {keep} does not.")
