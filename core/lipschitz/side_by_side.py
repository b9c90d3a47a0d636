"""Networks under different constraints, trained side by side on the same batches."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.linalg import vector_norm

from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.gradient_penalty import interpolate, slope_penalty
from core.lipschitz.network import Network
from core.lipschitz.tasks import Sample

Loss = Callable[[Tensor, Tensor], Tensor]


def between_pairs(points: Tensor, generator: torch.Generator) -> Tensor:
    """Places `(N, D)` on segments between points, paired at random: where slopes are penalised."""
    partners = torch.randperm(len(points), generator=generator).to(points.device)
    return interpolate(points, points[partners], generator)


class ConstrainedTrainer:
    """Networks with one output, one loss, and one Adam for all: their weights do not meet in it."""

    def __init__(self, networks: Sequence[Network], loss: Loss, rate: float) -> None:
        self.networks = list(networks)
        self.module = nn.ModuleList(networks)
        self.loss = loss
        fused = next(self.module.parameters()).device.type != "mps"
        self.optimiser = torch.optim.Adam(self.module.parameters(), lr=rate, fused=fused)

    def step(self, sample: Sample, generator: torch.Generator) -> list[Tensor]:
        """Train all once; the steepest slope of each at the points of the sample."""
        between = self._between(sample.points, generator)
        losses, slopes = [], []
        for network in self.networks:
            loss, slope = self._objective(network, sample, between)
            losses.append(loss)
            slopes.append(slope)
        self.optimiser.zero_grad()
        torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        for network in self.networks:
            network.after_step()
        return slopes

    def set_constraints(self, constraints: Sequence[Constraint]) -> None:
        """Take new strengths and slopes of the same kinds."""
        for network, constraint in zip(self.networks, constraints, strict=True):
            network.constraint = constraint

    def _between(self, points: Tensor, generator: torch.Generator) -> Tensor | None:
        """Points on segments between pairs of the sample, if any network is penalised there."""
        if all(network.constraint.kind is not Kind.GRADIENT for network in self.networks):
            return None
        return between_pairs(points, generator)

    def _objective(
        self, network: Network, sample: Sample, between: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        constraint, weights = network.constraint, network.weights()
        values, gradients = network.value_and_gradient(sample.points, weights)
        loss = self.loss(values, sample.targets)
        if constraint.kind is Kind.GRADIENT and between is not None:
            _, slopes = network.value_and_gradient(between, weights)
            penalty = slope_penalty(slopes, constraint.slope, constraint.one_sided)
            loss = loss + constraint.strength * penalty
        elif constraint.kind in (Kind.FROBENIUS, Kind.SPECTRAL):
            loss = loss + network.weight_penalty()
        steepest: Tensor = vector_norm(gradients.detach(), dim=1).max()
        return loss, steepest
