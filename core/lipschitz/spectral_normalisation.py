"""Spectral normalisation inside the forward pass: W̄ = W/σ with σ = uᵀWv.

With u and v held fixed, σ is linear in W and ∂σ/∂W = uvᵀ, which gives
    ∂L/∂W = (∂L/∂W̄ − ⟨∂L/∂W̄, W̄⟩ uvᵀ) / σ,
the gradient without the part that would only lengthen W.
Miyato, Kataoka, Koyama, Yoshida 2018, arXiv:1802.05957.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from core.lipschitz.power import PowerState


class _Normalise(torch.autograd.Function):
    """The formula above for all layers at once: one node in the graph instead of ten a layer."""

    @staticmethod
    def forward(ctx: Any, states: Sequence[PowerState], *weights: Tensor) -> tuple[Tensor, ...]:
        inverses = [state.inverse for state in states]
        normalised = tuple(w * inverse for w, inverse in zip(weights, inverses, strict=True))
        ctx.states, ctx.inverses = states, inverses
        ctx.save_for_backward(*normalised)
        return normalised

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        result: list[Tensor | None] = [None]
        rows = zip(gradients, ctx.saved_tensors, ctx.states, ctx.inverses, strict=True)
        for gradient, normalised, state, inverse in rows:
            along = float(torch.dot(gradient.reshape(-1), normalised.reshape(-1)))
            u, v = state.u, state.v
            result.append(torch.addr(gradient, u, v, beta=inverse, alpha=-along * inverse))
        return tuple(result)


def normalise(weights: Sequence[Tensor], states: Sequence[PowerState]) -> list[Tensor]:
    """Each weight `(out, in)` divided by the estimate of its state, with the gradient above.

    States must be fresh: estimate = uᵀWv for these very weights. A weight of no length is left as
    it is. Differentiable once.
    """
    return list(_Normalise.apply(states, *weights))  # type: ignore[no-untyped-call]
