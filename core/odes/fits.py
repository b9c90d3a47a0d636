"""Parameters inferred by gradient descent through the unrolled cells."""

from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from core.odes.unknowns import Unknowns


@dataclass(frozen=True)
class FitStep:
    """Loss before a step, and the norm of its gradient with respect to the unknowns."""

    loss: float
    gradient_norm: float


@final
class GradientFit:
    """Adam on the unknowns of an inverse problem, from ``start`` (P,), one ``step()`` at a time.

    ``vector`` and ``optimiser`` are all that a step changes.

    Reference: Su, kexue.fm archives/5643, 2018 (Adam, 1e-4, plain parameters, one piece).
    """

    def __init__(self, unknowns: Unknowns, start: Tensor, learning_rate: float) -> None:
        self.unknowns = unknowns
        self.vector = unknowns.vector(start).requires_grad_()
        self.optimiser = torch.optim.Adam([self.vector], lr=learning_rate)

    @property
    def params(self) -> Tensor:
        """The parameters as they are now, (P,), without gradient."""
        return self.unknowns.params(self.vector.detach())

    def step(self) -> FitStep:
        """One forward pass, one backward pass, one step of Adam."""
        loss = self.unknowns.residuals(self.vector).square().sum()
        (gradient,) = torch.autograd.grad(loss, self.vector)
        self.vector.grad = gradient
        self.optimiser.step()
        return FitStep(float(loss.detach()), float(gradient.norm()))
