"""T4: dropout keeps the mean of linear nets; its two averages differ for others."""

import math

import pytest
import torch
from torch import Tensor

from core.masking.dropout import (
    dropped,
    exact_model_average,
    model_average,
    variance,
    weight_average,
)


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def linear(x: Tensor) -> Tensor:
    weights = torch.tensor([[1.0, -2, 3], [0.5, 0.25, 4]], dtype=torch.float64)
    return weights @ x + 1


X = torch.tensor([0.4, -1.2, 2.0], dtype=torch.float64)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 1.0])
def test_linear_nets_have_no_gap(keep: float) -> None:
    exact = exact_model_average(linear, X, keep)
    assert torch.allclose(exact, weight_average(linear, X), atol=1e-12)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9])
def test_mean_and_variance_of_dropout(keep: float) -> None:
    draws = torch.stack([dropped(X.expand(1000, 3), keep, seeded()) for _ in range(1)])[0]
    exact_mean = exact_model_average(lambda x: x, X, keep)
    exact_square = exact_model_average(torch.square, X, keep)
    assert torch.allclose(exact_mean, X)
    assert torch.allclose(exact_square - X.square(), variance(X, keep))
    error = (draws.mean(0) - X).abs() / (variance(X, keep) / 1000).sqrt()
    assert error.max() < 4
    assert torch.allclose(draws.var(0), variance(X, keep), rtol=0.3)


@pytest.mark.parametrize(("keep", "expected"), [(0.9, 0.783), (0.5, 0.492), (0.2, 0.200)])
def test_gap_of_a_bent_function(keep: float, expected: float) -> None:
    """tanh 3x at x = 0.4: one pass says .8337, the average over masks much less."""

    def f(x: Tensor) -> Tensor:
        return (3 * x).tanh()

    x = torch.tensor([0.4], dtype=torch.float64)
    assert float(weight_average(f, x)) == pytest.approx(0.8337, abs=1e-4)
    assert float(exact_model_average(f, x, keep)) == pytest.approx(expected, abs=1e-3)
    assert float(exact_model_average(f, x, keep)) == pytest.approx(keep * math.tanh(1.2 / keep))


def test_draws_converge_to_the_enumeration() -> None:
    def f(x: Tensor) -> Tensor:
        return (3 * x).tanh().sum(0, keepdim=True)

    running = model_average(f, X, 0.5, 4000, seeded())
    exact = exact_model_average(f, X, 0.5)
    assert running.shape == (4000, 1)
    assert (running[-1] - exact).abs() < 4 * 3**0.5 / 4000**0.5
    assert (running[-1] - exact).abs() < (running[3] - exact).abs()


def test_model_average_predicts_best_in_squared_error() -> None:
    def f(x: Tensor) -> Tensor:
        return (3 * x).tanh().prod(0, keepdim=True)

    def risk(guess: Tensor) -> float:
        return float(exact_model_average(lambda x: (f(x) - guess).square(), X, 0.5))

    best = exact_model_average(f, X, 0.5)
    assert risk(best) < min(risk(best + 0.01), risk(best - 0.01), risk(weight_average(f, X)))


def test_limits_are_said() -> None:
    for keep in (0.0, 1.1):
        with pytest.raises(ValueError, match="keep probability"):
            dropped(X, keep, seeded())
    with pytest.raises(ValueError, match="too many"):
        exact_model_average(linear, torch.zeros(17), 0.5)
