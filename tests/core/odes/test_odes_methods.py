"""The tableaux fulfil the order conditions, and the order appears on every system."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from core.odes.cells import solve
from core.odes.convergence import convergence_table, exact, reference
from core.odes.methods import METHODS, RK4, Method
from core.odes.system import System
from core.odes.systems import SYSTEMS

BY_NAME = {system.name: system for system in SYSTEMS}


def matrix(method: Method) -> np.ndarray:
    A = np.zeros((len(method.b), len(method.b)))
    for index, row in enumerate(method.a):
        A[index, : len(row)] = row
    return A


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_tableau_fulfils_the_order_conditions(method: Method) -> None:
    A, b, c = matrix(method), np.array(method.b), np.array(method.c)
    np.testing.assert_allclose(A.sum(axis=1), c, atol=1e-14)
    conditions: dict[
        int, list[tuple[float, float]]
    ] = {  # Hairer, Norsett, Wanner, 1993, table II.2.2, up to order 4
        1: [(b.sum(), 1)],
        2: [(b @ c, 1 / 2)],
        3: [(b @ c**2, 1 / 3), (b @ A @ c, 1 / 6)],
        4: [
            (b @ c**3, 1 / 4),
            (b @ (c * (A @ c)), 1 / 8),
            (b @ A @ c**2, 1 / 12),
            (b @ A @ A @ c, 1 / 24),
        ],
    }
    for order in range(1, min(method.order, 4) + 1):
        for found, wanted in conditions[order]:
            assert found == pytest.approx(wanted, abs=1e-14)


def starts(system: System) -> Tensor:
    """Three starts: at one alone an error can vanish by chance."""
    start = torch.tensor(system.start, dtype=torch.float64)
    return start * torch.tensor([[1.0], [0.8], [1.1]], dtype=torch.float64)


@pytest.mark.parametrize("name", BY_NAME)
def test_order_appears_on_every_system(name: str) -> None:
    system = BY_NAME[name]
    params = torch.tensor(system.defaults, dtype=torch.float64)
    field, y0 = system.bind(params), starts(system)
    # The stiff system forgets its errors at the fast rate: stop while the fast part still moves.
    span = (4 if system.name == "stiff" else 20) * system.step
    truth = exact(system, y0, span, params)
    for method in METHODS:
        counts = (10, 20, 40) if method.order > 4 else (40, 80, 160)
        slope = convergence_table(method, field, y0, span, counts, truth).slope
        assert slope == pytest.approx(method.order, abs=0.13 * method.order), method.name


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_order_appears_where_the_field_knows_the_time(method: Method) -> None:
    def field(t: float, y: Tensor) -> Tensor:
        return -2 * (y - math.cos(t)) - math.sin(t)  # solved by cos t + (y0 - 1) e^{-2 t}

    y0 = torch.tensor([[3.0]], dtype=torch.float64)
    truth = torch.tensor([[np.cos(2.0) + 2 * np.exp(-4.0)]], dtype=torch.float64)
    ledger = convergence_table(method, field, y0, 2.0, (16, 32, 64), truth)
    assert ledger.slope == pytest.approx(method.order, abs=0.3)


def test_euler_and_rk4_errors_of_the_fact_sheet() -> None:
    competition = BY_NAME["competition"]
    params = torch.tensor(competition.defaults, dtype=torch.float64)
    y0 = torch.tensor([competition.start], dtype=torch.float64)
    truth = exact(competition, y0, 30.0, params)
    counts = (15, 30, 60, 120)
    euler = convergence_table(METHODS[0], competition.bind(params), y0, 30.0, (*counts, 300), truth)
    rk4 = convergence_table(RK4, competition.bind(params), y0, 30.0, counts, truth)
    # The sheet measures the Euclidean length or the largest component: 3 % lies between them.
    np.testing.assert_allclose(euler.error, [0.247, 0.119, 0.0585, 0.0290, 0.0116], rtol=0.03)
    np.testing.assert_allclose(rk4.error, [9.6e-4, 5.1e-5, 3.0e-6, 1.9e-7], rtol=0.05)


def test_ledger_in_float32_leaves_rounding_out_of_the_slope() -> None:
    exponential = BY_NAME["exponential"]
    params = torch.ones(1)
    y0 = torch.ones(1, 1)
    truth = exact(exponential, y0, 1.0, params)
    ledger = convergence_table(RK4, exponential.bind(params), y0, 1.0, (3, 4, 6, 8, 64, 128), truth)
    assert ledger.slope == pytest.approx(4, abs=0.5)


def test_ledger_without_usable_errors_has_no_slope() -> None:
    y0 = torch.ones(1, 1, dtype=torch.float64)
    ledger = convergence_table(RK4, lambda t, y: 0 * y, y0, 1.0, (1, 2, 4), y0)
    assert np.isnan(ledger.slope)


def test_solve_makes_no_graph() -> None:
    system = BY_NAME["oscillator"]
    params = torch.tensor(system.defaults, requires_grad=True)
    found = solve(RK4, system.bind(params), torch.tensor([system.start]), 0.1, 3)
    assert not found.requires_grad


def test_reference_that_explodes_gets_a_sentence() -> None:
    y0 = torch.ones(1, 1, dtype=torch.float64)
    with pytest.raises(ValueError, match="stops before t = 2"):
        reference(lambda t, y: y * y, y0, 2.0)  # 1 / (1 - t) leaves every bound at t = 1
