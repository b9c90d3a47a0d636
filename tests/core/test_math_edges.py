"""Where numbers leave the ordinary: no number stays none, large and small ones keep their value."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from core.flows.invertible_linear import InvertibleLinear
from core.layers.center import center_loss
from core.layers.label_smoothing import smoothed_cross_entropy
from core.lipschitz.attack import margin_and_direction
from core.lipschitz.certificate import margin
from core.lipschitz.jensen_shannon import jensen_shannon
from core.lipschitz.power import exact_state, ones_start, power_iteration
from core.lipschitz.tasks import error_rate, logistic
from core.margins.losses import a_softmax, l_softmax, least_loss, softmax
from core.margins.psi import annealed
from core.margins.retrieval import recall_at_k
from core.margins.tammes import evenly_spread
from core.margins.thresholds import roc_curve
from core.masking.probe import linear_probe
from core.nce import PairCounts
from core.nce.noise import Uniform
from core.optim.accumulation import Accumulation
from core.optim.gradient_flow import gradient_flow
from core.optim.schedule import warmup_linear_decay
from core.optim.surfaces import SURFACES

NAN, INF = math.nan, math.inf
BAD = [NAN, INF, -INF]


@pytest.mark.parametrize("bad", BAD)
def test_what_is_not_finite_makes_no_plausible_number(bad: float) -> None:
    vectors, labels = torch.randn(6, 3), torch.tensor([0, 0, 1, 1, 2, 2])
    vectors[3, 1] = bad
    assert all(map(math.isnan, recall_at_k(vectors, labels).values()))
    assert math.isnan(linear_probe(vectors, labels, torch.randn(6, 3), labels))
    if bad != -INF:
        assert math.isnan(jensen_shannon(torch.tensor([bad, 1.0]), torch.ones(2)))


def test_no_number_is_neither_right_nor_inside_nor_above() -> None:
    assert math.isnan(error_rate(torch.tensor([[NAN], [1.0]]), torch.ones(2, 1)))
    assert error_rate(torch.tensor([[2.0], [0.0], [-1.0]]), torch.ones(3, 1)) == pytest.approx(
        2 / 3
    )
    found = Uniform(2).log_prob(torch.tensor([[0.1, NAN], [0.1, 0.2], [0.1, 2.0]]))
    assert bool(found[0].isnan())
    assert found[1:].tolist() == [pytest.approx(-2 * math.log(2)), -INF]
    with pytest.raises(ValueError, match="no number"):
        roc_curve(torch.tensor([0.1, NAN]), torch.tensor([0.2]))


def test_one_row_has_no_deviation_to_probe_with() -> None:
    one = torch.ones(1, 3)
    assert math.isnan(linear_probe(one, torch.tensor([0]), one, torch.tensor([0])))


@pytest.mark.parametrize("height", [1e-300, 1.0, 1e308])
def test_disjoint_densities_of_any_height_are_log_2_apart(height: float) -> None:
    p = torch.tensor([height, height, 0.0, 0.0], dtype=torch.float64)
    assert jensen_shannon(p, p.flip(0)) == pytest.approx(math.log(2))


@pytest.mark.parametrize("size", [1e-30, 1e-13, 1.0, 1e20, 1e30])
def test_power_iteration_finds_norms_of_any_size(size: float) -> None:
    weight = torch.tensor([[3.0, 1.0], [1.0, 2.0], [0.5, -1.0]]) * size
    wanted = exact_state(weight).estimate
    found = power_iteration(weight, ones_start(weight), 60)
    assert found.estimate == pytest.approx(wanted, rel=1e-5)
    assert float(found.u.norm()) == pytest.approx(1, rel=1e-5)
    assert float(found.v.norm()) == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(("loss", "many"), [(a_softmax(4), 1), (l_softmax(4), 2), (softmax(), 2)])
def test_margin_losses_of_the_shortest_features_are_log_c(
    loss: Callable[[Tensor, Tensor, Tensor], Tensor], many: int, dtype: torch.dtype
) -> None:
    generator = torch.Generator().manual_seed(0)
    x = 1e-25 * torch.randn(4, 3, generator=generator, dtype=dtype)
    weight = torch.randn(5, 3, generator=generator, dtype=dtype) * (1e-6 if many == 2 else 1)
    found = loss(x, weight, torch.tensor([0, 1, 2, 4]))
    torch.testing.assert_close(found, torch.full_like(found, math.log(5)))


def test_softmax_of_the_longest_features_is_that_of_float64() -> None:
    generator = torch.Generator().manual_seed(0)
    x, weight = torch.randn(4, 3, generator=generator), torch.randn(5, 3, generator=generator)
    labels = torch.tensor([0, 1, 2, 4])
    found = softmax()(1e20 * x, weight, labels)
    wanted = softmax()(1e20 * x.double(), weight.double(), labels)
    torch.testing.assert_close(found.double(), wanted, rtol=1e-5, atol=0)


def test_the_steepest_direction_has_length_one_however_flat_the_slope() -> None:
    points, labels = torch.randn(5, 2), torch.ones(5)
    for slope in (1e-30, 1e-25, 1.0, 1e25):
        _, direction = margin_and_direction(
            lambda p, k=slope: k * p.sum(dim=1, keepdim=True),  # type: ignore[misc]
            points, labels,
        )  # fmt: skip
        torch.testing.assert_close(direction.norm(dim=1), torch.ones(5))
    _, flat = margin_and_direction(lambda p: 0 * p.sum(dim=1, keepdim=True), points, labels)
    assert not bool(flat.any())


def test_an_impossible_class_costs_nothing_without_smoothing() -> None:
    found = smoothed_cross_entropy(torch.tensor([[1.0, 2.0, -INF]]), torch.tensor([0]), 0.0)
    assert float(found) == pytest.approx(math.log(1 + math.e))


def test_endless_annealing_is_the_cosine() -> None:
    c = torch.linspace(-1, 1, 9)
    psi = 8 * c**4 - 8 * c**2 + 1
    assert torch.equal(annealed(c, psi, INF), c)
    assert torch.equal(annealed(c, psi, 0.0), psi)


@pytest.mark.parametrize("margin_of", [0.0, 0.5, 3.0])
@pytest.mark.parametrize("scale", [0.0, 1.0, 30.0, 1000.0])
def test_the_least_loss_is_a_number_at_every_scale(scale: float, margin_of: float) -> None:
    wanted = np.logaddexp(0, -scale * (2.0 - margin_of))
    assert least_loss(2, scale, margin_of) == pytest.approx(wanted)


def test_schedules_without_a_beginning_or_a_length_are_numbers() -> None:
    assert warmup_linear_decay(0, 0, 10) == 1.0
    assert warmup_linear_decay(0, 0, 0) == 1.0
    assert warmup_linear_decay(5, 3, 0) == 0.1


def test_micro_batches_of_no_weight_move_nothing() -> None:
    p = torch.nn.Parameter(torch.ones(2))
    optimiser = Accumulation(torch.optim.SGD([p], 0.1), 2)
    for _ in range(2):
        p.grad = torch.ones(2)
        optimiser.step(weight=0.0)
    assert p.tolist() == [1.0, 1.0]


def test_a_matrix_too_small_to_be_inverted_is_refused() -> None:
    layer = InvertibleLinear(torch.eye(2))
    torch.nn.init.constant_(layer.log_diagonal, -120.0)
    with pytest.raises(ValueError, match="singular"):
        layer.inverse_weight()


def test_one_class_stands_anywhere() -> None:
    for dims in (2, 3):
        torch.testing.assert_close(
            evenly_spread(1, dims).norm(), torch.ones((), dtype=torch.float64)
        )


def test_a_flow_without_times_or_from_nowhere_has_no_places() -> None:
    surface = SURFACES[0]
    starts = torch.tensor([[1.0, 1.0], [NAN, 0.0]])
    assert gradient_flow(surface, starts[:1], torch.zeros(0)).shape == (0, 1, 2)
    assert bool(gradient_flow(surface, starts, torch.tensor([0.0, 1.0]))[:, 1].isnan().all())


def test_words_that_never_meet_have_a_table_of_nought() -> None:
    found = PairCounts.of([[0], [1], [2]], 3, 2)
    assert not bool(found.counts.any())
    assert not bool(found.joint.any())


@pytest.mark.parametrize(
    "call",
    [
        lambda: margin(torch.ones(4, 1), torch.ones(4, 1)),
        lambda: logistic(torch.ones(4, 1), torch.ones(4)),
        lambda: error_rate(torch.ones(4, 1), torch.ones(4)),
        lambda: center_loss(torch.ones(4, 2), torch.ones(3, 2), torch.zeros(4, 1).long()),
        lambda: jensen_shannon(torch.ones(4), torch.ones(4, 1)),
    ],
)
def test_shapes_that_would_be_paired_by_chance_are_refused(call: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="not the same"):
        call()
