"""What the networks are asked to learn: two classes in the plane, or a curve on a line."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from core.data.planes import Shape
from core.shapes import check_same_shape

CURVE_HEIGHT, CURVE_RATE = 0.9, 1.1
CURVE_SIDE = 3.0
OUTLIER = 1.4  # how far a wrong value lies from the curve


@dataclass(frozen=True, eq=False)
class Sample:
    """Points `(N, D)` and what is wanted there `(N, 1)`: ±1, or a value."""

    points: Tensor
    targets: Tensor

    def batch(self, count: int, generator: torch.Generator) -> "Sample":
        """At most `count` of them, drawn without repetition."""
        if count >= len(self.points):
            return self
        rows = torch.randperm(len(self.points), generator=generator)[:count]
        rows = rows.to(self.points.device)
        return Sample(self.points[rows], self.targets[rows])

    def to(self, device: torch.device) -> "Sample":
        """The same on another device."""
        return Sample(self.points.to(device), self.targets.to(device))


def two_classes(
    shape: Shape, count: int, noise: float, label_noise: float, generator: torch.Generator
) -> Sample:
    """Samples of a shape, the pieces taken in turn as −1 and 1; a share
    `label_noise` has its label turned."""
    u = torch.rand(count, generator=generator)
    points = shape.place(u) + noise * torch.randn(count, 2, generator=generator)
    labels = 1 - 2 * ((u * shape.pieces).floor() % 2)
    turned = torch.rand(count, generator=generator) < label_noise
    return Sample(points, torch.where(turned, labels, -labels)[:, None])


def curve(x: Tensor) -> Tensor:
    """The curve that the regression is to find, of a slope below one everywhere."""
    return CURVE_HEIGHT * torch.sin(CURVE_RATE * x)


def noisy_curve(count: int, noise: float, outliers: float, generator: torch.Generator) -> Sample:
    """Values at random places; a share `outliers` lies far above or below."""
    x = CURVE_SIDE * (2 * torch.rand(count, 1, generator=generator) - 1)
    y = curve(x) + noise * torch.randn(count, 1, generator=generator)
    off = torch.rand(count, 1, generator=generator) < outliers
    side = 1 - 2 * (torch.rand(count, 1, generator=generator) < 0.5).float()
    return Sample(x, torch.where(off, y + OUTLIER * side, y))


def logistic(values: Tensor, labels: Tensor) -> Tensor:
    """log(1 + e^(−y f)), the mean over ±1 labels. Raises ValueError for different shapes."""
    check_same_shape(values, labels)
    return functional.softplus(-labels * values).mean()


def squared(values: Tensor, targets: Tensor) -> Tensor:
    """Mean squared error. Raises ValueError for different shapes."""
    check_same_shape(values, targets)
    return (values - targets).square().mean()


def error_rate(values: Tensor, labels: Tensor) -> float:
    """The share of ±1 labels `(N, 1)` that are missed; NaN where a value is no number."""
    check_same_shape(values, labels)
    leads = values * labels
    return float((leads <= 0).to(leads.dtype).where(~leads.isnan(), torch.nan).mean())
