"""A fully connected network as a plain function of its layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

from core.lipschitz.activations import ACTIVATIONS, Activation
from core.lipschitz.norms import spectral_norm

Layer = tuple[Tensor, Tensor]  # weight (out, in) and bias (out,)
ActivationName = Literal["relu", "leaky relu", "absolute value", "group sort"]


@dataclass(frozen=True)
class Architecture:
    """What the layers alone do not tell: the activation, and whether hidden layers add their input.

    A residual layer is x + φ(Wx + b); only layers that keep the width can be one.
    """

    activation: ActivationName = "relu"
    residual: bool = False

    @property
    def functions(self) -> Activation:
        """The three functions of the activation."""
        return ACTIVATIONS[self.activation]

    def adds_input(self, weight: Tensor) -> bool:
        """Whether this hidden layer is a residual one."""
        return self.residual and weight.shape[0] == weight.shape[1]


def evaluate(x: Tensor, layers: Sequence[Layer], architecture: Architecture) -> Tensor:
    """The network's values `(N, out)` at x `(N, in)`, in ordinary differentiable steps."""
    for weight, bias in layers[:-1]:
        hidden = architecture.functions.value(functional.linear(x, weight, bias))
        x = x + hidden if architecture.adds_input(weight) else hidden
    return functional.linear(x, *layers[-1])


def layer_bounds(layers: Sequence[Layer], architecture: Architecture) -> list[float]:
    """The Lipschitz constant of each layer: ‖W‖₂, or 1 + ‖W‖₂ for a residual one."""
    norms = [spectral_norm(weight) for weight, _ in layers]
    adds = [architecture.adds_input(weight) for weight, _ in layers[:-1]] + [False]
    return [norm + add for norm, add in zip(norms, adds, strict=True)]


def product_bound(layers: Sequence[Layer], architecture: Architecture) -> float:
    """The product of the layers' constants: no slope of the network is steeper.

    Only an upper bound, since the layers seldom stretch the same direction.
    Szegedy et al. 2014, arXiv:1312.6199.
    """
    return float(torch.tensor(layer_bounds(layers, architecture), dtype=torch.float64).prod())
