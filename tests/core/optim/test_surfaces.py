"""The surfaces' closed forms, and the gradient flow on them."""

import pytest
import torch
from torch import Tensor

from core.optim import (
    QUADRATIC,
    RAVINE,
    SADDLE,
    SGD,
    SURFACES,
    Surface,
    closure_on,
    path,
    quadratic,
)
from core.optim.gradient_flow import gradient_flow

each_surface = pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)


def places(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return 1.5 * torch.randn(*shape, 2, generator=generator, dtype=torch.float64)


@each_surface
def test_gradient_is_that_of_the_value(surface: Surface) -> None:
    x = places(50).requires_grad_()
    (gradient,) = torch.autograd.grad(surface.value(x).sum(), x)
    assert torch.allclose(surface.gradient(x.detach()), gradient, rtol=1e-12, atol=1e-12)


@each_surface
def test_runs_in_a_batch_are_the_runs_alone(surface: Surface) -> None:
    x = places(3, 4)
    assert surface.value(x).shape == (3, 4)
    for i in range(3):
        for j in range(4):
            assert torch.equal(surface.value(x)[i, j], surface.value(x[i, j]))
            assert torch.equal(surface.gradient(x)[i, j], surface.gradient(x[i, j]))


@each_surface
def test_minima_are_minima_and_bend_as_told(surface: Surface) -> None:
    for minimum in surface.minima:
        x = torch.tensor(minimum, dtype=torch.float64)
        assert torch.equal(surface.gradient(x), torch.zeros_like(x))
        assert float(surface.value(x)) == surface.lowest
        hessian = torch.autograd.functional.hessian(surface.value, x)  # type: ignore[no-untyped-call]
        found = torch.linalg.eigvalsh(hessian).tolist()
        assert found == pytest.approx(surface.curvatures, abs=1e-4)
    assert (surface.value(places(500)) >= surface.lowest).all()
    for (low, high), at in zip(surface.view, surface.start, strict=True):
        assert low < at < high


def test_the_saddle_is_one() -> None:
    origin = torch.zeros(2, dtype=torch.float64)
    assert torch.equal(SADDLE.gradient(origin), origin)
    assert (
        float(SADDLE.value(torch.tensor([0.1, 0.0])))
        > 0
        > float(SADDLE.value(torch.tensor([0.0, 0.1])))
    )


def test_a_batch_tilts_the_ravine_for_the_whole_step() -> None:
    place, push = torch.tensor([0.3, 0.2], requires_grad=True), torch.tensor([1.0, -2.0])
    closure = closure_on(RAVINE, place, push)
    for _ in range(2):
        assert float(closure()) == float(RAVINE.value(place.detach()))
        assert place.grad is not None
        assert torch.equal(place.grad, RAVINE.gradient(place.detach()) + push)
    tape = torch.tensor([[1.0, 0.0]])
    start = torch.zeros(2)
    moved = path(lambda p: SGD(p, 0.1), RAVINE, start, tape)
    assert moved[1].tolist() == pytest.approx([-0.1 * RAVINE.noise, 0.0])


def test_flow_on_a_quadratic_is_exponential() -> None:
    surface, starts = quadratic(50.0), places(4)
    times = torch.tensor([0.0, 0.01, 0.3, 2.0], dtype=torch.float64)
    rates = torch.tensor(surface.curvatures, dtype=torch.float64)
    exact = starts * torch.exp(-times[:, None, None] * rates)
    assert torch.allclose(gradient_flow(surface, starts, times), exact, rtol=0, atol=1e-6)


@each_surface
def test_flow_runs_downhill_and_ends_in_a_minimum(surface: Surface) -> None:
    """Within 300 times the slowest curvature's time, also in the stiff valley of Rosenbrock."""
    start = torch.tensor([surface.start], dtype=torch.float64)
    times = torch.linspace(0, 30 / surface.curvatures[0], 200, dtype=torch.float64)
    found = gradient_flow(surface, start, times)[:, 0]
    values = surface.value(found)
    assert (values.diff() <= 1e-7).all()
    ends = [(found[-1] - torch.tensor(minimum)).norm() for minimum in surface.minima]
    assert min(ends) < 1e-3


def test_flow_at_its_start_only() -> None:
    starts = places(2)
    assert torch.equal(gradient_flow(QUADRATIC, starts, torch.zeros(1))[0], starts)
