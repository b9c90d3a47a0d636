"""The step that keeps what the flow keeps: symplectic Euler for separable Hamiltonians.

Reference: Hairer, Lubich, Wanner, Geometric Numerical Integration, 2006, ch. I.1 and VI.3.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from core.odes.cells import Cell

Part = Callable[[Tensor], Tensor]  # (N,) -> (N,)


def symplectic_euler(velocity: Part, force: Part, h: float) -> Cell:
    """Cell for q' = velocity(p), p' = force(q), y = (q, p) of shape (N, 2), order 1.

    The position moves with the old momentum and the momentum with the new position.
    """

    def cell(y: Tensor, t: float) -> Tensor:
        q, p = y.unbind(1)
        q = q + h * velocity(p)
        return torch.stack((q, p + h * force(q)), dim=1)

    return cell


def symplectic_predation(params: Tensor, h: float) -> Cell:
    """Symplectic cell for predator and prey: their logarithms have a separable Hamiltonian.

    With q = log prey, p = log predator: q' = alpha - beta e^p and p' = delta e^q - gamma.
    """
    alpha, beta, gamma, delta = params.unbind()
    step = symplectic_euler(lambda p: alpha - beta * p.exp(), lambda q: delta * q.exp() - gamma, h)
    return lambda y, t: step(y.log(), t).exp()
