"""The passes through a piecewise linear network that the gradients by hand are made of."""

from collections.abc import Sequence

import torch
from torch import Tensor

from core.lipschitz.mlp import Architecture


def forward_pass(
    x: Tensor, weights: Sequence[Tensor], biases: Sequence[Tensor], architecture: Architecture
) -> tuple[list[Tensor], list[Tensor]]:
    """The input of every layer, and the trace of every hidden one."""
    activations, traces = [x], []
    for weight, bias in zip(weights[:-1], biases[:-1], strict=True):
        hidden, trace = architecture.functions.forward(torch.addmm(bias, x, weight.t()))
        x = x + hidden if architecture.adds_input(weight) else hidden
        activations.append(x)
        traces.append(trace)
    return activations, traces


def backward_pass(
    rows: int, traces: Sequence[Tensor], weights: Sequence[Tensor], architecture: Architecture
) -> tuple[list[Tensor], Tensor]:
    """The signal h `(N, out)` of N rows at every layer, first to last; the gradient `(N, in)`."""
    signals = [torch.ones_like(weights[-1][:, :1]).expand(rows, 1)]
    outward = weights[-1].expand(rows, -1).clone(memory_format=torch.contiguous_format)
    for trace, weight in zip(reversed(traces), reversed(weights[:-1]), strict=True):
        adds = architecture.adds_input(weight)
        signal = architecture.functions.vjp(trace, outward.clone() if adds else outward)
        signals.append(signal)
        outward = torch.addmm(outward, signal, weight) if adds else signal @ weight
    return signals[::-1], outward


def weight_gradient(signal: Tensor, inward: Tensor) -> Tensor:
    """Σ h ⊗ a `(out, in)` of signals `(N, out)` and inputs `(N, in)`.

    With the narrower of the two on the left the product of a first layer takes a third of the time.
    """
    if inward.shape[1] < signal.shape[1]:
        return (inward.t() @ signal).t()
    return signal.t() @ inward


def carry_tangent(
    tangent: Tensor, weight: Tensor, trace: Tensor, architecture: Architecture
) -> Tensor:
    """A tangent `(N, in)` through one hidden layer, linear as it is around each point."""
    carried = architecture.functions.vjp(trace, tangent @ weight.t())
    return carried + tangent if architecture.adds_input(weight) else carried
