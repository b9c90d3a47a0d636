"""Piecewise linear activations of slope at most one, each with its local Jacobian.

Between its kinks each of them is linear, and the Jacobian J there is symmetric: a diagonal of
slopes, or for GroupSort an exchange of neighbours. So J carries a signal back and a tangent
forward alike, which `value_and_gradient` builds upon.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

LEAK = 0.2  # the slope of the SN-GAN and WGAN critics on the negative side

_relu_backward = torch.ops.aten.threshold_backward.grad_input
_leaky_backward = torch.ops.aten.leaky_relu_backward.grad_input


@dataclass(frozen=True)
class Activation:
    """An activation as three functions.

    `value` is the plain function, for autograd. `forward` may overwrite what it is given, and
    returns the values with a trace that tells which piece each unit is on. `vjp(trace, signal)`
    is J times the signal, which it may overwrite; as J is symmetric, it is the jvp too.
    """

    value: Callable[[Tensor], Tensor]
    forward: Callable[[Tensor], tuple[Tensor, Tensor]]
    vjp: Callable[[Tensor, Tensor], Tensor]


def group_sort(x: Tensor) -> Tensor:
    """Neighbouring units `(…, 2k)` sorted in pairs, larger first; also called MaxMin.

    It keeps the length of a gradient, which ReLU cannot. Anil, Lucas, Grosse 2019,
    arXiv:1811.05381. Raises RuntimeError for an odd number of units.
    """
    pairs = _in_pairs(x)
    larger, smaller = pairs.amax(-1), pairs.amin(-1)
    return torch.stack([larger, smaller], dim=-1).flatten(-2)


def _in_pairs(x: Tensor) -> Tensor:
    return x.reshape(*x.shape[:-1], x.shape[-1] // 2, 2)


def _forward_relu(x: Tensor) -> tuple[Tensor, Tensor]:
    x = x.relu_()
    return x, x


def _vjp_relu(trace: Tensor, signal: Tensor) -> Tensor:
    _relu_backward(signal, trace, 0.0, grad_input=signal)
    return signal


def _forward_leaky(x: Tensor) -> tuple[Tensor, Tensor]:
    x = functional.leaky_relu_(x, LEAK)
    return x, x


def _vjp_leaky(trace: Tensor, signal: Tensor) -> Tensor:
    _leaky_backward(signal, trace, LEAK, True, grad_input=signal)
    return signal


def _forward_abs(x: Tensor) -> tuple[Tensor, Tensor]:
    return x.abs(), x.sign()


def _forward_group_sort(x: Tensor) -> tuple[Tensor, Tensor]:
    pairs = _in_pairs(x)
    exchanged = pairs[..., :1] < pairs[..., 1:]
    return _vjp_group_sort(exchanged, x), exchanged


def _vjp_group_sort(exchanged: Tensor, signal: Tensor) -> Tensor:
    pairs = _in_pairs(signal)
    return torch.where(exchanged, pairs.flip(-1), pairs).flatten(-2)


ACTIVATIONS = {
    "relu": Activation(torch.relu, _forward_relu, _vjp_relu),
    "leaky relu": Activation(lambda x: functional.leaky_relu(x, LEAK), _forward_leaky, _vjp_leaky),
    "absolute value": Activation(torch.abs, _forward_abs, torch.mul),
    "group sort": Activation(group_sort, _forward_group_sort, _vjp_group_sort),
}
