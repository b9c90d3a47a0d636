"""Pictures of a flow in the plane: spaces between, integrals, carried grids, areas."""

import math

import pytest
import torch
from torch import Tensor

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
    found = plane_view.field(bent_flow(), t, 8.0, 320, spread())
    assert found.values.shape == (320, 320)
    assert found.total == pytest.approx(1, abs=1e-3)
    assert found.inside <= found.total


def test_a_row_of_the_field_is_a_height() -> None:
    flow = Composite([])
    found = plane_view.field(flow, 0.0, 3.0, 32, spread())
    at = plane_view.lattice((-3.0, 3.0, -3.0, 3.0), 32, 32, spread())
    assert torch.equal(at[1] - at[0], torch.tensor([6 / 32, 0.0], dtype=torch.float64))
    normal = torch.exp(-at.square().sum(dim=1) / 2) / (2 * math.pi)
    assert torch.allclose(found.values.flatten(), normal)


def test_what_lies_outside_has_three_times_the_area_of_the_window() -> None:
    points, area = plane_view.outside(2.0, 12, spread())
    assert len(points) * area == pytest.approx(3 * 16)
    assert points.abs().amax(dim=1).min() > 2
    assert points.abs().max() < 4


def test_the_mass_of_half_of_the_plane() -> None:
    assert plane_view.mass(Composite([]), (0, 8, -8, 8), 200, 400, spread()) == pytest.approx(0.5)


def test_grid_lines_are_straight_before_they_are_carried() -> None:
    points, order = plane_view.grid_lines(2.0, 5, 3, spread())
    assert len(points) == 2 * 5 * 13 - 25  # crossings once
    lines = plane_view.pen(points, order)
    assert int(lines.isnan().any(dim=1).sum()) == 10
    ends = lines.isnan().any(dim=1).nonzero().flatten().tolist()
    start = 0
    for number, end in enumerate(ends):
        line = lines[start:end]
        across = line[:, 1 if number < 5 else 0]
        assert len(line) == 13
        assert torch.allclose(across, across[:1])
        start = end + 1


def test_the_area_meter_adds_up_to_the_log_determinant() -> None:
    flow, x = bent_flow("1x1"), spread(1)
    meter = plane_view.log_det_per_step(flow, x)
    assert meter.labels == ["1", "2", "3", "4", "s"]
    assert sum(meter.log_dets) == pytest.approx(float(flow(x)[1]))


def test_additive_cells_all_have_one_area() -> None:
    flow = bent_flow(additive=True)
    _, middles = plane_view.cells(2.0, 6, spread())
    log_det = plane_view.from_latent(flow, middles, 0.0)[1]
    assert torch.allclose(log_det, log_det[:1], atol=1e-12)


def test_corners_enclose_their_middles() -> None:
    corners, middles = plane_view.cells(2.0, 4, spread())
    corners = corners.reshape(5, 5, 2)
    around = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
    assert torch.allclose(around.reshape(-1, 2), middles)


@pytest.mark.parametrize("t", PARTS)
def test_a_path_runs_from_the_latent_to_the_space_shown(t: float) -> None:
    flow, z = bent_flow(), spread(1)
    path = plane_view.path(flow, z, t)
    assert torch.equal(path[:1], z)
    assert torch.allclose(path[-1:], plane_view.from_latent(flow, z, t)[0], atol=1e-9)
    if t == 0.0:
        assert len(path) == len(flow) + 1


@pytest.mark.parametrize("t", PARTS)
def test_a_spot_stays_where_it_was_put(t: float) -> None:
    flow, y = bent_flow(), spread(3)
    spot = plane_view.hold_points(flow, y, t)
    assert spot.latent == (t == 1.0)
    assert torch.allclose(spot.at(flow, t), y, atol=1e-9)
    assert torch.allclose(spot.latents(flow), plane_view.to_latent(flow, y, t)[0], atol=1e-9)
