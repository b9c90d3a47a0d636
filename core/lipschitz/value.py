"""A network's value with its gradient written out: one node in the graph, little new memory.

    ∂L/∂W_l = Σ h_l ⊗ a_{l−1},     ∂L/∂b_l = Σ h_l,     h_l = J_l W_{l+1}ᵀ h_{l+1},
with a the activations, J the local Jacobians and h_L = ∂L/∂f. For networks of the size that is
watched live, bookkeeping costs as much as arithmetic.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from core.lipschitz.mlp import Architecture, Layer
from core.lipschitz.passes import forward_pass, weight_gradient


class _Value(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, architecture: Architecture, *parameters: Tensor) -> Tensor:
        weights, biases = parameters[::2], parameters[1::2]
        activations, traces = forward_pass(x, weights, biases, architecture)
        ctx.architecture, ctx.count = architecture, len(weights)
        ctx.save_for_backward(*weights, *activations, *traces)
        return torch.addmm(biases[-1], activations[-1], weights[-1].t())

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, signal: Tensor) -> tuple[Tensor | None, ...]:
        saved, n = ctx.saved_tensors, ctx.count
        weights, activations, traces = saved[:n], saved[n : 2 * n], saved[2 * n :]
        gradients: list[Tensor] = []
        outward: Tensor | None = None  # ∂L/∂(the layer's output)
        for layer in reversed(range(n)):
            adds = layer < n - 1 and ctx.architecture.adds_input(weights[layer])
            if outward is not None:
                given = outward.clone() if adds else outward
                signal = ctx.architecture.functions.vjp(traces[layer], given)
            gradients += [signal.sum(0), weight_gradient(signal, activations[layer])]
            if layer or ctx.needs_input_grad[0]:
                inward = signal @ weights[layer]
                outward = inward + outward if adds and outward is not None else inward
        return (outward if ctx.needs_input_grad[0] else None, None, *reversed(gradients))


def value(x: Tensor, layers: Sequence[Layer], architecture: Architecture) -> Tensor:
    """The values `(N, out)` of `evaluate` at x `(N, in)`, differentiable once."""
    flat = [tensor for layer in layers for tensor in layer]
    result: Tensor = _Value.apply(x, architecture, *flat)  # type: ignore[no-untyped-call]
    return result
