"""The 1x1 convolution and the path to it. T3."""

import math

import numpy as np
import pytest
import torch
from scipy.linalg import fractional_matrix_power

from core.flows.invertible_linear import InvertibleLinear, random_rotation
from core.flows.linear_path import partial_matrix
from tests.core.flows.flow_cases import generator, normal, randomise


@pytest.mark.parametrize("size", [2, 3, 8])
def test_log_det_of_the_1x1_convolution(size: int) -> None:
    rotation = random_rotation(size, generator(size))
    torch.testing.assert_close(rotation @ rotation.T, torch.eye(size).double())
    layer = InvertibleLinear(rotation).double()
    torch.testing.assert_close(layer.weight(), rotation, atol=1e-6, rtol=0)
    assert layer.log_diagonal.sum().item() == pytest.approx(0.0, abs=1e-6)
    randomise(layer)
    by_lu = layer.log_diagonal.sum()
    torch.testing.assert_close(by_lu, torch.linalg.slogdet(layer.weight())[1])
    torch.testing.assert_close(layer.weight() @ layer.inverse_weight(), torch.eye(size).double())
    # At every pixel the matrix acts once.
    torch.testing.assert_close(layer(normal(2, size, 3, 5))[1], (15 * by_lu).expand(2))


def test_1x1_convolution_is_the_matrix_at_each_pixel() -> None:
    layer = InvertibleLinear(normal(3, 3)).double()
    x = normal(2, 3, 2, 2)
    expected = torch.einsum("ij,njhw->nihw", layer.weight(), x)
    torch.testing.assert_close(layer(x)[0], expected)


@pytest.mark.parametrize(
    "matrix", [torch.zeros(2, 2), torch.ones(2, 2), torch.full((2, 2), float("nan"))]
)
def test_singular_matrices_are_refused(matrix: torch.Tensor) -> None:
    with pytest.raises(ValueError, match="singular or not finite"):
        InvertibleLinear(matrix)
    with pytest.raises(ValueError, match=r"singular|not finite"):
        partial_matrix(matrix, 0.5)


def test_a_matrix_that_became_singular_is_refused() -> None:
    layer = InvertibleLinear(torch.eye(2))
    with torch.no_grad():
        layer.log_diagonal[0] = -math.inf
    with pytest.raises(ValueError, match="singular or not finite"):
        layer.inverse(torch.ones(1, 2))


def test_a_matrix_that_is_not_square_is_refused() -> None:
    with pytest.raises(ValueError, match="square"):
        InvertibleLinear(torch.ones(2, 3))


def test_path_to_a_rotation_turns_and_to_a_stretch_stretches() -> None:
    angle = 2.5
    turn = torch.tensor([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    third = partial_matrix(turn.double(), 1 / 3)
    assert math.atan2(third[1, 0], third[0, 0]) == pytest.approx(angle / 3)
    positive = normal(4, 4) @ normal(4, 4).T + torch.eye(4)
    expected = fractional_matrix_power(positive.numpy(), 0.3)
    np.testing.assert_allclose(partial_matrix(positive, 0.3).numpy(), expected, atol=1e-10)


@pytest.mark.parametrize(
    "matrix",
    [
        torch.diag(torch.tensor([-1.0, -2.0, 3.0])),
        torch.diag(torch.tensor([-1.0, -1.0, -1.0, -1.0])),
        torch.tensor([[0.0, 1.0], [-1.0, 0.0]]),
        torch.eye(5)[[1, 2, 3, 4, 0]],
    ],
)
def test_path_is_continuous_and_its_log_det_proportional(matrix: torch.Tensor) -> None:
    matrix = matrix.double()
    parts = torch.linspace(0, 1, 101).tolist()
    path = torch.stack([partial_matrix(matrix, t) for t in parts])
    assert (path[1:] - path[:-1]).abs().max() < 0.1
    log_det = torch.linalg.slogdet(matrix)[1]
    expected = torch.tensor(parts).double() * log_det
    torch.testing.assert_close(torch.linalg.slogdet(path)[1], expected, atol=1e-6, rtol=0)
