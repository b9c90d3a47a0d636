"""R(z) is what a step multiplies by, and the limits are where trajectories turn."""

import math

import numpy as np
import pytest
import torch

from core.odes.cells import first_non_finite, solve
from core.odes.methods import (
    DORMAND_PRINCE,
    EULER,
    HEUN,
    METHODS,
    MIDPOINT,
    RK4,
    SYMPLECTIC_EULER,
    Method,
)
from core.odes.populations import COMPETITION
from core.odes.stability import (
    growth_factor,
    stability_function,
    stability_polynomial,
    step_limit,
)
from tests.texts import told

SLOW, FAST = -0.15 + math.sqrt(0.0075), -0.15 - math.sqrt(0.0075)  # at the node (375, 250)


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_polynomial_begins_as_the_exponential(method: Method) -> None:
    coefficients = stability_polynomial(method)
    wanted = [1 / math.factorial(k) for k in range(method.order + 1)]
    np.testing.assert_allclose(coefficients[: method.order + 1], wanted, atol=1e-14)


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_step_multiplies_by_the_amplification(method: Method) -> None:
    x, y = np.meshgrid(np.linspace(-4, 1, 7), np.linspace(-3, 3, 7))
    z = np.asarray(x + 1j * y, dtype=np.complex128)
    states = torch.ones(1, z.size, dtype=torch.complex128)
    rate = torch.from_numpy(z.ravel())
    step = solve(method, lambda t, y: rate * y, states, 1.0, 1)[-1].numpy().reshape(z.shape)
    np.testing.assert_allclose(stability_function(method, z), step, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("omega", [0.5, 1.9, 2.1, 4.0])
def test_growth_of_symplectic_euler_is_that_of_its_step(omega: float) -> None:
    step = np.array([[1, 1], [-(omega**2), 1 - omega**2]])  # of q' = p, p' = -omega^2 q, h = 1
    wanted = np.abs(np.linalg.eigvals(step)).max()
    found = growth_factor(SYMPLECTIC_EULER, np.array([1j * omega, -1j * omega]))
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    assert bool(wanted > 1 + 1e-6) is (omega > 2)


@pytest.mark.parametrize(
    ("method", "real", "imaginary"),
    [
        (EULER, 2.0, 0.0),
        (MIDPOINT, 2.0, 0.0),
        (HEUN, 2.0, 0.0),
        (RK4, 2.7853, 2 * math.sqrt(2)),
        (DORMAND_PRINCE, 3.3066, 0.9972),
        (SYMPLECTIC_EULER, 0.0, 2.0),
    ],
    ids=lambda v: v.name if isinstance(v, Method) else None,
)
def test_limits_on_both_axes(method: Method, real: float, imaginary: float) -> None:
    assert step_limit(method, -1) == pytest.approx(real, abs=1e-4)
    assert step_limit(method, 1j) == pytest.approx(imaginary, abs=1e-4)
    assert step_limit(method, 1) == 0
    assert step_limit(method, 0) == math.inf


@pytest.mark.parametrize("decay", [2e-5, 1e-5, 1e-6])
def test_a_limit_is_found_however_slowly_what_turns_decays(decay: float) -> None:
    eigenvalue = complex(-decay, 1)
    wanted = 2 * decay / abs(eigenvalue) ** 2
    assert step_limit(EULER, eigenvalue) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("method", [m for m in METHODS if not m.split], ids=lambda m: m.name)
@pytest.mark.parametrize("eigenvalue", [-0.5, -1 + 1j, -0.1 - 2j, -3 + 0.2j])
def test_limit_is_the_edge_of_the_region(method: Method, eigenvalue: complex) -> None:
    limit = step_limit(method, eigenvalue)
    shares = np.linspace(0, 1, 200)[1:-1]
    inside = np.asarray(shares * limit * eigenvalue, dtype=np.complex128)
    assert np.abs(stability_function(method, inside)).max() <= 1
    assert abs(stability_function(method, np.array([1.01 * limit * eigenvalue]))[0]) > 1


def test_thresholds_at_the_node_of_the_competition() -> None:
    told("ode_cells", ("more than twice the 4.23", "4.23 的两倍多"))
    assert step_limit(EULER, FAST) == pytest.approx(8.45, abs=0.005)
    assert pytest.approx(4.23, abs=0.005) == -1 / FAST
    assert 9 > 2 * 4.23
    assert step_limit(EULER, SLOW) == pytest.approx(2 / -SLOW)


@pytest.mark.parametrize(
    ("h", "changes", "settles"),
    [(4.0, False, True), (5.0, True, True), (8.0, True, True), (9.0, True, False)],
)
def test_euler_at_the_node_behaves_as_the_thresholds_say(
    h: float, changes: bool, settles: bool
) -> None:
    field = COMPETITION.bind(torch.tensor(COMPETITION.defaults, dtype=torch.float64))
    node = torch.tensor([[375.0, 250.0]], dtype=torch.float64)
    J = COMPETITION.jacobian(node, torch.tensor(COMPETITION.defaults, dtype=torch.float64))[0]
    values, vectors = torch.linalg.eig(J)
    fast = int(values.real.argmin())
    left = torch.linalg.inv(vectors)[fast].real  # reads the fast direction off a deviation
    start = node + 1e-3 * vectors[:, fast].real
    trajectory = solve(EULER, field, start, h, 600)[:, 0]
    fast_part = (trajectory[:6] - node) @ left
    assert bool((fast_part[1:] * fast_part[:-1] < 0).all()) is changes
    assert first_non_finite(trajectory[:, None]) is None
    distance = float((trajectory[-50:] - node).norm(dim=1).max())
    assert (distance < 1e-8) is settles
