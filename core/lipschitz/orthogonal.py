"""Layers that keep every length: all singular values one, by Björck's iteration."""

import torch
from torch import Tensor

# Each round multiplies a small singular value by 1.5: fifteen lift one of 1/400 to about 1.
BJORCK_ROUNDS = 15


def orthogonalise(weight: Tensor, rounds: int = BJORCK_ROUNDS) -> Tensor:
    """The (semi-)orthogonal matrix nearest to a weight `(out, in)`, differentiably.

    W ← (3W − WWᵀW)/2 takes each singular value s ∈ (0, 1] to s(3 − s²)/2 ∈ (s, 1], so the
    layer is 1-Lipschitz after any number of rounds and keeps all lengths in the limit.
    Björck, Bowie 1971; Anil, Lucas, Grosse 2019, arXiv:1811.05381.
    """
    tall: Tensor = weight if weight.shape[0] >= weight.shape[1] else weight.t()
    tall = tall / _norm_bound(tall)
    for _ in range(rounds):
        tall = torch.addmm(tall, tall, tall.t() @ tall, beta=1.5, alpha=-0.5)
    return tall if weight.shape[0] >= weight.shape[1] else tall.t()


def nearest_orthogonal(weight: Tensor) -> Tensor:
    """The same matrix from the singular vectors, without gradient: where a layer starts."""
    left, _, right = torch.linalg.svd(weight.detach().cpu(), full_matrices=False)
    product: Tensor = left @ right
    return product.to(weight)


def _norm_bound(tall: Tensor) -> Tensor:
    """‖WᵀW‖_F^½ ≥ ‖W‖₂, close to it, and held fixed: the limit does not depend on it."""
    gram: Tensor = tall.detach().t() @ tall.detach()
    bound: Tensor = gram.norm().sqrt()
    return bound.clamp_min(torch.finfo(tall.dtype).tiny)
