"""Where comparable libraries go wrong: margins of any size, nothing, and numbers far from one."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score
from sklearn.metrics import roc_curve as sklearn_roc
from torch import Tensor

from core.layers.center import center_loss, wen_step
from core.margins import losses
from core.margins.angles import own_and_nearest_other, shares
from core.margins.curves import psi_curve, rising_intervals
from core.margins.losses import MarginLoss
from core.margins.normalise import normalise
from core.margins.psi import additive_angle
from core.margins.retrieval import nearest, neighbours, right_class_wrong_neighbour
from core.margins.thresholds import roc_curve

DOUBLE = torch.float64
EDGES = settings(derandomize=True, deadline=None, max_examples=60, database=None)
MARGINS = [-4.0, -0.3, 0.0, 0.5, 1.0, 2.3, math.pi, 3.5, 7.0]


# --- additive angles ------------------------------------------------------------------------------


@pytest.mark.parametrize("margin", MARGINS)
def test_the_fallback_begins_where_the_angle_passes_pi(margin: float) -> None:
    theta = np.linspace(0, math.pi, 401)
    found = additive_angle(torch.tensor(np.cos(theta)), margin).numpy()
    past = theta + margin > math.pi
    wanted = np.where(past, np.cos(theta) - margin * np.sin(margin), np.cos(theta + margin))
    kept = np.abs(theta + margin - math.pi) > 1e-6  # on the edge itself rounding decides
    np.testing.assert_allclose(found[kept], wanted[kept], atol=1e-7)


@pytest.mark.parametrize("dtype", [torch.float32, DOUBLE])
@pytest.mark.parametrize("margin", [0.5, 1.0])
def test_at_the_poles_the_value_is_exact_and_the_slope_finite(
    margin: float, dtype: torch.dtype
) -> None:
    c = torch.tensor([1.0, -1.0], dtype=dtype, requires_grad=True)
    found = additive_angle(c, margin)
    wanted = [math.cos(margin), -1 - margin * math.sin(margin)]
    assert found.tolist() == pytest.approx(wanted, abs=4 * torch.finfo(dtype).eps)
    (slope,) = torch.autograd.grad(found.sum(), c)
    assert bool(slope.isfinite().all())
    # The whole loss, at s = 64 and theta = 0: by hand, two classes at right angles.
    loss = losses.arcface(64.0, margin)(
        torch.tensor([[1.0, 0.0]], dtype=dtype), torch.eye(2, dtype=dtype), torch.tensor([0])
    )
    by_hand = math.log1p(math.exp(-64 * math.cos(margin)))
    assert loss.item() == pytest.approx(by_hand, rel=1e-4 if dtype == torch.float32 else 1e-10)


def test_slopes_inside_are_those_of_the_formula() -> None:
    theta = torch.linspace(0.05, 2.0, 50, dtype=DOUBLE)
    c = theta.cos().requires_grad_()
    (by_cosine,) = torch.autograd.grad(additive_angle(c, 0.5).sum(), c)
    torch.testing.assert_close(-theta.sin() * by_cosine.detach(), -(theta + 0.5).sin())


@pytest.mark.parametrize(
    ("margin", "rises"), [(0.5, False), (2.2, False), (2.6, True), (3.0, True)]
)
def test_a_jump_upwards_is_a_rise(margin: float, rises: bool) -> None:
    curve = psi_curve(lambda c: additive_angle(c, margin))
    found = rising_intervals(curve)
    jump = (-math.cos(margin) - margin * math.sin(margin)) - -1.0
    assert (jump > 1e-3) == rises
    assert bool(found) == rises
    if rises:
        assert any(start <= math.pi - margin <= end for start, end in found)


# --- losses ---------------------------------------------------------------------------------------

LOSSES: dict[str, Callable[[], MarginLoss]] = {
    "softmax": losses.softmax,
    "l-softmax": losses.l_softmax,
    "a-softmax": losses.a_softmax,
    "normalised": losses.normalised_softmax,
    "am-softmax": losses.am_softmax,
    "arcface": losses.arcface,
    "simpler": losses.simpler_a_softmax,
}


@pytest.mark.parametrize("name", ["softmax", "l-softmax"])
@pytest.mark.parametrize("dtype", [torch.float32, DOUBLE])
def test_directions_of_no_length_leave_all_classes_alike(name: str, dtype: torch.dtype) -> None:
    features = torch.tensor([[0.3, -2.0], [0.0, 0.0]], dtype=dtype)
    weight = torch.zeros(3, 2, dtype=dtype, requires_grad=True)
    loss = LOSSES[name]()(features, weight, torch.tensor([2, 0]))
    assert loss.tolist() == pytest.approx([math.log(3)] * 2)
    (gradient,) = torch.autograd.grad(loss.sum(), weight)
    assert bool(gradient.isfinite().all())


rows = st.lists(st.sampled_from([0.0, 1.0, -1.0, 0.5, 1e-30, -1e-18, 1e10]), min_size=2, max_size=2)


@EDGES
@given(
    st.sampled_from(list(LOSSES)), st.lists(rows, min_size=0, max_size=3),
    st.lists(rows, min_size=2, max_size=4), st.integers(0, 1),
)  # fmt: skip
def test_losses_are_never_negative_and_always_numbers(
    name: str, samples: list[list[float]], classes: list[list[float]], label: int
) -> None:
    features = torch.tensor(samples, dtype=DOUBLE).reshape(-1, 2).requires_grad_()
    weight = torch.tensor(classes, dtype=DOUBLE).requires_grad_()
    labels = torch.full((len(samples),), label)
    loss = LOSSES[name]()(features, weight, labels)
    assert loss.shape == (len(samples),)
    assert bool((loss >= 0).all())
    assert bool(loss.isfinite().all())
    for gradient in torch.autograd.grad(loss.sum(), (features, weight)):
        assert not bool(gradient.isnan().any())


@pytest.mark.parametrize("label", [-1, 3])
def test_labels_that_name_no_class_are_refused(label: int) -> None:
    features, centers = torch.zeros(2, 2), torch.zeros(3, 2)
    with pytest.raises(IndexError):
        center_loss(features, centers, torch.tensor([0, label]))
    with pytest.raises((IndexError, RuntimeError)):
        losses.softmax()(features, centers, torch.tensor([0, label]))
    with pytest.raises((IndexError, RuntimeError)):
        wen_step(features, centers, torch.tensor([0, label]), 0.5)


# --- unit rows ------------------------------------------------------------------------------------

numbers = st.floats(-1e30, 1e30) | st.sampled_from([0.0, 1e-30, -1e-30, 1.0, 1e30])


@EDGES
@given(st.lists(numbers, min_size=1, max_size=5), st.sampled_from([torch.float32, DOUBLE]))
def test_rows_of_any_size_have_length_one_or_are_zero(
    values: list[float], dtype: torch.dtype
) -> None:
    row = torch.tensor([values], dtype=dtype)
    exact = row.double().numpy()[0]
    size = np.abs(exact).max()
    wanted = exact if size == 0 else (exact / size) / np.linalg.norm(exact / size)
    np.testing.assert_allclose(normalise(row)[0].numpy(), wanted, atol=1e-6)


def test_the_gradient_of_unit_rows_is_that_of_the_quotient() -> None:
    for size in (1e-3, 1.0, 1e3):
        row = (size * torch.randn(3, 4, dtype=DOUBLE, generator=torch.Generator())).requires_grad_()
        assert torch.autograd.gradcheck(normalise, (row,), eps=1e-6 * size, atol=1e-5)


# --- neighbours, thresholds, angles ---------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_few_vectors_have_few_neighbours(count: int) -> None:
    vectors = torch.ones(count, 3)
    similarity, index = neighbours(vectors, 10)
    assert similarity.shape == index.shape == (count, max(0, count - 1))
    assert not bool((index == torch.arange(count)[:, None]).any())
    assert nearest(vectors, vectors, 3)[0].shape == (count, min(3, count))
    labels = torch.arange(count)
    wrong = right_class_wrong_neighbour(vectors, labels, labels)
    assert wrong.tolist() == [count > 1] * count


scores = st.lists(st.sampled_from([0.0, 0.5, 0.5, 1.0, -1e30, 1e30, 1e-30]), min_size=1, max_size=8)


@EDGES
@given(scores, scores)
def test_thresholds_are_those_of_scikit_learn(known: list[float], unknown: list[float]) -> None:
    found = roc_curve(torch.tensor(known, dtype=DOUBLE), torch.tensor(unknown, dtype=DOUBLE))
    truth = [1] * len(known) + [0] * len(unknown)
    wrong, right, _ = sklearn_roc(truth, known + unknown, drop_intermediate=False)
    np.testing.assert_allclose(found.known.numpy(), right)
    np.testing.assert_allclose(found.unknown.numpy(), wrong)
    area = float(torch.trapezoid(found.known, found.unknown))
    assert area == pytest.approx(roc_auc_score(truth, known + unknown))


@EDGES
@given(st.lists(st.floats(0, 180), max_size=6))
def test_shares_of_angles_sum_to_one_or_to_nothing(degrees: list[float]) -> None:
    found = shares(torch.tensor(degrees, dtype=DOUBLE), 10.0, 90.0)
    assert found.shape == (9,)
    assert float(found.sum()) == pytest.approx(1.0 if degrees else 0.0)


def test_angles_of_what_is_equal_opposite_or_nothing() -> None:
    weight = torch.tensor([[1.0, 0.0], [-1e30, 0.0]])
    features = torch.tensor([[1e-30, 0.0], [-1.0, 0.0], [0.0, 0.0]])
    labels = torch.zeros(3, dtype=torch.int64)
    own, other = own_and_nearest_other(features, weight, labels)
    found: list[Tensor] = [own, other]
    assert [each.tolist() for each in found] == [
        pytest.approx([0, 180, 90], abs=1e-3), pytest.approx([180, 0, 90], abs=1e-3),
    ]  # fmt: skip
