"""Two oscillators that are not linear: the pendulum and Van der Pol's circuit."""

import math

import torch
from torch import Tensor

from core.odes.cells import Field
from core.odes.system import System


def _pendulum_field(params: Tensor) -> Field:
    pull = -params[0]

    def field(t: float, y: Tensor) -> Tensor:
        angle, velocity = y.unbind(1)
        return torch.stack((velocity, pull * angle.sin()), dim=1)

    return field


def _pendulum_jacobian(y: Tensor, params: Tensor) -> Tensor:
    angle = y[:, 0]
    zero = torch.zeros_like(angle)
    rows = torch.stack((zero, zero + 1, -params[0] * angle.cos(), zero), dim=1)
    return rows.view(-1, 2, 2)


PENDULUM = System(
    # Length and gravity cannot be told apart from the motion: only their quotient is a parameter.
    name="pendulum",
    states=("angle", "velocity"),
    parameters=("g/l",),
    defaults=(1.0,),
    start=(2.0, 0.0),
    span=20.0,
    step=0.1,
    view=((-2 * math.pi, 2 * math.pi), (-3.0, 3.0)),
    bind=_pendulum_field,
    equilibria=lambda params: ((0.0, 0.0), (-math.pi, 0.0), (math.pi, 0.0)),
    jacobian=_pendulum_jacobian,
    invariant=lambda y, params: y[:, 1] ** 2 / 2 - params[0] * y[:, 0].cos(),
)


def _van_der_pol_field(params: Tensor) -> Field:
    mu = params[0]

    def field(t: float, y: Tensor) -> Tensor:
        x, v = y.unbind(1)
        return torch.stack((v, mu * (v - x * x * v) - x), dim=1)

    return field


def _van_der_pol_jacobian(y: Tensor, params: Tensor) -> Tensor:
    mu, x, v = params[0], y[:, 0], y[:, 1]
    zero = torch.zeros_like(x)
    rows = torch.stack((zero, zero + 1, -1 - 2 * mu * x * v, mu * (1 - x * x)), dim=1)
    return rows.view(-1, 2, 2)


VAN_DER_POL = System(
    # Every start but the origin ends on the same limit cycle (van der Pol, 1926).
    name="Van der Pol",
    states=("x", "v"),
    parameters=("μ",),
    defaults=(1.5,),
    start=(0.5, 0.0),
    span=20.0,
    step=0.05,
    view=((-3.0, 3.0), (-4.5, 4.5)),
    bind=_van_der_pol_field,
    equilibria=lambda params: ((0.0, 0.0),),
    jacobian=_van_der_pol_jacobian,
)
