"""What is exact on a quadratic: factors, rates and boundaries; and maps of many runs."""

import math

import pytest
import torch
from torch import Tensor

from core.optim import (
    ON_QUADRATIC,
    QUADRATIC,
    RK4,
    ROSENBROCK,
    SGD,
    Heun,
    Momentum,
    MomentumRuns,
    Nesterov,
    OnQuadratic,
    Surface,
    flow_factor,
    path,
    quadratic,
)
from tests.core.optim.training import Make
from tests.texts import told

MOMENTA = torch.tensor([0.0, 0.3, 0.6, 0.9], dtype=torch.float64)
each_step = pytest.mark.parametrize("step", ON_QUADRATIC, ids=lambda step: step.name)
BY_NAME = {step.name: step for step in ON_QUADRATIC}


def optimiser(name: str, rate: float, momentum: float) -> Make:
    plain = {"SGD": SGD, "Heun": Heun, "RK4": RK4}
    heavy = {"momentum": Momentum, "Nesterov": Nesterov}
    if name in plain:
        return lambda p: plain[name](p, rate)
    return lambda p: heavy[name](p, rate, momentum)


def descended(name: str, z: float, momentum: float, steps: int) -> Tensor:
    """Distances (steps + 1,) along the steep axis of a quadratic of curvature 1 and 1."""
    start, tape = torch.tensor([0.0, 1.0], dtype=torch.float64), torch.zeros(steps, 2)
    return path(optimiser(name, z, momentum), quadratic(1.0), start, tape)[:, 1]


@each_step
@pytest.mark.parametrize("momentum", MOMENTA.tolist())
def test_the_boundary_parts_runs_that_end_from_runs_that_leave(
    step: OnQuadratic, momentum: float
) -> None:
    """A hundredth inside of it and a hundredth outside, and on it the rate is one."""
    beta = torch.tensor(momentum, dtype=torch.float64)
    limit = step.limit(beta)
    assert float(step.rate(limit, beta)) == pytest.approx(1.0, abs=1e-9)
    inside, outside = (
        descended(step.name, float(limit) * share, momentum, 2000)[-1].abs()
        for share in (0.99, 1.01)
    )
    assert inside < 1e-3
    assert outside > 1e3


@each_step
def test_below_the_boundary_every_rate_is_stable(step: OnQuadratic) -> None:
    shares = torch.linspace(0.01, 0.999, 200, dtype=torch.float64)
    limit = step.limit(MOMENTA)[:, None]
    assert (step.rate(shares * limit, MOMENTA[:, None]) < 1).all()
    assert (step.rate(1.01 * limit, MOMENTA[:, None]) > 1).all()


@each_step
@pytest.mark.parametrize("z", [0.2, 0.9, 1.2])
def test_steps_obey_the_recurrence(step: OnQuadratic, z: float) -> None:
    momentum = 0.7
    p, beta = descended(step.name, z, momentum, 30), torch.tensor(momentum, dtype=torch.float64)
    arguments = torch.tensor(z, dtype=torch.float64), beta
    expected = step.trace(*arguments) * p[1:-1] - step.determinant(*arguments) * p[:-2]
    assert torch.allclose(p[2:], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["momentum", "Nesterov"])
@pytest.mark.parametrize("z", [0.001, 0.02, 0.9, 1.2])
def test_the_rate_is_the_largest_root(name: str, z: float) -> None:
    step = BY_NAME[name]
    arguments = torch.tensor(z, dtype=torch.float64), torch.tensor(0.7, dtype=torch.float64)
    trace, determinant = float(step.trace(*arguments)), float(step.determinant(*arguments))
    companion = torch.tensor([[trace, -determinant], [1.0, 0.0]], dtype=torch.float64)
    roots = torch.linalg.eigvals(companion).abs()
    assert float(step.rate(*arguments)) == pytest.approx(float(roots.max()), abs=1e-7)


def test_higher_order_is_nearer_to_the_flow_and_no_faster() -> None:
    """Heun never changes sign: its factor is least, a half, at z = 1."""
    z, none = torch.linspace(0.05, 1.0, 20, dtype=torch.float64), torch.zeros(1).double()
    off = [(BY_NAME[name].trace(z, none) - flow_factor(z)).abs() for name in ("SGD", "Heun", "RK4")]
    assert (off[0] > off[1]).all()
    assert (off[1] > off[2]).all()
    wide = torch.linspace(0, 2, 2001, dtype=torch.float64)
    factors = BY_NAME["Heun"].trace(wide, none)
    assert float(factors.min()) == 0.5
    assert float(wide[factors.argmin()]) == pytest.approx(1.0)


def test_limits_as_they_are_written() -> None:
    told("optimiser_race", "beyond 2/20", "up to 2 (1 + β)/20", preset="Rate too large")
    told("optimiser_race", ("2 for SGD and Heun", "SGD 和 Heun 是 2"), "2.785")
    nine = torch.tensor(0.9, dtype=torch.float64)
    limits = {step.name: float(step.limit(nine)) for step in ON_QUADRATIC}
    assert limits == pytest.approx(
        {"SGD": 2, "Heun": 2, "RK4": 2.785, "momentum": 3.8, "Nesterov": 3.8 / 2.8}, abs=5e-4
    )


@pytest.mark.parametrize("name", ["momentum", "Nesterov"])
@pytest.mark.parametrize("surface", [QUADRATIC, ROSENBROCK], ids=lambda surface: surface.name)
def test_a_map_is_the_runs_one_by_one(name: str, surface: Surface) -> None:
    """However it is sliced."""
    start = torch.tensor([-1.2, 1.0], dtype=torch.float64)
    rates = torch.tensor([1e-4, 1e-3, 0.03], dtype=torch.float64)
    runs = MomentumRuns(surface, start, rates, MOMENTA, nesterov=name == "Nesterov")
    for piece in (1, 7, 32):
        runs.advance(piece)
    assert runs.steps == 40
    for i, momentum in enumerate(MOMENTA.tolist()):
        for j, rate in enumerate(rates.tolist()):
            alone = path(optimiser(name, rate, momentum), surface, start, torch.zeros(40, 2))[-1]
            away = math.inf if not alone.isfinite().all() else float(surface.value(alone))
            assert float(runs.losses()[i, j]) == pytest.approx(away, rel=1e-9)


def test_a_map_of_the_quadratic_shows_the_exact_boundary() -> None:
    """Every cell whose rate is a hundredth away from 1 falls on its side of it."""
    rates = torch.linspace(0.002, 0.25, 60, dtype=torch.float64)
    momenta = torch.linspace(0, 0.95, 20, dtype=torch.float64)
    start = torch.ones(2, dtype=torch.float64)
    for name in ("momentum", "Nesterov"):
        runs = MomentumRuns(QUADRATIC, start, rates, momenta, nesterov=name == "Nesterov")
        runs.advance(3000)
        step, losses = BY_NAME[name], runs.losses()
        z = rates * torch.tensor(QUADRATIC.curvatures, dtype=torch.float64)[:, None, None]
        worst = step.rate(z, momenta[:, None]).amax(0)
        assert (losses[worst < 0.99] < 1e-3).all()
        assert (losses[worst > 1.01] > 1e3).all()
        assert torch.equal(worst < 1, z[1] < step.limit(momenta)[:, None])
