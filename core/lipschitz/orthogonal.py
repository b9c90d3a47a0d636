"""Layers that keep every length: all singular values one, by Björck's iteration."""

import torch
from torch import Tensor

# Each round multiplies a small singular value by 1.5: eight lift one of a twentieth to about 1.
# Layers start orthogonal, and training spreads their singular values by a factor of two or three.
BJORCK_ROUNDS = 8
SQUARINGS = 3  # of the Gram matrix: the bound on the norm of a 64×64 matrix is then 14 % loose


def orthogonalise(weight: Tensor, rounds: int = BJORCK_ROUNDS) -> Tensor:
    """The (semi-)orthogonal matrix nearest to a weight `(out, in)`, differentiably.

    W ← (3W − WWᵀW)/2 takes each singular value s ∈ (0, 1] to s(3 − s²)/2 ∈ (s, 1], so the
    layer is 1-Lipschitz after any number of rounds and keeps all lengths in the limit. A weight of
    zeros stays what it is. Björck, Bowie 1971; Anil, Lucas, Grosse 2019, arXiv:1811.05381.
    """
    largest = weight.detach().abs().amax()
    weight = weight / torch.where(largest > 0, largest, 1.0)  # no power of it overflows
    tall: Tensor = weight if weight.shape[0] >= weight.shape[1] else weight.t()
    if tall.shape[1] == 1:  # a vector: the limit is known
        direction: Tensor = weight / tall.norm().clamp_min(1.0)
        return direction
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
    """‖(WᵀW)⁸‖_F^(1/16) ≥ ‖W‖₂, close to it, and held fixed: the limit does not depend on it.

    The Gram matrix is divided by its norm before each squaring, so that nothing overflows. The
    largest entry of W is 1, so is at least the norm; a W of zeros has the bound 1.
    """
    gram: Tensor = tall.detach().t() @ tall.detach()
    tiny = torch.finfo(tall.dtype).tiny
    bound: Tensor = gram.new_ones(())
    power = 0.5
    for _ in range(SQUARINGS):
        norm = gram.norm().clamp_min(tiny)
        bound, power = bound * norm**power, power / 2
        gram = gram / norm
        gram = gram @ gram
    bound = bound * gram.norm().clamp_min(tiny) ** power
    return bound.clamp_min(1.0)
