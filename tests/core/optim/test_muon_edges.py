"""Muon on gradients of any size."""

import numpy as np
import pytest
import torch

from core.optim.muon import orthogonalised


@pytest.mark.parametrize("size", [1e-30, 1e-10, 1.0, 1e10, 1e30])
@pytest.mark.parametrize("shape", [(4, 4), (6, 2), (2, 6), (1, 3), (1, 1)])
def test_the_step_does_not_see_the_size_of_a_gradient(size: float, shape: tuple[int, int]) -> None:
    gradient = torch.randn(3, *shape, generator=torch.Generator().manual_seed(0))
    found = orthogonalised(size * gradient)
    torch.testing.assert_close(found, orthogonalised(gradient), rtol=1e-4, atol=1e-4)
    values = np.linalg.svd(found.double().numpy(), compute_uv=False)
    ratio = np.linalg.svd(gradient.double().numpy(), compute_uv=False)
    told = ratio > 0.01 * ratio[:, :1]  # what five turns of the polynomial lift
    assert (values[told] > 0.5).all()
    assert (values < 1.3).all()


def test_no_gradient_gives_no_step_beside_one_that_is_there() -> None:
    gradients = torch.stack([torch.zeros(3, 3), torch.eye(3)])
    found = orthogonalised(gradients)
    assert not bool(found[0].any())
    assert bool(found.isfinite().all())
    assert orthogonalised(torch.zeros(0, 3, 2)).shape == (0, 3, 2)
