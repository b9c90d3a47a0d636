"""A fully connected network whose constraint is a value."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.mlp import Architecture, Layer, evaluate, layer_bounds, product_bound
from core.lipschitz.orthogonal import nearest_orthogonal, orthogonalise
from core.lipschitz.penalties import frobenius_penalty, spectral_penalty
from core.lipschitz.power import (
    PowerState,
    exact_state,
    ones_start,
    power_iteration,
    power_step,
    random_start,
)
from core.lipschitz.projection import clip_, project_
from core.lipschitz.spectral_normalisation import normalise
from core.lipschitz.value import value
from core.lipschitz.value_and_gradient import value_and_gradient

FIRST_ROUNDS = 15  # before training, so that a network never run has a sensible σ already


@dataclass(frozen=True)
class InitialLayer:
    """The numbers of one layer before training, shared by networks that are to be compared."""

    weight: Tensor
    bias: Tensor
    u: Tensor


def draw_initial_layers(
    widths: Sequence[int],
    generator: torch.Generator,
    start: Literal["random", "ones"] = "random",
) -> list[InitialLayer]:
    """Layers between the widths: He's normal weights, zero biases, starts of power iteration.

    Drawn on the CPU. He, Zhang, Ren, Sun 2015, arXiv:1502.01852.
    """
    result = []
    for inward, outward in itertools.pairwise(widths):
        weight = torch.randn(outward, inward, generator=generator) * (2 / inward) ** 0.5
        u = random_start(weight, generator) if start == "random" else ones_start(weight)
        result.append(InitialLayer(weight, torch.zeros(outward), u))
    return result


class Dense(nn.Module):
    """One layer's parameters, with the vector of its power iteration as a buffer."""

    weight: nn.Parameter
    bias: nn.Parameter
    u: Tensor

    def __init__(self, initial: InitialLayer, kind: Kind) -> None:
        super().__init__()
        orthogonal = kind is Kind.ORTHOGONAL
        weight = nearest_orthogonal(initial.weight) if orthogonal else initial.weight
        self.weight = nn.Parameter(weight.clone())
        self.bias = nn.Parameter(initial.bias.clone())
        self.register_buffer("u", power_iteration(self.weight, initial.u, FIRST_ROUNDS).u)

    def power_state(self) -> PowerState:
        """One round on from the vector of an older weight, for the weight as it is now."""
        return power_step(self.weight, self.u)

    def advance(self, rounds: int) -> PowerState:
        """Iterate and keep. The buffer is replaced, not overwritten: older graphs hold theirs."""
        state = power_iteration(self.weight, self.u, rounds)
        self._buffers["u"] = state.u  # assignment looks through every kind of member
        return state


class Network(nn.Module):
    """x `(N, in)` → values `(N, out)` under a constraint.

    Power iteration advances in training mode only, once for each call of `weights` (thus of
    `forward`), so in evaluation mode looking changes nothing. A step that evaluates twice asks
    for the weights once and passes them on.
    """

    def __init__(
        self,
        initial_layers: Sequence[InitialLayer],
        constraint: Constraint,
        architecture: Architecture | None = None,
    ) -> None:
        super().__init__()
        self.constraint = constraint
        self.architecture = architecture or Architecture()
        self.layers = [Dense(initial, constraint.kind) for initial in initial_layers]
        self._registered = nn.ModuleList(self.layers)  # `layers` is the same list, with its type
        if constraint.kind is Kind.PROJECTED:
            self.after_step()

    def weights(self, exact: bool = False) -> list[Layer]:
        """Every layer's weight as the constraint makes it, and bias.

        With `exact` a normalised one by its singular value instead of an estimate of it.
        """
        weights: list[Tensor] = [layer.weight for layer in self.layers]
        if self.constraint.kind is Kind.NORMALISED:
            states = [exact_state(w) for w in weights] if exact else self._power_states()
            weights = normalise(weights, states)
        elif self.constraint.kind is Kind.ORTHOGONAL:
            weights = [orthogonalise(weight) for weight in weights]
        if self.constraint.bounds_layers and self.constraint.slope != 1.0:
            weights[-1] = weights[-1] * self.constraint.slope
        return [(w, layer.bias) for w, layer in zip(weights, self.layers, strict=True)]

    @torch.no_grad()
    def frozen_weights(self, exact: bool = False) -> list[Layer]:
        """The same without graph, and without advancing power iteration."""
        was, self.training = self.training, False  # of this module alone: its layers do not ask
        weights = [(weight.detach(), bias.detach()) for weight, bias in self.weights(exact)]
        self.training = was
        return weights

    def forward(self, x: Tensor, weights: Sequence[Layer] | None = None) -> Tensor:
        """Values `(N, out)` at x `(N, in)`, differentiable as often as the weights are."""
        return evaluate(x, self.weights() if weights is None else weights, self.architecture)

    def value(self, x: Tensor, weights: Sequence[Layer] | None = None) -> Tensor:
        """The same, differentiable once: what a training step asks for."""
        return value(x, self.weights() if weights is None else weights, self.architecture)

    def value_and_gradient(
        self, x: Tensor, weights: Sequence[Layer] | None = None
    ) -> tuple[Tensor, Tensor]:
        """f `(N, 1)` and ∇f `(N, in)` of a network with one output, differentiable once."""
        return value_and_gradient(
            x, self.weights() if weights is None else weights, self.architecture
        )

    def weight_penalty(self) -> Tensor:
        """λ Σ‖W‖² in the norm of the constraint; zero for the kinds that have no such term."""
        weights = [layer.weight for layer in self.layers]
        if self.constraint.kind is Kind.FROBENIUS:
            return self.constraint.strength * frobenius_penalty(weights)
        if self.constraint.kind is Kind.SPECTRAL:
            return self.constraint.strength * spectral_penalty(weights, self._power_states())
        return weights[0].new_zeros(())

    def after_step(self) -> None:
        """What the constraint does to the weights when the optimiser has moved them."""
        if self.constraint.kind is Kind.CLIPPED:
            clip_(self.parameters(), self.constraint.limit)
        elif self.constraint.kind is Kind.PROJECTED:
            for layer in self.layers:
                project_(layer.weight, layer.advance(self.constraint.rounds))

    def layer_bounds(self) -> list[float]:
        """The Lipschitz constant of each layer."""
        return layer_bounds(self.weights(), self.architecture)

    def product_bound(self) -> float:
        """The product of the layers' constants, which no slope exceeds."""
        return product_bound(self.weights(), self.architecture)

    def _power_states(self) -> list[PowerState]:
        if self.training:
            return [layer.advance(self.constraint.rounds) for layer in self.layers]
        return [layer.power_state() for layer in self.layers]
