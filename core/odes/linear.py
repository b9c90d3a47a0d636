"""Systems with a closed form: growth, oscillation, and a fast and a slow motion together."""

import math

import torch
from torch import Tensor

from core.odes.cells import Field
from core.odes.system import System

EXPONENTIAL = System(
    name="exponential",
    states=("x",),
    parameters=("k",),
    defaults=(1.0,),
    start=(1.0,),
    span=2.0,
    step=0.1,
    view=((-8.0, 8.0),),
    bind=lambda params: lambda t, y: y * params,
    equilibria=lambda params: ((0.0,),),
    jacobian=lambda y, params: params.expand(len(y), 1).unsqueeze(2),
    solution=lambda t, y0, params: y0 * (params * t).exp(),
)


def _oscillator_matrix(params: Tensor) -> Tensor:
    """A in y' = y A^T, transposed: x' = v, v' = -omega^2 x."""
    omega = params[0]
    zero = torch.zeros_like(omega)
    return torch.stack((zero, -omega * omega, zero + 1, zero)).view(2, 2)


def _oscillator_field(params: Tensor) -> Field:
    transposed = _oscillator_matrix(params)
    return lambda t, y: y @ transposed


def _oscillator_solution(t: float, y0: Tensor, params: Tensor) -> Tensor:
    omega = params[0]
    cosine, sine = (omega * t).cos(), (omega * t).sin()
    x, v = y0[:, 0], y0[:, 1]
    return torch.stack((x * cosine + v / omega * sine, v * cosine - x * omega * sine), dim=1)


OSCILLATOR = System(
    name="oscillator",
    states=("x", "v"),
    parameters=("ω",),
    defaults=(1.0,),
    start=(1.0, 0.0),
    span=4 * math.pi,
    step=0.1,
    view=((-2.5, 2.5), (-2.5, 2.5)),
    bind=_oscillator_field,
    equilibria=lambda params: ((0.0, 0.0),),
    jacobian=lambda y, params: _oscillator_matrix(params).T.expand(len(y), 2, 2),
    solution=_oscillator_solution,
    invariant=lambda y, params: y[:, 1] ** 2 + (params[0] * y[:, 0]) ** 2,
)


def _stiff_field(params: Tensor) -> Field:
    rate = params[0]

    def field(t: float, y: Tensor) -> Tensor:
        x, z = y.unbind(1)
        return torch.stack((-x, rate * (x * x - z)), dim=1)

    return field


def _stiff_jacobian(y: Tensor, params: Tensor) -> Tensor:
    rate, x = params[0], y[:, 0]
    ones = torch.ones_like(x)
    rows = torch.stack((-ones, 0 * ones, 2 * rate * x, -rate * ones), dim=1)
    return rows.view(-1, 2, 2)


def _stiff_solution(t: float, y0: Tensor, params: Tensor) -> Tensor:
    """z = z0 e^{-rate t} + rate x0^2 e^{-2 t} (1 - e^{-g t}) / g with g = rate - 2, or t at 0."""
    rate, x0 = params[0], y0[:, 0]
    gap = rate - 2
    fed = -torch.expm1(-gap * t) / gap if gap != 0 else params.new_tensor(t)
    z = y0[:, 1] * (-rate * t).exp() + rate * x0 * x0 * math.exp(-2 * t) * fed
    return torch.stack((x0 * math.exp(-t), z), dim=1)


STIFF = System(
    # The state falls at once on a parabola and then creeps along it: the fast rate, long since
    # invisible, still dictates the step (Hairer, Wanner, Solving ODEs II, 1996, ch. IV.1).
    name="stiff",
    states=("x", "z"),
    parameters=("λ",),
    defaults=(50.0,),
    start=(1.5, 0.2),
    span=3.0,
    step=0.01,
    view=((-2.0, 2.0), (-0.5, 3.0)),
    bind=_stiff_field,
    equilibria=lambda params: ((0.0, 0.0),),
    jacobian=_stiff_jacobian,
    solution=_stiff_solution,
)
