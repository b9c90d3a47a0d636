"""The interface of every flow, and the composition of flows."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import torch
from torch import Tensor, nn

# depth = t * number of layers is rounded within this, so that "three layers of seven" is three.
DEPTH_ROUNDING = 1e-6


class Flow(nn.Module, ABC):
    """An invertible map whose Jacobian determinant is cheap.

    Every flow can be taken in part: at t = 0 it is the identity, at t = 1 it is whole, and it
    is invertible for every t between. Layers with a shift and a log-scale multiply both by t,
    linear layers turn and stretch by t; what has no half (a permutation, a squeeze) happens at
    t = 1 at once.
    """

    __call__: Callable[..., tuple[Tensor, Tensor]]

    @abstractmethod
    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map data (N, ...) towards latents; return them with log|det dz/dx|, shape (N,)."""

    @abstractmethod
    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map latents (N, ...) back to data; return them with log|det dx/dz|, shape (N,)."""

    @torch.no_grad()
    def initialise(self, x: Tensor) -> Tensor:
        """Set what depends on data from the batch x (N, ...); return the flow's output.

        It is called once, before training, and never by `forward`: looking changes nothing.
        """
        return self.forward(x)[0]


class Stage(NamedTuple):
    """A space between two layers: the points there, and the log-det of the layer that led to it."""

    points: Tensor  # (N, ...)
    log_det: Tensor  # (N,)


class Composite(Flow):
    """Flows applied one after the other; the log-determinants add up."""

    def __init__(self, layers: Iterable[Flow]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def __len__(self) -> int:
        """Return the number of layers."""
        return len(self.layers)

    def __iter__(self) -> Iterator[Flow]:
        """Run over the layers from data to latents."""
        for layer in self.layers:
            assert isinstance(layer, Flow)
            yield layer

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Apply the first t * len(self) layers, the last of them in part."""
        total: Tensor | None = None
        for layer, part in self._parts(t):
            x, log_det = layer(x, part)
            total = log_det if total is None else total + log_det
        return x, no_log_det(x) if total is None else total

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Undo the first t * len(self) layers, the last of them in part."""
        total: Tensor | None = None
        for layer, part in reversed(self._parts(t)):
            z, log_det = layer.inverse(z, part)
            total = log_det if total is None else total + log_det
        return z, no_log_det(z) if total is None else total

    def stages(self, x: Tensor) -> list[Stage]:
        """Return every space on the way from x to z: len(self) + 1 of them, x itself first."""
        found = [Stage(x, no_log_det(x))]
        for layer in self:
            found.append(Stage(*layer(found[-1].points)))
        return found

    @torch.no_grad()
    def initialise(self, x: Tensor) -> Tensor:
        """Initialise each layer on the output of the one before it."""
        for layer in self:
            x = layer.initialise(x)
        return x

    def _parts(self, t: float) -> list[tuple[Flow, float]]:
        """Return the layers that t reaches, each with the part of it that is taken."""
        depth = check_part(t) * len(self)
        if abs(depth - round(depth)) < DEPTH_ROUNDING:
            depth = float(round(depth))
        layers = list(self)[: math.ceil(depth)]
        return [(layer, min(1.0, depth - i)) for i, layer in enumerate(layers)]


def check_part(t: float) -> float:
    """Return t; raise ValueError unless it lies in [0, 1]."""
    if not 0.0 <= t <= 1.0:
        raise ValueError(f"the part of a flow must lie between 0 and 1, not {t}")
    return t


def no_log_det(x: Tensor) -> Tensor:
    """Return the log-determinant of a map that keeps volume: zeros (N,)."""
    return x.new_zeros(len(x))


def sum_features(x: Tensor) -> Tensor:
    """Sum over all dimensions but the batch: (N, ...) to (N,)."""
    return x.sum(dim=tuple(range(1, x.dim())))


def per_point(log_scales: Tensor, x: Tensor, t: float = 1.0) -> Tensor:
    """Return the log-det (N,) of what acts alike on each pixel of x (N, C, H, W), or on (N, C).

    It is t H W times the sum of log_scales (C,): without the factor H W densities are wrong.
    """
    times = t * math.prod(x.shape[2:])
    total = log_scales.sum()
    return (total if times == 1.0 else times * total).expand(len(x))


def per_channel(values: Tensor, x: Tensor) -> Tensor:
    """View values (C,) so that they broadcast over x (N, C) or (N, C, H, W)."""
    return values if x.dim() == 2 else values.view(-1, *[1] * (x.dim() - 2))
