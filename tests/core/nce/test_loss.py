"""The loss of noise-contrastive estimation."""

import math

import pytest
import torch

from core.nce import nce_loss


@pytest.mark.parametrize("logit", [-100.0, -1.0, 0.0, 1.0, 100.0])
@pytest.mark.parametrize("ratio", [1.0, 7.0])
def test_it_is_the_cross_entropy_of_two_classes(logit: float, ratio: float) -> None:
    value = nce_loss(torch.tensor([logit]).double(), torch.tensor([-logit]).double(), ratio)
    exact = math.log1p(math.exp(-abs(logit))) + max(-logit, 0.0)
    assert float(value) == pytest.approx((1 + ratio) * exact, abs=1e-12)


def test_the_number_of_noise_samples_changes_nothing() -> None:
    data, noise = (
        torch.randn(5, generator=torch.Generator().manual_seed(0)),
        torch.linspace(-2, 2, 6),
    )
    torch.testing.assert_close(nce_loss(data, noise, 3.0), nce_loss(data, noise.repeat(4), 3.0))
