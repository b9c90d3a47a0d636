"""Directions spread evenly, the loss that they would have, borders on the sphere, outlines."""

import math

import numpy as np
import pytest
import torch

from core.margins import circle, losses, sphere
from core.margins.angles import shares
from core.margins.family import FAMILY, Settings, margin_loss
from core.margins.margin_model import MarginModel
from core.margins.tammes import evenly_spread, ideal_loss, nearest_angle
from tests.texts import told

# The largest smallest angle between so many points of a sphere, in degrees (Tammes' problem).
TAMMES = {2: 180.0, 3: 120.0, 4: 109.471, 5: 90.0, 6: 90.0, 7: 77.870, 8: 74.858, 9: 70.529,
          10: 66.147}  # fmt: skip


@pytest.mark.parametrize("classes", range(2, 11))
def test_classes_are_spread_as_far_as_can_be(classes: int) -> None:
    flat, round_ = evenly_spread(classes, 2), evenly_spread(classes, 3)
    assert nearest_angle(flat) == pytest.approx(360 / classes, abs=1e-6)
    assert TAMMES[classes] - 1 < nearest_angle(round_) < TAMMES[classes] + 0.01
    assert torch.allclose(round_.norm(dim=1), torch.ones(classes).double())


def test_spread_needs_a_circle_or_a_sphere() -> None:
    with pytest.raises(ValueError, match="sphere"):
        evenly_spread(4, 5)


@pytest.mark.parametrize(("classes", "dims"), [(2, 2), (3, 2), (4, 3)])
@pytest.mark.parametrize(("scale", "margin"), [(1.0, 0.0), (10.0, 0.2), (30.0, 0.35)])
def test_a_simplex_has_the_least_loss_of_the_formula(
    classes: int, dims: int, scale: float, margin: float
) -> None:
    found = ideal_loss(losses.am_softmax(scale, margin), evenly_spread(classes, dims))
    assert found == pytest.approx(losses.least_loss(classes, scale, margin), rel=1e-4, abs=1e-12)


@pytest.mark.parametrize("dims", [2, 3])
def test_no_directions_beat_the_even_ones_where_the_margin_has_room(dims: int) -> None:
    loss, even = losses.am_softmax(10.0, 0.2), evenly_spread(8, dims)
    best = ideal_loss(loss, even)
    assert best > losses.least_loss(8, 10.0, 0.2)
    generator = torch.Generator().manual_seed(0)
    for spread in (0.05, 0.3, 2.0):
        for _ in range(20):
            other = even + spread * torch.randn(8, dims, generator=generator).double()
            assert ideal_loss(loss, other) > best


def test_a_margin_without_room_makes_it_pay_to_give_classes_up() -> None:
    told("margin_circle", "5.47")
    loss, labels = losses.am_softmax(30.0, 0.35), torch.arange(10)
    even = ideal_loss(loss, evenly_spread(10, 2))
    assert even == pytest.approx(5.468, abs=1e-3)
    generator = torch.Generator().manual_seed(0)
    spokes = (2 * math.pi * torch.rand(20, 10, generator=generator)).double().requires_grad_()
    samples = (spokes + 0.3 * torch.randn(20, 10, generator=generator)).detach().requires_grad_()
    optimiser = torch.optim.Adam([spokes, samples], 0.03)
    for _ in range(300):
        cosines = torch.cos(samples[:, :, None] - spokes[:, None])
        own = cosines[:, labels, labels] - 0.35
        others = cosines.masked_fill(torch.eye(10, dtype=torch.bool), -torch.inf)
        found = torch.nn.functional.softplus((30 * others).logsumexp(2) - 30 * own).mean(dim=1)
        optimiser.zero_grad()
        found.sum().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    best = int(found.argmin())
    assert float(found[best].detach()) < even - 0.3
    apart = torch.cos(spokes[best, :, None] - spokes[best]).detach().fill_diagonal_(-1)
    assert float(apart.max()) > math.cos(math.radians(10))


@pytest.mark.parametrize("name", FAMILY)
def test_on_a_border_two_classes_tie_and_none_is_better(name: str) -> None:
    weight = torch.randn(6, 3, generator=torch.Generator().manual_seed(1))
    loss = margin_loss(name, Settings(10.0, 0.2))
    lines = sphere.borders(weight, loss, 40)
    points = lines[torch.isfinite(lines).all(dim=2)]
    assert len(points) > 50
    assert torch.allclose(points.norm(dim=1), torch.ones(len(points)).double())
    logits = loss.logits(points, weight.double()).sort(dim=1, descending=True).values
    assert torch.allclose(logits[:, 0], logits[:, 1], atol=1e-5)
    assert bool(torch.isnan(lines[:, -1]).all())


def test_the_lattice_covers_the_sphere_evenly() -> None:
    dots = sphere.lattice(1000)
    assert torch.allclose(dots.norm(dim=1), torch.ones(1000).double())
    assert dots.mean(dim=0).abs().max() < 1e-2
    cosines = (dots @ dots.T).fill_diagonal_(-1)
    nearest = torch.acos(cosines.amax(dim=1))
    assert float(nearest.min()) > 0.6 * math.sqrt(4 * math.pi / 1000)


def test_fewer_bisections_find_the_same_arcs_less_exactly() -> None:
    weight, loss = evenly_spread(5, 2), losses.am_softmax(10.0, 0.2)
    exact, quick = circle.arcs(weight, loss, True), circle.arcs(weight, loss, True, 8)
    assert [arc.label for arc in exact] == [arc.label for arc in quick]
    off = [abs(a.start - b.start) for a, b in zip(exact, quick, strict=True)]
    assert 0 < max(off) < math.radians(0.5) / 2**8 + 1e-12


def test_sectors_have_the_area_of_their_arcs() -> None:
    pieces = [circle.Arc(0.0, 1.0, 0), circle.Arc(3.0, 3.5, 1)]
    outline = circle.sectors(pieces).numpy()
    gaps = np.isnan(outline[:, 0])
    assert gaps.sum() == 1
    parts = np.split(outline, np.flatnonzero(gaps))
    for piece, part in zip(pieces, (parts[0], parts[1][1:]), strict=True):
        x, y = part.T
        area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
        assert area == pytest.approx((piece.end - piece.start) / 2, rel=1e-3)
    assert circle.sectors([]).shape == (0, 2)


def test_shares_are_counted_and_the_far_ones_stand_in_the_last_bin() -> None:
    degrees = torch.tensor([0.0, 1.0, 3.0, 89.9, 90.0, 180.0])
    found = shares(degrees, 3.0, 90.0)
    assert len(found) == 30
    assert found[[0, 1, 29]].tolist() == pytest.approx([2 / 6, 1 / 6, 3 / 6])


@pytest.mark.parametrize("name", ["softmax", "AM-Softmax"])
def test_the_model_adds_the_center_loss_of_what_the_loss_sees(name: str) -> None:
    generator = torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    model = MarginModel(8, 2, 3, generator).double()
    with torch.no_grad():
        model.centers.normal_(generator=generator)
    pictures = torch.rand(5, 1, 8, 8, generator=generator).double()
    labels = torch.tensor([0, 1, 2, 0, 1])
    loss = margin_loss(name, Settings(10.0, 0.2))
    extra = model.loss(loss, 0.5, pictures, labels) - model.loss(loss, 0.0, pictures, labels)
    expected = torch.zeros(()).double()
    for feature, label in zip(model(pictures), labels, strict=True):
        place = feature / feature.norm() if name == "AM-Softmax" else feature
        expected = expected + 0.5 * (place - model.centers[label]).square().sum() / 5
    assert torch.allclose(extra, expected)


def test_a_turned_direction_keeps_its_length() -> None:
    model = MarginModel(8, 3, 4, torch.Generator().manual_seed(0))
    with torch.no_grad():
        model.weight[2] *= 3
    model.turn(2, torch.tensor([0.0, -5.0, 0.0]))
    assert torch.allclose(model.weight[2], torch.tensor([0.0, -3.0, 0.0]), atol=1e-5)
