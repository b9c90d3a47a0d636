"""What the page of surfaces is made of: tasks, networks side by side, frozen ones, half rounds."""

import math
from itertools import pairwise

import pytest
import torch

from core.data.planes import SHAPES
from core.lipschitz import power_in_plane, tasks
from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.network import Network, draw_initial_layers
from core.lipschitz.norms import spectral_norm
from core.lipschitz.power import power_iteration
from core.lipschitz.power_in_plane import PlanarMatrix
from core.lipschitz.side_by_side import ConstrainedTrainer

KINDS = (Kind.NONE, Kind.GRADIENT, Kind.NORMALISED, Kind.ORTHOGONAL, Kind.SPECTRAL)


def _rivals(
    kinds: tuple[Kind, ...] = KINDS,
) -> tuple[ConstrainedTrainer, tasks.Sample, torch.Generator]:
    generator = torch.Generator().manual_seed(4)
    sample = tasks.two_classes(SHAPES["moons"], 40, 0.1, 0.0, generator)
    constraints = [Constraint(kind, 1e-2, slope=2.0) for kind in kinds]
    initial = draw_initial_layers([2, 16, 16, 1], generator)
    networks = [Network(initial, constraint) for constraint in constraints]
    return ConstrainedTrainer(networks, tasks.logistic, 5e-3), sample, generator


# --- tasks ----------------------------------------------------------------------------------------


def test_pieces_of_a_shape_are_classes_in_turn() -> None:
    sample = tasks.two_classes(SHAPES["two blobs"], 500, 0.1, 0.0, torch.Generator().manual_seed(0))
    assert torch.equal(sample.targets[:, 0], sample.points[:, 0].sign())
    rings = tasks.two_classes(SHAPES["rings"], 500, 0.0, 0.0, torch.Generator().manual_seed(0))
    middle = (rings.points.norm(dim=1) / 0.75).round() == 2
    assert torch.equal(rings.targets[:, 0] > 0, middle)


def test_a_share_of_the_labels_is_wrong_and_the_points_are_the_same() -> None:
    clean, wrong = (
        tasks.two_classes(SHAPES["moons"], 4000, 0.1, share, torch.Generator().manual_seed(1))
        for share in (0.0, 0.1)
    )
    assert torch.equal(clean.points, wrong.points)
    assert float((clean.targets != wrong.targets).float().mean()) == pytest.approx(0.1, abs=0.02)


def test_no_chord_of_the_curve_is_steeper_than_it_says() -> None:
    x = torch.linspace(-tasks.CURVE_SIDE, tasks.CURVE_SIDE, 2001, dtype=torch.float64)
    slopes = tasks.curve(x).diff() / x.diff()
    assert slopes.abs().max() <= tasks.CURVE_HEIGHT * tasks.CURVE_RATE < 1
    assert slopes.abs().max() == pytest.approx(tasks.CURVE_HEIGHT * tasks.CURVE_RATE, rel=1e-4)


# --- rivals and portraits -------------------------------------------------------------------------


def test_rivals_do_not_disturb_each_other() -> None:
    together, sample, _ = _rivals()
    for _ in range(5):
        slopes = together.step(sample, torch.Generator().manual_seed(9))
    for index, kind in enumerate(KINDS):
        alone, _, _ = _rivals((kind,))
        for _ in range(5):
            (slope,) = alone.step(sample, torch.Generator().manual_seed(9))
        assert slope == pytest.approx(float(slopes[index]), rel=1e-5), kind


def test_a_portrait_keeps_the_moment_and_leaves_power_iteration_alone() -> None:
    rivals, sample, generator = _rivals()
    rivals.step(sample, generator)
    before = [v.clone() for n in rivals.networks for layer in n.layers for v in layer.buffers()]
    portraits = [FrozenNetwork(network) for network in rivals.networks]
    values = [portrait.values(sample.points) for portrait in portraits]
    after = [v for n in rivals.networks for layer in n.layers for v in layer.buffers()]
    assert all(torch.equal(one, other) for one, other in zip(before, after, strict=True))
    assert all(network.training for network in rivals.networks)
    rivals.step(sample, generator)
    for portrait, kept in zip(portraits, values, strict=True):
        assert torch.equal(portrait.values(sample.points), kept)


def test_no_slope_that_is_found_exceeds_the_bound_and_no_estimate_the_norm() -> None:
    rivals, sample, generator = _rivals()
    for _ in range(60):
        rivals.step(sample, generator)
    for network in rivals.networks:
        portrait = FrozenNetwork(network)
        found = portrait.steepest(sample.points, torch.Generator().manual_seed(2))
        assert float(portrait.slopes(sample.points).max()) <= found <= portrait.bound * (1 + 1e-5)
        for estimate, norm in zip(portrait.estimated_norms(3), portrait.norms, strict=True):
            assert estimate <= norm * (1 + 1e-5)


# --- the microscope -------------------------------------------------------------------------------


def test_two_halves_are_one_round_and_the_estimate_never_falls() -> None:
    axes = PlanarMatrix.from_angles((2.0, 1.2), 0.6, -0.3)
    start = power_in_plane.starts(axes.weight, 2.0)["random"]
    states = power_in_plane.half_steps(axes.weight, start, 20)
    for rounds in (1, 4, 10):
        peer = power_iteration(axes.weight, start, rounds)
        assert torch.allclose(states[2 * rounds].u, peer.u)
        assert states[2 * rounds].estimate == pytest.approx(peer.estimate)
    estimates = [state.estimate for state in states]
    assert all(b >= a - 1e-12 for a, b in pairwise(estimates))


def test_the_tangent_shrinks_by_the_square_of_the_ratio() -> None:
    axes = PlanarMatrix.from_angles((2.0, 1.7), 0.6, -0.3)
    start = power_in_plane.starts(axes.weight, 1.9)["random"]
    states = power_in_plane.half_steps(axes.weight, start, 17)[1::2]
    top = axes.right[:, axes.top]
    tangents = [math.tan(math.asin(power_in_plane.sine_to(top, state.v))) for state in states]
    for before, after in pairwise(tangents):
        assert after / before == pytest.approx((1.7 / 2.0) ** 2, rel=1e-9)


def test_the_all_ones_start_never_leaves_the_trap() -> None:
    axes = PlanarMatrix.from_rows(power_in_plane.TRAP)
    start = power_in_plane.starts(axes.weight, 0.0)["ones"]
    last = power_in_plane.half_steps(axes.weight, start, 2000)[-1]
    assert last.estimate == pytest.approx(1.0, abs=1e-12)
    assert spectral_norm(axes.weight) == pytest.approx(3.0)


def test_equal_singular_values_stall_and_the_shear_has_another_eigenvalue() -> None:
    axes = PlanarMatrix.from_angles((2.0, 1.2), 0.6, -0.3).stretched(1, 2.0)
    assert axes.ratio == pytest.approx(1.0)
    states = power_in_plane.half_steps(
        axes.weight, power_in_plane.starts(axes.weight, 2.0)["random"], 31
    )
    assert torch.allclose(states[1].v, states[-1].v)
    shear = PlanarMatrix.from_rows(power_in_plane.SHEAR)
    values, vectors = power_in_plane.eigen_directions(shear.weight)
    assert values == pytest.approx([1.0, 1.0])
    assert torch.allclose(shear.weight @ vectors, vectors, atol=1e-7)
    assert float(shear.values.max()) == pytest.approx(1 + math.sqrt(2))
