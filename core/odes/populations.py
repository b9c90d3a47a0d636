"""Two species: they compete for the same food, or one eats the other.

Both are x' = x (r + M x), row by row: one ``addmm`` and one product per slope.
Reference: Murray, Mathematical Biology I, 2002, ch. 3.
"""

import torch
from torch import Tensor

from core.odes.cells import Field
from core.odes.system import System, Values


def _lotka_volterra(r: Tensor, transposed: Tensor) -> Field:
    return lambda t, y: y * torch.addmm(r, y, transposed)


def _jacobian(y: Tensor, r: Tensor, transposed: Tensor) -> Tensor:
    """diag(r + M x) + diag(x) M, (N, D, D)."""
    own = torch.diag_embed(torch.addmm(r, y, transposed))
    return own + y.unsqueeze(2) * transposed.T


def _competition_terms(params: Tensor) -> tuple[Tensor, Tensor]:
    r, a, inverse_capacity = params[:2], params[2:4], params[4:]
    own = r * inverse_capacity
    # Transposed: the first column acts on x1, so a1 stands below own1.
    return r, -torch.stack((own[0], a[1], a[0], own[1])).view(2, 2)


def _competition_equilibria(params: Values) -> tuple[Values, ...]:
    r1, r2, a1, a2, i1, i2 = params
    found: list[Values] = [(0.0, 0.0)]
    if i1 > 0:
        found.append((1 / i1, 0.0))
    if i2 > 0:
        found.append((0.0, 1 / i2))
    # Cramer's rule for r1 i1 x1 + a1 x2 = r1 and a2 x1 + r2 i2 x2 = r2.
    determinant = r1 * i1 * r2 * i2 - a1 * a2
    if determinant != 0:
        x1 = (r1 * r2 * i2 - a1 * r2) / determinant
        x2 = (r2 * r1 * i1 - a2 * r1) / determinant
        found.append((x1, x2))
    return tuple(found)


COMPETITION = System(
    # The article's example; the order of the parameters is the article's too. It has no invariant:
    # the node (375, 250) attracts every start with both species alive.
    name="competition",
    states=("x₁", "x₂"),
    parameters=("r₁", "r₂", "a₁", "a₂", "1/N₁", "1/N₂"),
    defaults=(0.1, 0.3, 1e-4, 2e-4, 0.002, 0.003),
    start=(100.0, 150.0),
    span=100.0,
    step=1.0,
    view=((0.0, 600.0), (0.0, 400.0)),
    bind=lambda params: _lotka_volterra(*_competition_terms(params)),
    equilibria=_competition_equilibria,
    jacobian=lambda y, params: _jacobian(y, *_competition_terms(params)),
)


def _predation_terms(params: Tensor) -> tuple[Tensor, Tensor]:
    alpha, beta, gamma, delta = params.unbind()
    zero = torch.zeros_like(alpha)
    r = torch.stack((alpha, -gamma))
    return r, torch.stack((zero, delta, -beta, zero)).view(2, 2)


def _predation_invariant(y: Tensor, params: Tensor) -> Tensor:
    """V = delta x - gamma log x + beta y - alpha log y, (N,)."""
    alpha, beta, gamma, delta = params.unbind()
    prey, predator = y[:, 0], y[:, 1]
    return delta * prey - gamma * prey.log() + beta * predator - alpha * predator.log()


PREDATION = System(
    name="predator-prey",
    states=("prey", "predator"),
    parameters=("α", "β", "γ", "δ"),
    defaults=(2 / 3, 4 / 3, 1.0, 1.0),
    start=(0.9, 0.9),
    span=50.0,
    step=0.1,
    view=((0.0, 2.5), (0.0, 1.5)),
    bind=lambda params: _lotka_volterra(*_predation_terms(params)),
    equilibria=lambda p: ((0.0, 0.0), (p[2] / p[3], p[0] / p[1])),
    jacobian=lambda y, params: _jacobian(y, *_predation_terms(params)),
    invariant=_predation_invariant,
)
