"""Where comparable libraries go wrong: ranks that are not full, and solutions that end."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import chi2
from torch import Tensor

from core.odes.convergence import exact, reference, reference_path
from core.odes.identifiability import confidence_ellipse, covariance, relative_jacobian, spectrum
from core.odes.linear import STIFF
from core.odes.methods import EULER
from core.odes.networks import normaliser
from core.odes.observations import Observations, article_observations
from core.odes.phase_portrait import classify_equilibrium
from core.odes.populations import COMPETITION
from core.odes.shooting import InverseProblem

DOUBLE = torch.float64
INFINITE = math.inf


def the_articles(count: int) -> Tensor:
    """The relative Jacobian (R, 6) of the first points of the article."""
    seen = article_observations(DOUBLE)
    kept = Observations(seen.times[:count], seen.values[:count])
    truth = torch.tensor(COMPETITION.defaults, dtype=DOUBLE)
    return relative_jacobian(InverseProblem(COMPETITION, kept, EULER, 1.0), truth)


@pytest.mark.parametrize("count", [7, 6, 5, 4, 3, 2])
def test_fewer_observations_never_tell_more(count: int) -> None:
    J = the_articles(count)
    found, rank = spectrum(J), min(6, 2 * (count - 1))
    assert found.rank == rank == np.linalg.matrix_rank(J.numpy())
    assert (found.condition == INFINITE) == (rank < 6)
    torch.testing.assert_close(J @ found.free.T, torch.zeros(len(J), 6 - rank, dtype=DOUBLE),
                               rtol=0, atol=1e-9)  # fmt: skip
    # The least that is told of any direction does not grow where observations are taken away.
    assert found.values[-1] <= spectrum(the_articles(7)).values[-1] + 1e-12


def test_covariance_of_what_is_free_is_infinite_and_of_the_rest_is_not() -> None:
    # r = p1 + 2 p1: by hand, var p1 = 1 / (1 + 4), and p2 is in no residual.
    J = torch.tensor([[1.0, 0.0], [2.0, 0.0]], dtype=DOUBLE)
    assert covariance(J, 1.0).tolist() == [[pytest.approx(0.2), 0.0], [0.0, INFINITE]]
    # r = p1 + p2 alone: both are free, but not their sum.
    both = covariance(torch.ones(1, 2, dtype=DOUBLE), 1.0)
    assert both.tolist() == [[INFINITE, -INFINITE], [-INFINITE, INFINITE]]


def test_covariance_is_the_limit_of_a_small_singular_value() -> None:
    J = torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 2.0]], dtype=DOUBLE)
    nearly = torch.cat([J, 1e-4 * torch.tensor([[1.0, -1.0, 0.0]], dtype=DOUBLE)])
    limit, near = covariance(J, 0.5), covariance(nearly, 0.5)
    finite = torch.isfinite(limit)
    torch.testing.assert_close(limit[finite], near[finite], rtol=1e-6, atol=1e-6)
    assert bool((near[~finite].abs() > 1e6).all())
    assert torch.equal(limit[~finite].sign(), near[~finite].sign())


def test_an_ellipse_without_end_is_a_strip_of_the_right_width() -> None:
    # r = 2 (p1 + p2): along (1, -1) nothing is told; the sum has the deviation 1 / 2.
    J = torch.tensor([[2.0, 2.0]], dtype=DOUBLE)
    ellipse = confidence_ellipse(spectrum(J), 0.3, (0, 1), far=1e6, points=401)
    across, along = (ellipse[:, 0] + s * ellipse[:, 1] for s in (1, -1))
    assert float(along.abs().max()) == pytest.approx(math.sqrt(2) * 1e6)
    wanted = 0.3 / 2 * math.sqrt(chi2(2).ppf(0.95))
    assert float(across.abs().max()) == pytest.approx(wanted, rel=1e-6)


def test_parameters_that_no_residual_knows_have_no_ellipse_and_no_end() -> None:
    ellipse = confidence_ellipse(spectrum(torch.zeros(3, 2, dtype=DOUBLE)), 1.0, (0, 1), far=50.0)
    torch.testing.assert_close(ellipse.norm(dim=1), torch.full((64,), 50.0, dtype=DOUBLE))


# --- references that have no solution -------------------------------------------------------------


def nowhere(t: float, y: Tensor) -> Tensor:
    return torch.full_like(y, math.nan)


def test_a_field_that_is_no_number_gives_no_number() -> None:
    start = torch.ones(1, 2, dtype=DOUBLE)
    path = reference_path(nowhere, start, torch.tensor([0.0, 1.0, 2.0], dtype=DOUBLE))
    assert torch.equal(path[0], start)
    assert bool(path[1:].isnan().all())
    with pytest.raises(ValueError, match="stops before t = 1"):
        reference(nowhere, start, 1.0)


def test_a_field_that_ends_midway_gives_what_came_before() -> None:
    def field(t: float, y: Tensor) -> Tensor:
        return y if t < 1 else torch.full_like(y, math.nan)

    times = torch.tensor([0.5, 0.9, 1.5], dtype=DOUBLE)
    path = reference_path(field, torch.ones(1, dtype=DOUBLE), times)[:, 0]
    torch.testing.assert_close(path[:2], times[:2].exp(), rtol=1e-8, atol=0)
    assert bool(path[2].isnan())


def test_what_leaves_the_numbers_stays_no_number() -> None:
    # y' = y^2 from 1 is 1 / (1 - t): it has no value from t = 1 on.
    times = torch.tensor([0.0, 0.5, 0.99, 1.01], dtype=DOUBLE)
    path = reference_path(lambda t, y: y * y, torch.ones(1, dtype=DOUBLE), times)[:, 0]
    torch.testing.assert_close(path[:3], 1 / (1 - times[:3]), rtol=1e-6, atol=0)
    assert bool(path[3].isnan())


def test_times_that_are_the_start_or_none_need_no_step() -> None:
    start = torch.tensor([2.0, 3.0], dtype=DOUBLE)
    for field in (nowhere, lambda t, y: -y):
        assert torch.equal(reference_path(field, start, torch.zeros(1, dtype=DOUBLE))[0], start)
        assert reference_path(field, start, torch.zeros(0, dtype=DOUBLE)).shape == (0, 2)


def test_the_end_of_what_explodes_on_the_way_is_no_number() -> None:
    params = torch.tensor(COMPETITION.defaults, dtype=DOUBLE) * torch.tensor([1, 1, 1, 1, -1, 1])
    end = exact(COMPETITION, torch.tensor([COMPETITION.start], dtype=DOUBLE), 30.0, params)
    assert bool(end.isnan().all())


@pytest.mark.parametrize("rate", [1.0, 2.0, 2 + 1e-9, 2.5, 50.0])
def test_the_closed_form_of_the_stiff_system_holds_at_every_rate(rate: float) -> None:
    params, start = torch.tensor([rate], dtype=DOUBLE), torch.tensor([STIFF.start], dtype=DOUBLE)
    wanted = reference(STIFF.bind(params), start, 0.9)
    torch.testing.assert_close(exact(STIFF, start, 0.9, params), wanted, rtol=1e-11, atol=1e-12)


# --- what rounding must not decide ----------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float32, DOUBLE])
@pytest.mark.parametrize("value", [0.1, 0.2, 1e6 / 3, -1e-9])
def test_a_state_that_never_changes_keeps_its_unit(value: float, dtype: torch.dtype) -> None:
    states = torch.full((6, 1), value, dtype=dtype)
    assert float(normaliser(states).deviation) == 1.0
    moved = torch.cat([states, 2 * states])
    assert float(normaliser(moved).deviation) == pytest.approx(abs(value) / 2, rel=1e-5)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([-0.1, 0.0], "undecided"), ([0.0], "undecided"), ([0.0, 0.0], "undecided"),
        ([-1.0, 2j, -2j], "undecided"), ([2j, -2j], "centre"), ([-0.1, -2.0], "stable"),
        ([0.1, 0.0], "unstable"), ([0.1, -0.1], "saddle"), ([math.nan, math.nan], "undecided"),
    ],
)  # fmt: skip
def test_only_what_turns_is_a_centre(values: list[complex], kind: str) -> None:
    assert classify_equilibrium(np.array(values, dtype=np.complex128)) == kind


def test_a_jacobian_that_is_not_finite_tells_of_no_direction() -> None:
    J = torch.ones(4, 3, dtype=DOUBLE)
    J[2, 1] = INFINITE
    found = spectrum(J)
    assert (found.rank, found.condition) == (0, INFINITE)
    assert found.free.shape == (3, 3)
