"""Spaces between the layers of a flow, and what becomes of points on the way through them."""

import pytest
import torch
from torch import Tensor

from core import figures
from core.flows import plane_view
from core.flows.flow import Composite
from core.flows.models import vector_flow

PARTS = [0.0, 0.2, 0.5, 0.77, 1.0]


def bent_flow(permutation: str = "reverse", additive: bool = False) -> Composite:
    torch.manual_seed(0)
    flow = vector_flow(
        2, 4, 16, generator=torch.Generator().manual_seed(1), zero_init=False, scale=True,
        actnorm="zero", permutation="conv1x1" if permutation == "1x1" else "reverse",
        coupling="additive" if additive else "affine",
    ).double()  # fmt: skip
    with torch.no_grad():
        for parameter in flow.parameters():
            parameter.add_(0.1 * torch.randn(parameter.shape, dtype=torch.float64))
    return flow.requires_grad_(False)


def spread(count: int = 20) -> Tensor:
    return torch.randn(count, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(2))


@pytest.mark.parametrize("t", PARTS)
@pytest.mark.parametrize("permutation", ["reverse", "1x1"])
def test_every_space_between_leads_to_the_same_latents(permutation: str, t: float) -> None:
    flow, x = bent_flow(permutation), spread()
    between, first = flow(x, t)
    z, second = plane_view.to_latent(flow, between, t)
    whole, log_det = flow(x)
    assert torch.allclose(z, whole, atol=1e-9)
    assert torch.allclose(first + second, log_det, atol=1e-9)
    back, back_log_det = plane_view.from_latent(flow, z, t)
    assert torch.allclose(back, between, atol=1e-9)
    assert torch.allclose(back_log_det, -second, atol=1e-9)


@pytest.mark.parametrize("t", PARTS)
def test_the_density_is_one_altogether_in_every_space(t: float) -> None:
    places = figures.middles((-16, 16, -16, 16), 640, 640, spread())
    total = plane_view.density(bent_flow(), places, t).sum() * (32 / 640) ** 2
    assert float(total) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("start", PARTS)
@pytest.mark.parametrize("end", PARTS)
def test_points_are_carried_from_any_space_to_any_other(start: float, end: float) -> None:
    flow, x = bent_flow(), spread()
    here, there = flow(x, start)[0], flow(x, end)[0]
    assert torch.allclose(plane_view.carried(flow, here, start, end), there, atol=1e-8)


def test_the_stretch_of_the_steps_adds_up_to_the_log_determinant() -> None:
    flow, x = bent_flow("1x1"), spread(1)
    found = plane_view.log_det_per_step(flow, x)
    assert list(found) == ["1", "2", "3", "4", "s"]
    assert sum(found.values()) == pytest.approx(float(flow(x)[1]))


def test_an_additive_flow_has_one_area() -> None:
    log_det = plane_view.from_latent(bent_flow(additive=True), spread(40), 0.0)[1]
    assert torch.allclose(log_det, log_det[:1], atol=1e-12)


@pytest.mark.parametrize("t", PARTS)
def test_a_path_runs_from_the_latent_to_the_space_shown(t: float) -> None:
    flow, z = bent_flow(), spread(1)
    path = plane_view.path(flow, z, t)
    assert torch.equal(path[:1], z)
    assert torch.allclose(path[-1:], plane_view.from_latent(flow, z, t)[0], atol=1e-9)
    if t == 0.0:
        assert len(path) == len(flow) + 1
