"""Heun and RK4 follow the gradient flow. T3."""

import math

import pytest
import torch
from torch import Tensor
from torch.optim import Optimizer

from core.optim import QUADRATIC, RK4, SADDLE, SGD, Heun, Surface, path

KINDS: dict[str, tuple[type[SGD | Heun | RK4], int]] = {
    "SGD": (SGD, 1), "Heun": (Heun, 2), "RK4": (RK4, 4),
}  # fmt: skip


def ends(kind: type[Optimizer], surface: Surface, start: Tensor, rate: float, steps: int) -> Tensor:
    return path(lambda p: kind(p, lr=rate), surface, start, torch.zeros(steps, 2))[-1]  # type: ignore[call-arg]


def slope(errors: list[float]) -> float:
    """Of the error over the step, both halved from entry to entry: the mean of the logarithms."""
    return math.log2(errors[0] / errors[-1]) / (len(errors) - 1)


def quadratic_flow(start: Tensor, time: float) -> Tensor:
    return start * torch.exp(-time * torch.tensor(QUADRATIC.curvatures, dtype=start.dtype))


def saddle_flow(start: Tensor, time: float) -> Tensor:
    """x' = −x and y' = y − y³, which is Bernoulli's equation."""
    x, y = start.unbind()
    return torch.stack((x * math.exp(-time), 1 / (1 + (y**-2 - 1) * math.exp(-2 * time)).sqrt()))


FLOWS = {"quadratic": (QUADRATIC, quadratic_flow), "saddle": (SADDLE, saddle_flow)}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("flow", FLOWS)
def test_error_falls_with_the_order(name: str, flow: str) -> None:
    """By h^order at a time, and by h^(order + 1) in one step."""
    (kind, order), (surface, exact) = KINDS[name], FLOWS[flow]
    start = torch.tensor([-1.0, 0.5], dtype=torch.float64)

    def error(rate: float, steps: int) -> float:
        reached = ends(kind, surface, start, rate, steps)
        return float((reached - exact(start, rate * steps)).norm())

    assert slope([error(0.4 / n, n) for n in (32, 64, 128)]) == pytest.approx(order, abs=0.3)
    assert slope([error(0.4 / n, 1) for n in (32, 64, 128)]) == pytest.approx(order + 1, abs=0.3)


def test_heun_in_one_step_is_heun_in_two() -> None:
    """The article writes p̃ + ε/2 (g(p̃) − g(p)); the textbook p + ε/2 (g(p) + g(p̃))."""
    p = torch.tensor([-1.6, 0.4], dtype=torch.float64)
    places = path(lambda q: Heun(q, 0.05), SADDLE, p, torch.zeros(30, 2))
    for there in places[1:]:
        first = SADDLE.gradient(p)
        p = p - 0.05 / 2 * (first + SADDLE.gradient(p - 0.05 * first))
        assert torch.allclose(there, p, rtol=0, atol=1e-14)


@pytest.mark.parametrize(("z", "factors"), [(1.9, (-0.9, 0.905, 0.3048)), (1.0, (0.0, 0.5, 0.375))])
def test_factors_on_a_quadratic(z: float, factors: tuple[float, float, float]) -> None:
    """At z = 1.9: descent zigzags by −0.9, Heun creeps by 0.905, RK4 goes by 0.305."""
    start = torch.tensor([1.0, 0.0], dtype=torch.float64)
    found = [float(ends(kind, QUADRATIC, start, z, 1)[0]) for kind, _ in KINDS.values()]
    assert found == pytest.approx(factors, abs=5e-5)


def test_a_group_flows_at_its_own_pace() -> None:
    """Each parameter's flow is by its own rate, in one and the same evaluation."""
    p = [torch.ones(1, dtype=torch.float64, requires_grad=True) for _ in range(2)]
    optimizer = RK4([{"params": [p[0]], "lr": 0.1}, {"params": [p[1]], "lr": 0.2}])

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = 0.5 * (p[0].square() + p[1].square()).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)
    assert [float(each.detach()) for each in p] == pytest.approx(
        [math.exp(-0.1), math.exp(-0.2)], abs=1e-5
    )
