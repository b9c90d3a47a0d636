"""T4: dropout keeps the mean of linear nets; its two averages differ for others."""

import itertools
import math

import pytest
import torch
from torch import Tensor

from core.masking.dropout import dropped, every_gate, exact_average, running_average


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(0)


X = torch.tensor([0.4, -1.2, 2.0])


def linear(gates: Tensor) -> Tensor:
    weights = torch.tensor([[1.0, -2, 3], [0.5, 0.25, 4]])
    return (gates * X) @ weights.T + 1


def bent(gates: Tensor) -> Tensor:
    """A function of a batch of gates (B, 4) that is not linear."""
    return torch.tanh(gates.double() @ torch.tensor([0.5, -0.3, 0.9, 0.2]).double())


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 1.0])
def test_linear_nets_have_no_gap(keep: float) -> None:
    assert torch.allclose(exact_average(linear, 3, keep), linear(torch.ones(1, 3))[0], atol=1e-5)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_mean_and_variance_of_dropout(keep: float) -> None:
    draws = dropped(X.expand(1000, 3), keep, seeded())
    variance = X.square() * (1 - keep) / keep
    square = exact_average(lambda gates: (gates * X).square(), 3, keep)
    assert torch.allclose(square - X.square(), variance, atol=1e-5)
    error = (draws.mean(0) - X).abs() / (variance / 1000).sqrt()
    assert error.max() < 4
    assert torch.allclose(draws.var(0), variance, rtol=0.3)


@pytest.mark.parametrize(("keep", "expected"), [(0.9, 0.783), (0.5, 0.492), (0.2, 0.200)])
def test_gap_of_a_bent_function(keep: float, expected: float) -> None:
    """tanh 3x at x = 0.4: one pass says .8337, the average over masks much less."""

    def f(gates: Tensor) -> Tensor:
        return (1.2 * gates[:, 0]).tanh()

    assert float(f(torch.ones(1, 1))) == pytest.approx(0.8337, abs=1e-4)
    assert float(exact_average(f, 1, keep)) == pytest.approx(expected, abs=1e-3)
    assert float(exact_average(f, 1, keep)) == pytest.approx(keep * math.tanh(1.2 / keep))


def test_the_exact_average_is_that_of_the_masks_one_by_one() -> None:
    naive = 0.0
    for mask in itertools.product((0.0, 1.0), repeat=4):
        chance = math.prod(0.7 if on else 0.3 for on in mask)
        naive += chance * float(bent(torch.tensor([mask]) / 0.7))
    assert float(exact_average(bent, 4, 0.7)) == pytest.approx(naive, abs=1e-6)


def test_the_chances_of_all_gates_sum_to_one_and_their_mean_is_one() -> None:
    gates, chance = every_gate(6, 0.8)
    assert len(gates) == 64
    assert float(chance.sum()) == pytest.approx(1, abs=1e-6)
    assert torch.allclose(chance @ gates, torch.ones(6), atol=1e-6)


def test_running_averages_are_means_and_converge_to_the_enumeration() -> None:
    outputs, means = running_average(bent, 4, 0.5, 4000, seeded())
    exact = float(exact_average(bent, 4, 0.5))
    assert torch.allclose(means[9], outputs[:10].mean())
    assert abs(float(means[-1]) - exact) < 4 / 4000**0.5
    whole, _ = running_average(lambda gates: gates.sum(1), 4, 1.0, 3, seeded())
    assert whole.tolist() == [4.0, 4.0, 4.0]


def test_the_model_average_predicts_best_in_squared_error() -> None:
    def risk(guess: float) -> float:
        return float(exact_average(lambda gates: (bent(gates) - guess).square(), 4, 0.5))

    best = float(exact_average(bent, 4, 0.5))
    with_nothing_dropped = float(bent(torch.ones(1, 4)))
    assert risk(best) < min(risk(best + 0.01), risk(best - 0.01), risk(with_nothing_dropped))


def test_limits_are_said() -> None:
    for keep in (0.0, 1.1):
        with pytest.raises(ValueError, match="keep probability"):
            dropped(X, keep, seeded())
        with pytest.raises(ValueError, match="keep probability"):
            exact_average(linear, 3, keep)
    with pytest.raises(ValueError, match="too many"):
        every_gate(17, 0.5)
