"""A cell unrolled is the method's own loop, forwards and backwards, and agrees with the peers."""

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp
from torch import Tensor

from core.odes.cells import OneStepCell, cell_of, first_non_finite, solve, unroll
from core.odes.methods import DORMAND_PRINCE, EULER, METHODS, MIDPOINT, RK4, Method
from core.odes.populations import COMPETITION
from core.odes.system import System
from core.odes.systems import SYSTEMS

DOUBLE = torch.float64
BY_NAME = {system.name: system for system in SYSTEMS}
PARAMS = torch.tensor(COMPETITION.defaults, dtype=DOUBLE)
START = torch.tensor([COMPETITION.start], dtype=DOUBLE)


def competition_slopes(x1: float, x2: float) -> tuple[float, float]:
    r1, r2, a1, a2, i1, i2 = COMPETITION.defaults
    return r1 * x1 * (1 - x1 * i1) - a1 * x1 * x2, r2 * x2 * (1 - x2 * i2) - a2 * x1 * x2


def test_unrolled_euler_cell_is_the_hand_loop() -> None:
    trajectory = solve(EULER, COMPETITION.bind(PARAMS), START, 0.1, 1000)
    assert trajectory.shape == (1001, 1, 2)
    x1, x2 = COMPETITION.start
    for step in range(1001):
        assert trajectory[step, 0].tolist() == pytest.approx([x1, x2], rel=1e-12)
        d1, d2 = competition_slopes(x1, x2)
        x1, x2 = x1 + 0.1 * d1, x2 + 0.1 * d2


def test_euler_gives_the_table_of_the_article() -> None:
    trajectory = solve(EULER, COMPETITION.bind(PARAMS), START, 0.1, 1000)[:, 0]
    sheet = {
        10: (165.02, 282.86),
        15: (196.63, 289.87),
        30: (280.04, 275.52),
        36: (304.94, 269.41),
        40: (318.50, 265.93),
        42: (324.42, 264.37),
        100: (373.57, 250.44),
    }
    for time, state in sheet.items():
        assert trajectory[time * 10].tolist() == pytest.approx(state, abs=0.0051)


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_cell_is_the_tableau_written_out(method: Method) -> None:
    def field(t: float, y: Tensor) -> Tensor:
        return torch.sin(y) + t * y.flip(1)

    y, t, h = torch.tensor([[0.3, -1.2]], dtype=DOUBLE), 0.7, 0.2
    slopes: list[Tensor] = []
    for row, c in zip(method.a, method.c, strict=True):
        inner = y + h * sum((w * k for w, k in zip(row, slopes, strict=True)), torch.zeros(1, 2))
        slopes.append(field(t + c * h, inner))
    wanted = y + h * sum((w * k for w, k in zip(method.b, slopes, strict=True)), torch.zeros(1, 2))
    cell = OneStepCell(method, field, h)
    points, found = cell.stages(y, t)
    torch.testing.assert_close(cell(y, t), wanted, rtol=1e-14, atol=1e-14)
    torch.testing.assert_close(found, torch.stack(slopes), rtol=1e-14, atol=1e-14)
    assert points.shape == found.shape == (len(method.b), 1, 2)
    clipped = OneStepCell(method, field, h, clip=1e9)
    torch.testing.assert_close(clipped(y, t), wanted, rtol=1e-14, atol=1e-14)


def test_batch_is_its_trajectories_one_by_one() -> None:
    y0 = torch.rand(5, 2, dtype=DOUBLE, generator=torch.Generator().manual_seed(0)) * 300
    field = COMPETITION.bind(PARAMS)
    together = solve(RK4, field, y0, 1.0, 20)
    for index in range(5):
        alone = solve(RK4, field, y0[index : index + 1], 1.0, 20)
        torch.testing.assert_close(together[:, index], alone[:, 0], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("name", BY_NAME)
def test_fine_steps_agree_with_scipy(name: str) -> None:
    system: System = BY_NAME[name]
    params = torch.tensor(system.defaults, dtype=DOUBLE)
    field, span = system.bind(params), 20 * system.step

    def slopes(t: float, y: np.ndarray) -> np.ndarray:
        return np.asarray(field(t, torch.from_numpy(y.copy())[None])[0].numpy())

    peer = solve_ivp(slopes, (0, span), system.start, rtol=1e-10, atol=1e-12, method="DOP853")
    y0 = torch.tensor([system.start], dtype=DOUBLE)
    ours = solve(DORMAND_PRINCE, field, y0, span / 200, 200)[-1, 0]
    np.testing.assert_allclose(ours.numpy(), peer.y[:, -1], rtol=1e-8)


@pytest.mark.parametrize(("method", "peer"), [(EULER, "euler"), (MIDPOINT, "midpoint")])
@pytest.mark.parametrize("name", BY_NAME)
def test_agrees_with_torchdiffeq(name: str, method: Method, peer: str) -> None:
    torchdiffeq = pytest.importorskip("torchdiffeq")
    system = BY_NAME[name]
    field = system.bind(torch.tensor(system.defaults, dtype=DOUBLE))
    y0 = torch.tensor([system.start], dtype=DOUBLE)
    times = torch.arange(31, dtype=DOUBLE) * system.step
    theirs = torchdiffeq.odeint(field, y0, times, method=peer)
    ours = solve(method, field, y0, system.step, 30)
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-10)


def test_rk4_and_torchdiffeq_meet_at_the_solution() -> None:
    # torchdiffeq's rk4 is Kutta's 3/8 rule: the same order, other numbers.
    torchdiffeq = pytest.importorskip("torchdiffeq")
    field = COMPETITION.bind(PARAMS)
    times = torch.arange(121, dtype=DOUBLE) / 4
    theirs = torchdiffeq.odeint(field, START, times, method="rk4")
    ours = solve(RK4, field, START, 0.25, 120)
    torch.testing.assert_close(ours, theirs, rtol=1e-7, atol=0)


def sum_of_trajectory(params: Tensor, method: Method) -> Tensor:
    cell = cell_of(method, COMPETITION.bind(params), 1.0)
    return unroll(cell, START, 30, 1.0)[[10, 20, 30]].sum()


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.name)
def test_gradient_is_the_finite_difference(method: Method) -> None:
    params = PARAMS.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(sum_of_trajectory(params, method), params)
    for index in range(6):
        change = torch.zeros(6, dtype=DOUBLE)
        change[index] = 1e-5 * PARAMS[index]
        high, low = (sum_of_trajectory(PARAMS + s * change, method) for s in (1, -1))
        difference = float((high - low) / (2 * change[index]))
        assert float(gradient[index]) == pytest.approx(difference, rel=1e-6)


def test_gradient_is_the_forward_sensitivity() -> None:
    # S = dx/dp obeys S' = J S + df/dp; Euler's steps of it are exact derivatives of Euler's steps.
    y, S = START, torch.zeros(2, 6, dtype=DOUBLE)
    sums = torch.zeros(6, dtype=DOUBLE)
    for step in range(1, 31):
        J = COMPETITION.jacobian(y, PARAMS)[0]
        x1, x2 = y[0].tolist()
        r1, r2, _, _, i1, i2 = COMPETITION.defaults
        direct = torch.tensor(
            [
                [x1 * (1 - x1 * i1), 0, -x1 * x2, 0, -r1 * x1 * x1, 0],
                [0, x2 * (1 - x2 * i2), 0, -x1 * x2, 0, -r2 * x2 * x2],
            ],
            dtype=DOUBLE,
        )
        S = S + J @ S + direct
        y = y + COMPETITION.slopes(0.0, y, PARAMS)
        if step % 10 == 0:
            sums += S.sum(dim=0)
    params = PARAMS.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(sum_of_trajectory(params, EULER), params)
    torch.testing.assert_close(gradient, sums, rtol=1e-10, atol=0)


def test_gradient_reaches_the_initial_state() -> None:
    y0 = START.clone().requires_grad_()
    cell = OneStepCell(RK4, COMPETITION.bind(PARAMS), 1.0)
    assert torch.autograd.gradcheck(lambda y: unroll(cell, y, 5, 1.0)[-1], (y0,))


def test_clip_holds_the_increment_and_kills_the_gradient() -> None:
    y0 = torch.tensor([[1.0, 3.0]], dtype=DOUBLE, requires_grad=True)
    cell = OneStepCell(EULER, lambda t, y: 10 * y, 0.1, clip=2.0)
    y1 = cell(y0, 0.0)
    assert y1.tolist() == [[2.0, 5.0]]
    (gradient,) = torch.autograd.grad(y1.sum(), y0)
    assert gradient.tolist() == [[2.0, 1.0]]


def test_overflow_is_found_at_its_first_step() -> None:
    trajectory = solve(EULER, COMPETITION.bind(PARAMS.float()), START.float(), 50.0, 100)
    first = first_non_finite(trajectory)
    assert first is not None
    assert bool(torch.isfinite(trajectory[:first]).all())
    assert not bool(torch.isfinite(trajectory[first]).all())
    assert first_non_finite(trajectory[:first]) is None


@pytest.mark.parametrize("h", [0.0, -1.0, float("nan")])
def test_step_must_be_positive(h: float) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        OneStepCell(EULER, lambda t, y: y, h)
    with pytest.raises(ValueError, match="must be positive"):
        OneStepCell(EULER, lambda t, y: y, 1.0, clip=h)


@pytest.mark.parametrize("name", BY_NAME)
def test_float32_stays_float32(name: str) -> None:
    system = BY_NAME[name]
    field = system.bind(torch.tensor(system.defaults))
    assert solve(RK4, field, torch.tensor([system.start]), 0.01, 2).dtype == torch.float32
