"""How a recurrent cell passes derivatives on: forwards from the start, backwards from the loss.

Both are products of the Jacobians of the cells, so both may vanish or explode (Su, kexue.fm
archives/5643, 2018; Bengio, Simard, Frasconi, 1994).
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.odes.cells import Cell

Floats = NDArray[np.float64]
# Norms are held below this: their squares still are finite numbers.
LARGEST = 1e150


def cell_jacobians(cell: Cell, states: Tensor) -> Tensor:
    """Derivative (T, D, D) of the next state by the state, at the states (T, D).

    All cells share their weights and the field does not depend on the time, so one batch does.
    """
    with torch.enable_grad():
        y = states.detach().requires_grad_()
        following = cell(y, 0.0)
        rows = [
            torch.autograd.grad(following[:, state].sum(), y, retain_graph=True)[0]
            for state in range(states.shape[1])
        ]
    return torch.stack(rows, dim=1)


def sensitivity_norms(cell: Cell, path: Tensor) -> Floats:
    """Norm (T + 1,) of the derivative of each state of a path (T + 1, D) by the first one."""
    jacobians = _held(cell_jacobians(cell, path[:-1]).double().cpu().numpy())
    products = [np.eye(path.shape[1])]
    for jacobian in jacobians:
        products.append(_held(jacobian @ products[-1]))
    norms: Floats = np.linalg.norm(np.stack(products), 2, axis=(1, 2))
    return norms


def adjoints(cell: Cell, path: Tensor, sources: Tensor) -> Floats:
    """Norm (T + 1,) of the derivative of a loss by each state of a path (T + 1, D).

    ``sources`` (T + 1, D) holds the derivative of the loss by the states that it sees directly; it
    flows back through the cells, the transposed recurrence.
    """
    jacobians = _held(cell_jacobians(cell, path[:-1]).double().cpu().numpy())
    direct = sources.detach().double().cpu().numpy()
    back = direct[-1]
    norms = [float(np.linalg.norm(back))]
    for jacobian, source in zip(jacobians[::-1], direct[-2::-1], strict=True):
        back = _held(jacobian.T @ back + source)
        norms.append(float(np.linalg.norm(back)))
    return np.array(norms[::-1])


def _held(values: Floats) -> Floats:
    """Values within what can be squared: infinity times nought would be no number."""
    return np.clip(values, -LARGEST, LARGEST)
