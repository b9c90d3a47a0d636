"""psi as a curve (T6), angles, and the circle's boundaries and wedges against the formulas."""

import math
from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor

from core.margins import losses
from core.margins.angles import angular_gap, own_and_nearest_other
from core.margins.circle import NOBODY, Arc, arcs, at_angles, boundaries, owner
from core.margins.curves import psi_curve, rising_intervals
from core.margins.image_encoders import class_directions
from core.margins.losses import MarginLoss
from core.margins.psi import additive, additive_angle, cosine, multiple_angle, smaller_multiple
from tests.texts import told

FALLING: dict[str, Callable[[Tensor], Tensor]] = {
    "none": cosine,
    "additive": partial(additive, margin=0.35),
    "arc": partial(additive_angle, margin=0.5),
    "arc wide": partial(additive_angle, margin=1.2),
    "twice": partial(multiple_angle, multiple=2),
    "three times": partial(multiple_angle, multiple=3),
    "four times": partial(multiple_angle, multiple=4),
}


@pytest.mark.parametrize("name", FALLING)
def test_sound_margins_never_rise(name: str) -> None:
    """T6: falling everywhere and never above the cosine."""
    curve = psi_curve(FALLING[name])
    assert rising_intervals(curve) == []
    assert bool((curve.values <= torch.cos(curve.angles) + 1e-6).all())
    assert float(curve.values.diff().max()) <= 1e-12


@pytest.mark.parametrize(
    ("multiple", "degrees"),
    [(2, [(90, 120)]), (3, [(60, 90)]), (4, [(45, 72), (135, 144)])],
)
def test_simpler_a_softmax_rises(multiple: int, degrees: list[tuple[int, int]]) -> None:
    """T6: where the article's own psi pushes a sample away from its class."""
    told("sentence_search", ("between 45° and 72°", "45° 到 72° 之间"))
    told("margin_circle", ("45° to 72°", "45° 到 72°"), ("135° to 144°", "135° 到 144°"))
    curve = psi_curve(partial(smaller_multiple, multiple=multiple), points=1801)
    found = [(math.degrees(a), math.degrees(b)) for a, b in rising_intervals(curve)]
    assert len(found) == len(degrees)
    for got, want in zip(found, degrees, strict=True):
        assert got == pytest.approx(want, abs=0.25)
    assert bool((curve.values <= torch.cos(curve.angles) + 1e-6).all())


@pytest.mark.parametrize("multiple", [2, 3, 4])
def test_ends_of_the_piecewise_curve(multiple: int) -> None:
    values = psi_curve(partial(multiple_angle, multiple=multiple)).values
    assert float(values[0]) == pytest.approx(1)
    assert float(values[-1]) == pytest.approx(1 - 2 * multiple)
    assert float(values.diff().abs().max()) < 0.02  # no jump between two neighbours


@pytest.mark.parametrize("name", FALLING)
def test_slope_is_the_difference_quotient(name: str) -> None:
    curve = psi_curve(FALLING[name], points=3601)
    quotient = curve.values.diff() / curve.angles.diff()
    middle = (curve.slopes[1:] + curve.slopes[:-1]) / 2
    near = (quotient - middle).abs() < 1e-3
    assert float(near.double().mean()) > 0.99  # but for the step of ArcFace's fallback and kinks


def two(separation: float, lengths: tuple[float, float] = (1.0, 1.0)) -> Tensor:
    """Two class directions at angle 0 and at `separation`."""
    rows = at_angles(torch.tensor([0.0, separation], dtype=torch.float64))
    return rows * torch.tensor(lengths, dtype=torch.float64)[:, None]


def wedges(weight: Tensor, loss: MarginLoss) -> list[Arc]:
    """The arcs between the classes that no class owns once the margin is asked for."""
    return [piece for piece in arcs(weight, loss, with_margin=True) if piece.label == NOBODY]


def between(loss: MarginLoss, separation: float) -> tuple[float, float]:
    """The wedge that lies between the two directions of `two`."""
    found = [each for each in wedges(two(separation), loss) if 0 < each.start < separation]
    assert len(found) == 1
    return found[0].start, found[0].end


def test_wedge_of_an_added_angle() -> None:
    """theta_1 + m = theta_2 at both edges: the wedge is as wide as m."""
    start, end = between(losses.arcface(30, 0.4), 2.0)
    assert (start, end) == pytest.approx(((2 - 0.4) / 2, (2 + 0.4) / 2), abs=1e-9)


def test_wedge_of_a_subtracted_cosine() -> None:
    start, end = between(losses.am_softmax(30, 0.35), 2.0)
    assert math.cos(start) - 0.35 == pytest.approx(math.cos(2 - start), abs=1e-9)
    assert math.cos(2 - end) - 0.35 == pytest.approx(math.cos(end), abs=1e-9)


def test_wedge_of_a_multiplied_angle() -> None:
    """m theta_1 = theta_2 while both stay below pi / m."""
    start, end = between(losses.a_softmax(2), 1.5)
    assert (start, end) == pytest.approx((1.5 / 3, 1.5 * 2 / 3), abs=1e-9)


def test_without_a_margin_there_is_no_wedge() -> None:
    assert wedges(two(1.0), losses.normalised_softmax()) == []
    assert wedges(two(1.0, (1, 3)), losses.softmax()) == []
    assert boundaries(two(1.0), losses.normalised_softmax()) == pytest.approx(
        [0.5, 0.5 + math.pi], abs=1e-9
    )


def test_lengths_move_the_boundary_of_plain_softmax() -> None:
    """It stands at right angles to the difference of the two rows."""
    weight = two(1.0, (1, 3))
    for angle in boundaries(weight, losses.softmax()):
        ray = at_angles(torch.tensor([angle], dtype=torch.float64))[0]
        assert float(ray @ (weight[0] - weight[1])) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("with_margin", [False, True])
def test_arcs_cover_the_circle_and_name_their_owner(with_margin: bool) -> None:
    weight = class_directions(10, 2, torch.Generator().manual_seed(0))
    loss = losses.am_softmax(30, 0.1)
    pieces = arcs(weight, loss, with_margin)
    assert sum(each.end - each.start for each in pieces) == pytest.approx(2 * math.pi)
    middle = torch.tensor([(each.start + each.end) / 2 for each in pieces])
    labels = owner(at_angles(middle), weight, loss, with_margin)
    assert labels.tolist() == [each.label for each in pieces]
    assert {each.label for each in pieces} == set(range(NOBODY if with_margin else 0, 10))


def test_too_wide_a_margin_leaves_the_circle_to_nobody() -> None:
    weight = class_directions(10, 2, torch.Generator().manual_seed(0))
    pieces = arcs(weight, losses.am_softmax(30, 0.9), with_margin=True)
    assert [(each.start, each.label) for each in pieces] == [(0.0, NOBODY)]


def test_angles_in_degrees() -> None:
    weight = at_angles(torch.deg2rad(torch.tensor([0.0, 90.0, 200.0])))
    features = 5 * at_angles(torch.deg2rad(torch.tensor([10.0, 60.0])))
    own, other = own_and_nearest_other(features, weight, torch.tensor([0, 0]))
    assert own.tolist() == pytest.approx([10, 60], abs=1e-3)
    assert other.tolist() == pytest.approx([80, 30], abs=1e-3)


def test_gap_leaves_out_the_odd_ones() -> None:
    own, other = torch.full((100,), 10.0), torch.full((100,), 40.0)
    own[0], other[0] = 90, 0
    assert angular_gap(own, other) == pytest.approx(30)
    assert angular_gap(other, own) < 0


def test_directions_on_the_circle_are_even() -> None:
    rows = class_directions(8, 2, torch.Generator().manual_seed(3)).double()
    angles = torch.atan2(rows[:, 1], rows[:, 0]).sort().values
    assert angles.diff().tolist() == pytest.approx([math.tau / 8] * 7, abs=1e-6)
    sphere = class_directions(8, 3, torch.Generator().manual_seed(3))
    assert torch.linalg.vector_norm(sphere, dim=1).tolist() == pytest.approx([1] * 8)
