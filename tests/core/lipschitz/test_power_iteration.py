"""Power iteration and norms: T1 to T4, T9 and the numbers of the counter-examples."""

import itertools

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from core.lipschitz import convolution, norms
from core.lipschitz.penalties import estimated_norm, frobenius_penalty, spectral_penalty
from core.lipschitz.power import (
    PowerState,
    ones_start,
    orthogonal_start,
    power_iteration,
    power_step,
    random_start,
)
from tests.texts import told

SHAPES = [(2, 2), (64, 64), (30, 7), (7, 30), (1, 9), (9, 1)]


def _steps(weight: Tensor, u: Tensor, count: int) -> list[PowerState]:
    found = []
    for _ in range(count):
        found.append(power_step(weight, u))
        u = found[-1].u
    return found


def _overlap(weight: Tensor, u: Tensor) -> float:
    """|cos| of the angle from u to the top left singular vector."""
    return float((torch.linalg.svd(weight)[0][:, 0] @ u).abs())


def _matrix(rows: int, columns: int, seed: int = 0) -> tuple[Tensor, torch.Generator]:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(rows, columns, generator=generator, dtype=torch.float64), generator


@pytest.mark.parametrize(("rows", "columns"), SHAPES)
def test_the_estimate_rises_to_the_largest_singular_value(rows: int, columns: int) -> None:
    weight, generator = _matrix(rows, columns)
    truth = norms.spectral_norm(weight)
    steps = _steps(weight, random_start(weight, generator).double(), 2000)
    estimates = [state.estimate for state in steps]
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(estimates))
    assert max(estimates) <= truth * (1 + 1e-12)
    assert estimates[-1] == pytest.approx(truth, rel=1e-9)


def test_the_kept_vectors_are_unit_and_give_the_estimate() -> None:
    weight, generator = _matrix(12, 5)
    state = power_iteration(weight, random_start(weight, generator).double(), 3)
    assert float(state.u.norm()) == pytest.approx(1)
    assert float(state.v.norm()) == pytest.approx(1)
    assert float(state.u @ weight @ state.v) == pytest.approx(state.estimate)


def test_the_error_shrinks_by_the_squared_ratio_of_singular_values() -> None:
    weight = torch.diag(torch.tensor([3.0, 2.0, 0.5], dtype=torch.float64))
    sines = [float(state.v[1:].norm()) for state in _steps(weight, ones_start(weight), 20)]
    assert sines[-1] / sines[-2] == pytest.approx((2 / 3) ** 2, rel=1e-3)


def test_equal_parts_never_find_an_antisymmetric_top_vector() -> None:
    weight = torch.tensor([[2.0, -1.0], [-1.0, 2.0]], dtype=torch.float64)  # values 3 and 1
    start = ones_start(weight)
    assert _overlap(weight, start) < 1e-12
    assert power_iteration(weight, start, 500).estimate == pytest.approx(1)
    assert norms.spectral_norm(weight) == pytest.approx(3)


def test_a_blind_start_stays_at_the_second_value() -> None:
    weight, _ = _matrix(6, 4)
    start = orthogonal_start(weight)
    second = float(norms.singular_values(weight)[1])
    assert _overlap(weight, start) < 1e-12
    assert power_iteration(weight, start, 3).estimate == pytest.approx(second)


def test_a_zero_matrix_gives_zero() -> None:
    weight = torch.zeros(3, 2)
    state = power_iteration(weight, ones_start(weight), 4)
    assert state.estimate == 0
    assert bool(state.u.isfinite().all())


def test_no_rounds_are_refused() -> None:
    weight = torch.eye(2)
    with pytest.raises(ValueError, match="at least one"):
        power_iteration(weight, ones_start(weight), 0)


@pytest.mark.parametrize(
    ("rows", "norm", "radius"),
    [([[1.0, 10.0], [0.0, 1.0]], 10.0990, 1.0), ([[3.0, 3.0], [0.0, 3.0]], 4.8541, 3.0)],
)
def test_a_shear_has_a_norm_that_no_eigenvalue_tells(
    rows: list[list[float]], norm: float, radius: float
) -> None:
    weight = torch.tensor(rows, dtype=torch.float64)
    assert norms.spectral_norm(weight) == pytest.approx(norm, abs=1e-4)
    assert float(torch.linalg.eigvals(weight).abs().max()) == pytest.approx(radius, abs=1e-6)


def test_the_ellipse_reaches_as_far_as_the_norm() -> None:
    weight, _ = _matrix(2, 2)
    reach = float(norms.ellipse(weight, 2001).norm(dim=1).max())
    assert reach == pytest.approx(norms.spectral_norm(weight), rel=1e-5)


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [(64, 64, {1: 0.68, 5: 0.895, 20: 0.981}), (256, 64, {5: 0.956, 50: 0.978})],
)
def test_five_rounds_from_ones_fall_short_as_measured(
    rows: int, columns: int, expected: dict[int, float]
) -> None:
    # One random matrix was measured; it lies within what forty others give, to a hundredth.
    for rounds, ratio in expected.items():
        found = []
        for seed in range(40):
            weight, _ = _matrix(rows, columns, seed)
            estimate = power_iteration(weight, ones_start(weight), rounds).estimate
            found.append(estimate / norms.spectral_norm(weight))
        assert min(found) - 0.01 <= ratio <= max(found) + 0.01


def test_the_gradient_of_the_norm_is_the_outer_product_of_its_vectors() -> None:
    weight, generator = _matrix(6, 4)
    weight.requires_grad_()
    state = power_iteration(weight, random_start(weight, generator).double(), 3000)
    (kept,) = torch.autograd.grad(estimated_norm(weight, state), weight)
    (exact,) = torch.autograd.grad(torch.linalg.matrix_norm(weight, 2), weight)
    torch.testing.assert_close(kept, torch.outer(state.u, state.v))
    torch.testing.assert_close(kept, exact, rtol=1e-6, atol=1e-8)


def test_l2_pulls_at_every_direction_and_the_spectral_penalty_at_one() -> None:
    weight, generator = _matrix(6, 4)
    weight.requires_grad_()
    state = power_iteration(weight, random_start(weight, generator).double(), 2000)
    (l2,) = torch.autograd.grad(frobenius_penalty([weight]), weight)
    (spectral,) = torch.autograd.grad(spectral_penalty([weight], [state]), weight)
    torch.testing.assert_close(l2, 2 * weight.detach())
    torch.testing.assert_close(spectral, 2 * state.estimate * torch.outer(state.u, state.v))
    assert int(torch.linalg.matrix_rank(spectral)) == 1


def test_a_box_filter_has_norm_nine_where_its_kernel_has_three() -> None:
    told("lipschitz_surface", ("stretches a level picture three times", "放大三倍"))
    box = torch.ones(1, 1, 3, 3, dtype=torch.float64)
    assert convolution.reshaped_norm(box) == pytest.approx(3)
    assert convolution.reshaped_bound(box) == pytest.approx(9)
    assert convolution.circular_norm(box, (32, 32)) == pytest.approx(9)


def _convolution_matrix(kernel: Tensor, size: tuple[int, int], mode: str, stride: int) -> Tensor:
    """The operator column by column."""
    count = kernel.shape[1] * size[0] * size[1]
    pictures = torch.eye(count, dtype=kernel.dtype).reshape(count, kernel.shape[1], *size)
    padded = functional.pad(pictures, (1, 1, 1, 1), mode=mode)
    return functional.conv2d(padded, kernel, stride=stride).flatten(1).t()


def _kernel() -> tuple[Tensor, torch.Generator]:
    generator = torch.Generator().manual_seed(1)
    return torch.randn(4, 2, 3, 3, generator=generator, dtype=torch.float64), generator


def test_the_circular_norm_is_that_of_the_whole_operator() -> None:
    kernel, _ = _kernel()
    matrix = _convolution_matrix(kernel, (6, 5), "circular", 1)
    truth = norms.spectral_norm(matrix)
    assert convolution.circular_norm(kernel, (6, 5)) == pytest.approx(truth, rel=1e-10)
    assert convolution.reshaped_norm(kernel) < truth <= convolution.reshaped_bound(kernel)


@pytest.mark.parametrize("stride", [1, 2])
def test_power_iteration_on_the_operator_finds_its_norm_with_zero_padding(stride: int) -> None:
    kernel, generator = _kernel()
    truth = norms.spectral_norm(_convolution_matrix(kernel, (6, 5), "constant", stride))
    found = convolution.operator_norm(kernel, (6, 5), generator, 1500, stride=stride, padding=1)
    assert found == pytest.approx(truth, rel=1e-6)


def test_a_kernel_larger_than_the_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        convolution.circular_norm(torch.ones(1, 1, 5, 5), (4, 4))


def test_the_reshaped_norm_misses_a_random_kernel_by_half() -> None:
    generator = torch.Generator().manual_seed(0)
    found = []
    for _ in range(9):
        kernel = torch.randn(16, 8, 3, 3, generator=generator)
        found.append(
            (convolution.reshaped_norm(kernel), convolution.circular_norm(kernel, (32, 32)))
        )
    # One random kernel was measured: 12.15 and 23.02.
    assert sorted(a for a, _ in found)[4] == pytest.approx(12.15, rel=0.05)
    assert sorted(b for _, b in found)[4] == pytest.approx(23.02, rel=0.15)
