"""The integral of a density that may be narrower than any cell."""

import math

import pytest
import torch
from scipy.stats import norm
from torch import Tensor

from core.flows.plane_integral import integral


def gaussians(centres: Tensor, sigma: float, x: Tensor) -> Tensor:
    squares = (x[:, None] - centres).square().sum(2) / sigma**2
    return (-squares / 2).exp().mean(1) / (2 * math.pi * sigma**2)


def drawn(centres: Tensor, sigma: float, count: int) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    which = torch.randint(len(centres), (count,), generator=generator)
    noise = torch.randn(count, 2, dtype=torch.float64, generator=generator)
    return centres[which] + sigma * noise


@pytest.mark.parametrize("sigma", [0.003, 0.02, 0.1, 0.35, 1.0])
def test_mass_of_gaussians_of_any_width(sigma: float) -> None:
    angle = torch.arange(8, dtype=torch.float64) * math.pi / 4 + 0.1
    centres = 2 * torch.stack([angle.cos(), angle.sin()], dim=1)
    found = integral(lambda x: gaussians(centres, sigma, x), 7.6, 64, drawn(centres, sigma, 500))
    assert found == pytest.approx(1.0, abs=2e-3 if sigma > 0.01 else 2e-2)


def test_mass_outside_is_left_out() -> None:
    centre = torch.tensor([[3.0, 0.0]], dtype=torch.float64)
    found = integral(lambda x: gaussians(centre, 1.0, x), 3.0, 64, drawn(centre, 1.0, 100))
    wanted = (norm.cdf(0) - norm.cdf(-6)) * (norm.cdf(3) - norm.cdf(-3))
    assert found == pytest.approx(wanted, abs=1e-4)


def test_no_seeds_and_no_density_are_taken() -> None:
    nowhere = torch.zeros(0, 2)
    assert integral(lambda x: torch.zeros(len(x)), 1.0, 8, nowhere) == 0.0
    assert integral(lambda x: torch.full((len(x),), 0.25), 1.0, 8, nowhere) == pytest.approx(1.0)
    nan = integral(lambda x: torch.full((len(x),), math.nan), 1.0, 8, nowhere)
    assert math.isnan(nan)
