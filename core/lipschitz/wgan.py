"""Critics of one pair of clouds under several constraints, and a generator against each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.critic import critic_objective, generator_loss
from core.lipschitz.mlp import ActivationName, Architecture
from core.lipschitz.network import InitialLayer, Network, draw_initial_layers

NOISE_SIZE = 2  # of a generator's latent point


@dataclass(frozen=True)
class Rules:
    """The numbers of the constraints: c of clipping, λ of the gradient penalty, and its side."""

    limit: float
    strength: float
    one_sided: bool

    def constraints(self) -> list[Constraint]:
        """Clipping, gradient penalty, spectral normalisation and orthogonal layers."""
        return [
            Constraint(Kind.CLIPPED, limit=self.limit),
            Constraint(Kind.GRADIENT, strength=self.strength, one_sided=self.one_sided),
            Constraint(Kind.NORMALISED),
            Constraint(Kind.ORTHOGONAL),
        ]


def draw_critics(
    widths: Sequence[int], activation: ActivationName, rules: Rules, generator: torch.Generator
) -> list[Network]:
    """One critic for each constraint, all from the same initial layers.

    The clipped one starts from it scaled into ±c, so that what drives its weights to the ends is
    training; the orthogonal one has GroupSort, since other activations waste its slope.
    """
    initial_layers = draw_initial_layers(widths, generator)
    clipped, penalised, normalised, orthogonal = rules.constraints()
    small = [_scaled(initial, rules.limit) for initial in initial_layers]
    return [
        Network(small, clipped, Architecture(activation)),
        Network(initial_layers, penalised, Architecture(activation)),
        Network(initial_layers, normalised, Architecture(activation)),
        Network(initial_layers, orthogonal, Architecture("group sort")),
    ]


def draw_generators(widths: Sequence[int], count: int, generator: torch.Generator) -> list[Network]:
    """Free networks from noise to points, all from the same initial layers."""
    initial_layers = draw_initial_layers(widths, generator)
    return [Network(initial_layers, Constraint()) for _ in range(count)]


def set_constraints(critics: Sequence[Network], rules: Rules) -> None:
    """Give critics that train already other numbers of the same kinds."""
    for critic, constraint in zip(critics, rules.constraints(), strict=True):
        critic.constraint = replace(constraint, rounds=critic.constraint.rounds)


def train_critics(
    critics: Sequence[Network],
    optimiser: torch.optim.Optimizer,
    real: Tensor,
    fakes: Sequence[Tensor],
    generator: torch.Generator,
) -> list[Tensor]:
    """One step of every critic on real `(N, D)` against its fakes `(N, D)`; their estimates."""
    optimiser.zero_grad()
    estimates = []
    for critic, fake in zip(critics, fakes, strict=True):
        loss, estimate = critic_objective(critic, real, fake, generator)
        loss.backward()  # type: ignore[no-untyped-call]
        estimates.append(estimate)
    optimiser.step()
    for critic in critics:
        critic.after_step()
    return estimates


def train_generators(
    critics: Sequence[Network],
    generators: Sequence[Network],
    optimiser: torch.optim.Optimizer,
    noise: Tensor,
) -> None:
    """One step of every generator uphill on its own critic, which is held still."""
    optimiser.zero_grad()
    for critic, generator in zip(critics, generators, strict=True):
        scores = critic.value(generator.value(noise), critic.frozen_weights())
        generator_loss(scores).backward()  # type: ignore[no-untyped-call]
    optimiser.step()


def _scaled(initial: InitialLayer, limit: float) -> InitialLayer:
    return replace(initial, weight=initial.weight * (limit / initial.weight.abs().max()))


def shares_of_weights(critic: Network, limit: float, bins: int) -> Tensor:
    """The histogram `(bins,)` of all weights between ±limit, as shares of one."""
    counts = torch.histc(_weights(critic).clamp(-limit, limit), bins, -limit, limit)
    return counts / counts.sum()


def share_at_ends(critic: Network, limit: float) -> float:
    """The share of weights that clipping holds at ±limit."""
    at_ends = _weights(critic).abs() >= limit * (1 - 1e-4)
    return float(at_ends.float().mean())


def _weights(critic: Network) -> Tensor:
    return torch.cat([layer.weight.detach().flatten() for layer in critic.layers]).cpu()
