"""A network's value and its slope in one pass, and the gradient of both with respect to weights.

For a piecewise linear network with one output the gradient is an explicit product,
    ∇f(x) = W₁ᵀJ₁ W₂ᵀJ₂ … W_Lᵀ,
where the J do not change with the weights. A loss on f and ∇f, with derivatives c = ∂L/∂f and
r = ∂L/∂∇f at a point, then has the gradient
    ∂L/∂W_l = h_l ⊗ (c a_{l−1} + t_{l−1}),     ∂L/∂b_l = c h_l,
with a the activations, h_l = J_l W_{l+1}ᵀ h_{l+1} the signal carried back, and t the tangent
t_l = J_l W_l t_{l−1}, t₀ = r, carried forward. So a gradient penalty costs one pass forward, one
back, one forward: no second derivative is taken (autograd takes two passes more, through zeros).
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from core.lipschitz.mlp import Architecture, Layer
from core.lipschitz.passes import backward_pass, carry_tangent, forward_pass, weight_gradient


class _ValueAndGradient(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, architecture: Architecture, *parameters: Tensor
    ) -> tuple[Tensor, Tensor]:
        weights, biases = parameters[::2], parameters[1::2]
        activations, traces = forward_pass(x, weights, biases, architecture)
        value = torch.addmm(biases[-1], activations[-1], weights[-1].t())
        signals, gradient = backward_pass(len(x), traces, weights, architecture)
        ctx.architecture, ctx.count = architecture, len(weights)
        ctx.save_for_backward(*weights, *activations, *signals, *traces, gradient)
        ctx.set_materialize_grads(False)  # a loss may be on one of the two alone
        return value, gradient

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, c: Tensor | None, r: Tensor | None) -> tuple[Tensor | None, ...]:
        saved, n = ctx.saved_tensors, ctx.count
        weights, activations, signals = saved[:n], saved[n : 2 * n], saved[2 * n : 3 * n]
        traces, gradient = saved[3 * n : 4 * n - 1], saved[-1]
        gradients: list[Tensor | None] = []
        for layer, (weight, signal) in enumerate(zip(weights, signals, strict=True)):
            inward = _combine(c, activations[layer], r)  # (N, in)
            gradients.append(None if inward is None else weight_gradient(signal, inward))
            gradients.append(None if c is None else (signal.t() @ c).flatten())
            if r is not None and layer < n - 1:
                r = carry_tangent(r, weight, traces[layer], ctx.architecture)
        wanted = c is not None and ctx.needs_input_grad[0]
        return (c * gradient if wanted else None, None, *gradients)


def value_and_gradient(
    x: Tensor, layers: Sequence[Layer], architecture: Architecture
) -> tuple[Tensor, Tensor]:
    """f `(N, 1)` and ∇f `(N, in)` at x `(N, in)`.

    A loss on both reaches the layers by the formula above; through f alone it also reaches x.
    Differentiable once. Raises ValueError for a network with more than one output.
    """
    if layers[-1][0].shape[0] != 1:
        raise ValueError("the slope is that of a network with one output")
    flat = [tensor for layer in layers for tensor in layer]
    result: tuple[Tensor, Tensor] = _ValueAndGradient.apply(x, architecture, *flat)  # type: ignore[no-untyped-call]
    return result


def _combine(c: Tensor | None, activation: Tensor, tangent: Tensor | None) -> Tensor | None:
    """c a + t, where either may be missing."""
    if c is None:
        return tangent
    scaled = c * activation
    return scaled if tangent is None else scaled.add_(tangent)
