"""Where comparable libraries go wrong: stale vectors, weights of no length, numbers far apart."""

import itertools
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import jensenshannon
from torch import Tensor

from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.frozen_network import FrozenNetwork
from core.lipschitz.jensen_shannon import jensen_shannon
from core.lipschitz.network import Network, draw_initial_layers
from core.lipschitz.norms import singular_values, spectral_norm
from core.lipschitz.optimal_transport import transport_by_assignment, transport_on_line
from core.lipschitz.orthogonal import orthogonalise
from core.lipschitz.power import exact_state, power_iteration
from core.lipschitz.projection import project_
from core.lipschitz.side_by_side import ConstrainedTrainer
from core.lipschitz.spectral_normalisation import normalise
from core.lipschitz.tasks import Sample

DOUBLE = torch.float64
EDGES = settings(derandomize=True, deadline=None, max_examples=40, database=None)


def network(kind: Kind, widths: tuple[int, ...] = (2, 8, 8, 1), seed: int = 0) -> Network:
    generator = torch.Generator().manual_seed(seed)
    return Network(draw_initial_layers(widths, generator), Constraint(kind, slope=3.0))


def norm_of(weight: Tensor) -> float:
    return float(np.linalg.svd(weight.detach().double().numpy(), compute_uv=False)[0])


# --- what is shown as a bound ---------------------------------------------------------------------


def test_a_weight_that_was_turned_over_keeps_the_norm_one() -> None:
    found = network(Kind.NORMALISED).eval()
    with torch.no_grad():
        found.layers[1].weight.neg_()
    norms = [norm_of(weight) for weight, _ in found.weights()]
    # One round from the kept vector: at most what it still misses of the largest value.
    assert norms == pytest.approx([1, 1, 3], rel=1e-2)
    assert FrozenNetwork(found).norms == pytest.approx([1, 1, 3], rel=1e-5)
    assert FrozenNetwork(found).bound == pytest.approx(3.0, rel=1e-5)


@pytest.mark.parametrize("rate", [0.1, 0.3])
@pytest.mark.parametrize("seed", range(3))
def test_the_bound_that_is_shown_stands_from_the_first_step_on(rate: float, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    held = network(Kind.NORMALISED, (1, 32, 32, 32, 32, 1), seed)
    trainer = ConstrainedTrainer([held], torch.nn.functional.mse_loss, rate)
    x = torch.randn(64, 1, generator=generator)
    for _ in range(6):
        trainer.step(Sample(x, x.sin()), generator)
        seen = FrozenNetwork(held)
        assert seen.bound == pytest.approx(3.0, rel=1e-4)
        assert float(seen.slopes(x).max()) <= 3.0 * (1 + 1e-4)


def test_an_exact_state_is_the_largest_singular_triple() -> None:
    weight = torch.randn(5, 3, dtype=DOUBLE, generator=torch.Generator().manual_seed(0))
    state = exact_state(weight)
    assert state.estimate == pytest.approx(norm_of(weight), rel=1e-12)
    torch.testing.assert_close(weight @ state.v, state.estimate * state.u)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_norms_of_what_is_not_finite_are_no_numbers(bad: float) -> None:
    weight = torch.eye(3)
    weight[0, 1] = bad
    assert math.isnan(spectral_norm(weight))
    assert bool(singular_values(weight).isnan().all())
    assert math.isnan(exact_state(weight).estimate)
    found = network(Kind.NORMALISED)
    with torch.no_grad():
        found.layers[0].weight[0, 0] = bad
    assert math.isnan(FrozenNetwork(found).bound)


# --- weights of no length, and very large ones ----------------------------------------------------


def test_a_weight_of_no_length_stays_and_has_a_moderate_gradient() -> None:
    weight = torch.zeros(3, 2, requires_grad=True)
    state = power_iteration(weight, torch.ones(3) / 3**0.5, 2)
    (normalised,) = normalise([weight], [state])
    (gradient,) = torch.autograd.grad(normalised.sum(), weight)
    assert float(gradient.abs().max()) <= 1.0 + 1e-6
    assert not bool(normalised.any())
    projected = torch.zeros(3, 2)
    project_(projected, state)
    assert not bool(projected.any())


@pytest.mark.parametrize("shape", [(4, 4), (5, 2), (2, 5), (3, 1), (1, 3)])
@pytest.mark.parametrize("size", [1e-30, 1e-20, 1.0, 1e20, 1e30])
def test_orthogonal_layers_do_not_see_the_size_of_a_weight(
    shape: tuple[int, int], size: float
) -> None:
    weight = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    found = orthogonalise(size * weight, rounds=40)
    left, _, right = np.linalg.svd(weight.double().numpy(), full_matrices=False)
    np.testing.assert_allclose(found.numpy(), left @ right, atol=1e-4)


@pytest.mark.parametrize("shape", [(4, 4), (5, 2), (3, 1)])
def test_orthogonal_layers_of_zeros_are_zeros_with_a_moderate_gradient(
    shape: tuple[int, int],
) -> None:
    weight = torch.zeros(shape, requires_grad=True)
    found = orthogonalise(weight)
    (gradient,) = torch.autograd.grad(found.sum(), weight)
    assert not bool(found.any())
    assert bool(gradient.isfinite().all())
    assert float(gradient.abs().max()) < 100  # eight rounds of 3 / 2 each


# --- networks of one layer ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.NONE, Kind.NORMALISED, Kind.ORTHOGONAL])
@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_network_of_one_layer_has_its_weight_as_gradient(kind: Kind, count: int) -> None:
    linear = network(kind, (2, 1))
    x = torch.randn(count, 2)
    value, gradient = linear.value_and_gradient(x)
    (weight, bias), *_ = linear.frozen_weights(exact=True)
    assert gradient.shape == (count, 2)
    torch.testing.assert_close(gradient, weight.expand(count, 2))
    torch.testing.assert_close(value, x @ weight.T + bias)
    torch.autograd.grad(value.sum() + gradient.sum(), linear.layers[0].weight)


# --- distances ------------------------------------------------------------------------------------


@pytest.mark.parametrize("far", [0.0, 1e6, 1e9])
def test_clouds_far_from_the_origin_keep_their_distance(far: float) -> None:
    x = far + torch.randn(50, 2, dtype=DOUBLE, generator=torch.Generator().manual_seed(0))
    found = transport_by_assignment(x, x + torch.tensor([0.001, 0.0], dtype=DOUBLE)).cost
    assert found == pytest.approx(0.001, rel=1e-3)


numbers = st.floats(-1e30, 1e30) | st.sampled_from([0.0, 1.0, 1e-30, -1e30, 1e30])
clouds = st.integers(1, 5).flatmap(
    lambda n: st.tuples(*[st.lists(numbers, min_size=n, max_size=n)] * 2)
)


@EDGES
@given(clouds)
def test_both_ways_of_transport_agree_with_the_cheapest_pairing(
    pair: tuple[list[float], list[float]],
) -> None:
    x, y = (torch.tensor(values, dtype=DOUBLE) for values in pair)
    cost = np.abs(x.numpy()[:, None] - y.numpy()[None])
    wanted = float(cost[linear_sum_assignment(cost)].mean())
    room = 1e-12 * float(torch.cat([x, y]).abs().max())
    assert transport_on_line(x, y).cost == pytest.approx(wanted, rel=1e-9, abs=room)
    assert transport_by_assignment(x[:, None], y[:, None]).cost == pytest.approx(
        wanted, rel=1e-9, abs=room
    )


counts = st.lists(st.sampled_from([0.0, 1.0, 1.0, 3.0, 1e-30, 1e30]), min_size=2, max_size=6)


@EDGES
@given(counts, st.randoms(use_true_random=False), st.sampled_from([torch.float32, DOUBLE]))
def test_the_divergence_lies_between_nought_and_log_two(
    p: list[float], draw: object, dtype: torch.dtype
) -> None:
    q = p.copy()
    getattr(draw, "shuffle")(q)  # noqa: B009 - the type of the strategy is not exported
    if sum(p) == 0:
        with pytest.raises(ValueError, match="without mass"):
            jensen_shannon(torch.tensor(p, dtype=dtype), torch.tensor(q, dtype=dtype))
        return
    found = jensen_shannon(torch.tensor(p, dtype=dtype), torch.tensor(q, dtype=dtype))
    assert 0 <= found <= math.log(2) * (1 + 1e-12)
    assert found == pytest.approx(jensenshannon(p, q) ** 2, abs=1e-6)


def test_the_divergence_of_equal_densities_is_nought_and_of_disjoint_ones_log_two() -> None:
    p = torch.rand(1000, generator=torch.Generator().manual_seed(0))
    for size in (1e-30, 1.0, 1e30):
        assert jensen_shannon(size * p, p) == pytest.approx(0.0, abs=1e-12)
        assert jensen_shannon(size * p, p) >= 0
    for a, b in itertools.permutations(range(2)):
        one, other = torch.zeros(2), torch.zeros(2)
        one[a], other[b] = 1e19, 1e-19
        assert jensen_shannon(one, other) == pytest.approx(math.log(2))
