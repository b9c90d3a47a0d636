"""T4: dropout keeps the mean of linear nets; its two averages differ for others."""

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from core.masking.dropout import (
    dropped,
    every_gate,
    exact_model_average,
    model_average,
    weight_average,
)

X = torch.tensor([0.4, -1.2, 2.0], dtype=torch.float64)


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def of_x(f: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """A function of inputs (B, 3) as one of the gates that multiply X."""
    return lambda gates: f(X * gates.double())


def linear(x: Tensor) -> Tensor:
    weights = torch.tensor([[1.0, -2, 3], [0.5, 0.25, 4]], dtype=torch.float64)
    return x @ weights.T + 1


def bent(x: Tensor) -> Tensor:
    return (3 * x).tanh().prod(1)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 1.0])
def test_linear_nets_have_no_gap(keep: float) -> None:
    f = of_x(linear)
    assert torch.allclose(exact_model_average(f, 3, keep), weight_average(f, 3), atol=1e-5)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_mean_and_variance_of_dropout(keep: float) -> None:
    """The variance of x ε/p is x² (1 − p)/p."""
    variance = X.square() * (1 - keep) / keep
    exact_square = exact_model_average(of_x(torch.square), 3, keep)
    assert torch.allclose(exact_model_average(of_x(torch.clone), 3, keep), X, atol=1e-5)
    assert torch.allclose(exact_square - X.square(), variance, atol=1e-4)
    draws = dropped(X.expand(1000, 3), keep, seeded())
    assert ((draws.mean(0) - X).abs() / (variance / 1000).sqrt()).max() < 4
    assert torch.allclose(draws.var(0), variance, rtol=0.3)


@pytest.mark.parametrize(("keep", "expected"), [(0.9, 0.783), (0.5, 0.492), (0.2, 0.200)])
def test_gap_of_a_bent_function(keep: float, expected: float) -> None:
    """tanh 3x at x = 0.4: one pass says .8337, the average over masks much less."""

    def f(gates: Tensor) -> Tensor:
        return (1.2 * gates[:, 0]).tanh()

    assert float(weight_average(f, 1)) == pytest.approx(0.8337, abs=1e-4)
    assert float(exact_model_average(f, 1, keep)) == pytest.approx(expected, abs=1e-3)
    assert float(exact_model_average(f, 1, keep)) == pytest.approx(keep * math.tanh(1.2 / keep))


def test_draws_converge_to_the_enumeration() -> None:
    f = of_x(lambda x: (3 * x).tanh().sum(1, keepdim=True))
    outputs, means = model_average(f, 3, 0.5, 4000, seeded())
    exact = exact_model_average(f, 3, 0.5)
    assert outputs.shape == means.shape == (4000, 1)
    assert torch.allclose(means[9], outputs[:10].mean(0))
    assert (means[-1] - exact).abs() < 4 * 3**0.5 / 4000**0.5
    assert (means[-1] - exact).abs() < (means[3] - exact).abs()


def test_model_average_predicts_best_in_squared_error() -> None:
    f = of_x(bent)

    def risk(guess: Tensor) -> float:
        return float(exact_model_average(of_x(lambda x: (bent(x) - guess).square()), 3, 0.5))

    best = exact_model_average(f, 3, 0.5)
    assert risk(best) < min(risk(best + 0.01), risk(best - 0.01), risk(weight_average(f, 3)))


def test_the_chances_of_all_gates_sum_to_one_and_their_mean_is_one() -> None:
    gates, chance = every_gate(6, 0.8)
    assert len(gates) == 64
    assert float(chance.sum()) == pytest.approx(1, abs=1e-6)
    assert torch.allclose(chance @ gates, torch.ones(6), atol=1e-6)


def test_limits_are_said() -> None:
    for keep in (0.0, 1.1):
        with pytest.raises(ValueError, match="keep probability"):
            dropped(X, keep, seeded())
        with pytest.raises(ValueError, match="keep probability"):
            every_gate(3, keep)
    with pytest.raises(ValueError, match="too many"):
        every_gate(17, 0.5)
