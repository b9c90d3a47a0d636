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

from core.lipschitz.mlp import Layer, Shape


class _ValueAndGradient(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x: Tensor, shape: Shape, first: int, *parameters: Tensor
    ) -> tuple[Tensor, Tensor]:
        weights, biases = parameters[::2], parameters[1::2]
        activations, traces = _forward_pass(x, weights, biases, shape)
        value = torch.addmm(biases[-1], activations[-1], weights[-1].t())
        signals, gradient = _backward_pass(traces, weights, shape)
        ctx.shape, ctx.first, ctx.count = shape, first, len(weights)
        ctx.save_for_backward(*weights, *activations, *signals, *traces, gradient)
        ctx.set_materialize_grads(False)
        return value, gradient[first:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, c: Tensor | None, r: Tensor | None) -> tuple[Tensor | None, ...]:
        saved, n, first = ctx.saved_tensors, ctx.count, ctx.first
        weights, activations, signals = saved[:n], saved[n : 2 * n], saved[2 * n : 3 * n]
        traces, gradient = saved[3 * n : 4 * n - 1], saved[-1]
        if c is None:
            c = torch.zeros_like(activations[0][:, :1])
        gradients: list[Tensor] = []
        for layer, (weight, signal) in enumerate(zip(weights, signals, strict=True)):
            inward = c * activations[layer]  # (N, in)
            if r is not None:
                inward[first:] += r
            gradients += [signal.t() @ inward, (signal.t() @ c).flatten()]
            if r is not None and layer < n - 1:
                r = _carry_tangent(r, weight, traces[layer][first:], ctx.shape)
        return (c * gradient if ctx.needs_input_grad[0] else None, None, None, *gradients)


def value_and_gradient(
    x: Tensor, layers: Sequence[Layer], shape: Shape, first: int = 0
) -> tuple[Tensor, Tensor]:
    """f `(N, 1)` at x `(N, in)`, and ∇f `(N − first, in)` at the rows from `first` on.

    A loss on both reaches the layers by the formula above; through f alone it also reaches x.
    Differentiable once. Raises ValueError for a network with more than one output.
    """
    if layers[-1][0].shape[0] != 1:
        raise ValueError("the slope is that of a network with one output")
    flat = [tensor for layer in layers for tensor in layer]
    result: tuple[Tensor, Tensor] = _ValueAndGradient.apply(x, shape, first, *flat)  # type: ignore[no-untyped-call]
    return result


def _forward_pass(
    x: Tensor, weights: Sequence[Tensor], biases: Sequence[Tensor], shape: Shape
) -> tuple[list[Tensor], list[Tensor]]:
    """The input of every layer, and the trace of every hidden one."""
    activations, traces = [x], []
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        hidden, trace = shape.functions.run(torch.addmm(bias, x, weight.t()))
        x = x + hidden if shape.adds_input(weight) else hidden
        activations.append(x)
        traces.append(trace)
    return activations, traces


def _backward_pass(
    traces: Sequence[Tensor], weights: Sequence[Tensor], shape: Shape
) -> tuple[list[Tensor], Tensor]:
    """The signal h `(N, out)` at every layer, first to last, and the gradient `(N, in)`."""
    rows = traces[0].shape[0] if traces else 1
    signals = [torch.ones_like(weights[-1][:, :1]).expand(rows, 1)]
    outward = weights[-1].repeat(rows, 1)  # (N, in of the last layer)
    for trace, weight in zip(reversed(traces), reversed(weights[:-1]), strict=True):
        adds = shape.adds_input(weight)
        signal = shape.functions.carry(trace, outward.clone() if adds else outward)
        signals.append(signal)
        outward = torch.addmm(outward, signal, weight) if adds else signal @ weight
    return signals[::-1], outward


def _carry_tangent(tangent: Tensor, weight: Tensor, trace: Tensor, shape: Shape) -> Tensor:
    carried = shape.functions.carry(trace, tangent @ weight.t())
    return carried + tangent if shape.adds_input(weight) else carried
