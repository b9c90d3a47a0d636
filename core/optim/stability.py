"""What a step does to a quadratic λ p²/2, exactly: factors, rates and how long they are stable.

Everything depends on z = η λ and on the momentum β alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

# The real root of z³ − 4z² + 12z − 24, where RK4's factor is 1 again.
RK4_LIMIT = 2.7852935634052816

Formula = Callable[[Tensor, Tensor], Tensor]  # of z and β


@dataclass(frozen=True)
class OnQuadratic:
    """The step as p_{t+1} = trace · p_t − determinant · p_{t−1}, and its largest stable z.

    Without memory the determinant is zero and the trace the factor of one step.
    """

    name: str
    trace: Formula
    determinant: Formula
    limit: Callable[[Tensor], Tensor]

    def rate(self, z: Tensor, momentum: Tensor) -> Tensor:
        """What remains of the distance after a step, in the long run: the spectral radius.

        Below 1 it converges. Shapes of z and momentum broadcast.
        """
        trace, determinant = self.trace(z, momentum), self.determinant(z, momentum)
        inside = trace.square() - 4 * determinant
        real = (trace.abs() + inside.clamp_min(0).sqrt()) / 2
        return torch.where(inside < 0, determinant.clamp_min(0).sqrt(), real)


def _nothing(z: Tensor, momentum: Tensor) -> Tensor:
    return torch.zeros_like(z + momentum)


def _always(limit: float) -> Callable[[Tensor], Tensor]:
    return lambda momentum: torch.full_like(momentum, limit)


def flow_factor(z: Tensor) -> Tensor:
    """exp(−z): what the gradient flow does in the same time."""
    return torch.exp(-z)


SGD = OnQuadratic("SGD", lambda z, b: 1 - z + 0 * b, _nothing, _always(2.0))
HEUN = OnQuadratic("Heun", lambda z, b: 1 - z + z**2 / 2 + 0 * b, _nothing, _always(2.0))
RK4 = OnQuadratic(
    "RK4", lambda z, b: 1 - z + z**2 / 2 - z**3 / 6 + z**4 / 24 + 0 * b, _nothing,
    _always(RK4_LIMIT),
)  # fmt: skip
MOMENTUM = OnQuadratic(
    "momentum", lambda z, b: 1 + b - z, lambda z, b: b + 0 * z, lambda b: 2 * (1 + b)
)
NESTEROV = OnQuadratic(
    "Nesterov", lambda z, b: (1 + b) * (1 - z), lambda z, b: b * (1 - z),
    lambda b: 2 * (1 + b) / (1 + 2 * b),
)  # fmt: skip

ON_QUADRATIC = (SGD, HEUN, RK4, MOMENTUM, NESTEROV)
