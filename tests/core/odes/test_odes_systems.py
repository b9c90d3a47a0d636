"""What the systems claim of themselves, each against a naive derivation."""

import math

import pytest
import torch
from torch import Tensor

from core.odes.cells import cell_of, solve
from core.odes.methods import DORMAND_PRINCE, EULER, METHODS, RK4, SYMPLECTIC_EULER, Method
from core.odes.populations import COMPETITION, PREDATION
from core.odes.system import System
from core.odes.systems import SYSTEMS
from tests.texts import told

DOUBLE = torch.float64
each_system = pytest.mark.parametrize("system", SYSTEMS, ids=lambda s: s.name)


def params_of(system: System) -> Tensor:
    return torch.tensor(system.defaults, dtype=DOUBLE)


def states_of(system: System) -> Tensor:
    """Four states in the view, none at its edge, all positive where it is."""
    low, high = torch.tensor(system.view, dtype=DOUBLE).unbind(1)
    generator = torch.Generator().manual_seed(1)
    drawn = torch.rand(4, system.dimension, dtype=DOUBLE, generator=generator)
    return low + (0.1 + 0.8 * drawn) * (high - low)


def naive_slopes(name: str, y: list[float], p: list[float]) -> list[float]:
    """The equations as a textbook writes them."""
    first, second = [*y, 0.0][:2]
    match name:
        case "competition":
            return [
                p[0] * first * (1 - first * p[4]) - p[2] * first * second,
                p[1] * second * (1 - second * p[5]) - p[3] * first * second,
            ]
        case "predator-prey":
            return [
                p[0] * first - p[1] * first * second,
                p[3] * first * second - p[2] * second,
            ]
        case "exponential":
            return [p[0] * first]
        case "oscillator":
            return [second, -(p[0] ** 2) * first]
        case "pendulum":
            return [second, -p[0] * math.sin(first)]
        case "Van der Pol":
            return [second, p[0] * (1 - first**2) * second - first]
        case _:
            return [-first, -p[0] * (second - first**2)]


@each_system
def test_slopes_are_the_equations(system: System) -> None:
    y, params = states_of(system), params_of(system) * 1.3
    found = system.slopes(0.0, y, params)
    for row, state in zip(found.tolist(), y.tolist(), strict=True):
        assert row == pytest.approx(naive_slopes(system.name, state, params.tolist()), rel=1e-12)


@each_system
def test_description_is_complete(system: System) -> None:
    assert len(system.start) == len(system.view) == system.dimension
    assert len(system.parameters) == len(system.defaults)
    assert all(low < high for low, high in system.view)
    seen = zip(system.start, system.view, strict=True)
    assert all(low <= value <= high for value, (low, high) in seen)
    trajectory = solve(
        RK4,
        system.bind(params_of(system)),
        torch.tensor([system.start], dtype=DOUBLE),
        system.step,
        round(system.span / system.step),
    )[:, 0]
    low, high = torch.tensor(system.view, dtype=DOUBLE).T
    assert bool(((trajectory >= low) & (trajectory <= high)).all()), "the view shows the motion"


@each_system
def test_jacobian_is_autograds(system: System) -> None:
    y, params = states_of(system), params_of(system)
    found = system.jacobian(y, params)
    assert found.shape == (4, system.dimension, system.dimension)
    for index in range(4):
        wanted = torch.func.jacrev(lambda z: system.slopes(0.0, z[None], params)[0])(y[index])
        torch.testing.assert_close(found[index], wanted, rtol=1e-10, atol=1e-12)


@each_system
def test_parameters_receive_gradients(system: System) -> None:
    params = params_of(system)
    assert torch.autograd.gradcheck(
        lambda p: system.slopes(0.0, states_of(system), p), (params.requires_grad_(),)
    )


@each_system
def test_equilibria_stand_still(system: System) -> None:
    points = torch.tensor(system.equilibria(system.defaults), dtype=DOUBLE)
    slopes = system.slopes(0.0, points, params_of(system))
    assert float(slopes.abs().max()) < 1e-12


@pytest.mark.parametrize("system", [s for s in SYSTEMS if s.solution], ids=lambda s: s.name)
def test_closed_form_obeys_the_equation(system: System) -> None:
    assert system.solution is not None
    y0, params = states_of(system), params_of(system)
    torch.testing.assert_close(system.solution(0.0, y0, params), y0)
    t, d = 0.3, 1e-5
    before, now, after = (system.solution(t + s * d, y0, params) for s in (-1, 0, 1))
    slopes = system.slopes(t, now, params)
    torch.testing.assert_close((after - before) / (2 * d), slopes, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("system", [s for s in SYSTEMS if s.invariant], ids=lambda s: s.name)
def test_invariant_is_kept(system: System) -> None:
    assert system.invariant is not None
    params = params_of(system)
    trajectory = solve(DORMAND_PRINCE, system.bind(params), states_of(system), system.step / 4, 100)
    values = torch.stack([system.invariant(y, params) for y in trajectory])
    torch.testing.assert_close(values, values[:1].expand_as(values), rtol=1e-7, atol=1e-7)


def test_competition_has_the_articles_equilibria() -> None:
    told("ode_cells", "(375, 250)")
    found = COMPETITION.equilibria(COMPETITION.defaults)
    wanted = [(0, 0), (500, 0), (0, 1000 / 3), (375, 250)]
    assert [list(p) for p in found] == [pytest.approx(p) for p in wanted]
    assert len(COMPETITION.equilibria((0.1, 0.3, 0.0, 0.0, 0.0, 0.0))) == 1


def test_jacobian_at_the_node() -> None:
    node = torch.tensor([[375.0, 250.0]], dtype=DOUBLE)
    J = COMPETITION.jacobian(node, params_of(COMPETITION))[0]
    wanted = torch.tensor([[-0.075, -0.0375], [-0.05, -0.225]], dtype=DOUBLE)
    torch.testing.assert_close(J, wanted)
    assert sorted(torch.linalg.eigvals(J).real.tolist()) == pytest.approx(
        [-0.2366, -0.0634], abs=5e-5
    )


@pytest.mark.parametrize("h", [0.1, 1.0, 5.0, 8.0])
@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_node_is_a_fixed_point_at_every_step(method: Method, h: float) -> None:
    node = torch.tensor([[375.0, 250.0]], dtype=DOUBLE)
    trajectory = solve(method, COMPETITION.bind(params_of(COMPETITION)), node, h, 100)
    torch.testing.assert_close(trajectory, node.expand_as(trajectory), rtol=1e-11, atol=0)


@pytest.mark.parametrize("h", [0.01, 0.1, 1.0])
def test_euler_spirals_out_of_the_oscillator(h: float) -> None:
    system = next(s for s in SYSTEMS if s.name == "oscillator")
    y0 = torch.tensor([system.start], dtype=DOUBLE)
    squares = solve(EULER, system.bind(params_of(system)), y0, h, 50)[:, 0].square().sum(dim=1)
    wanted = (1 + h * h) ** torch.arange(51, dtype=DOUBLE)
    torch.testing.assert_close(squares, wanted, rtol=1e-13, atol=0)


def drift(trajectory: Tensor) -> float:
    assert PREDATION.invariant is not None
    values = PREDATION.invariant(trajectory[[0, -1], 0], params_of(PREDATION))
    return float(values[1] - values[0])


def test_predation_drifts_as_the_fact_sheet_says() -> None:
    params = params_of(PREDATION)
    field, y0 = PREDATION.bind(params), torch.tensor([[0.9, 0.9]], dtype=DOUBLE)
    for h, wanted in ((0.1, 2.88), (0.05, 0.61), (0.01, 0.057)):
        assert drift(solve(EULER, field, y0, h, round(50 / h))) == pytest.approx(wanted, rel=0.01)
    assert drift(solve(RK4, field, y0, 0.1, 500)) == pytest.approx(-4.4e-8, rel=0.05)
    symplectic = solve(SYMPLECTIC_EULER, field, y0, 0.1, 500)
    assert abs(drift(symplectic)) < 0.1


def area(system: System, y: Tensor) -> Tensor:
    """What a step of 0.3 makes of areas near y (2,); of the logarithms where all is positive."""
    cell = cell_of(SYMPLECTIC_EULER, system.bind(params_of(system)), 0.3)

    def step(place: Tensor) -> Tensor:
        logarithms = system is PREDATION
        found = cell((place.exp() if logarithms else place)[None], 0.0)[0]
        return found.log() if logarithms else found

    found: Tensor = torch.linalg.det(torch.func.jacrev(step)(y))
    return found


@pytest.mark.parametrize("name", ["oscillator", "pendulum", "predator-prey"])
def test_symplectic_euler_keeps_areas_where_states_move_each_other(name: str) -> None:
    system = next(s for s in SYSTEMS if s.name == name)
    found = area(system, torch.tensor([0.7, -0.4], dtype=DOUBLE))
    assert float(found) == pytest.approx(1, abs=1e-13)


def test_symplectic_euler_is_the_textbooks() -> None:
    q, p, h = 0.7, -0.4, 0.3
    moved = q + h * p
    field = next(s for s in SYSTEMS if s.name == "pendulum").bind(torch.ones(1, dtype=DOUBLE))
    found = solve(SYMPLECTIC_EULER, field, torch.tensor([[q, p]], dtype=DOUBLE), h, 1)[-1, 0]
    assert found.tolist() == pytest.approx([moved, p - h * math.sin(moved)], abs=1e-15)
    cell = cell_of(SYMPLECTIC_EULER, field, h)
    points, slopes = cell.stages(torch.tensor([[q, p]], dtype=DOUBLE), 0.0)
    assert points[:, 0].tolist() == [[q, p], [pytest.approx(moved), p]]
    assert slopes[:, 0].tolist() == [[p, 0], [0, pytest.approx(-math.sin(moved))]]
    clipped = cell_of(SYMPLECTIC_EULER, field, h, 0.01)(torch.tensor([[q, p]], dtype=DOUBLE), 0.0)
    assert clipped.tolist() == [[pytest.approx(q - 0.01), pytest.approx(p - 0.01)]]
