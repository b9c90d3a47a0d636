"""Distributions given by their heights at the nodes of a rule."""

import pytest
import torch

from core.nce import Tabulated, trapezoid


@pytest.mark.parametrize("dimension", [1, 2])
def test_it_is_normalised_and_what_is_drawn_follows_it(dimension: int) -> None:
    rule = trapezoid(4.0, 81, dimension)
    heights = 3.0 * torch.exp(-0.5 * (rule.nodes - 0.5).square().sum(dim=1) / 0.49)
    table = Tabulated.of(rule, 0.1, heights)
    assert float(rule.integral(table.log_density.exp())) == pytest.approx(1.0, abs=1e-12)
    points = table.sample(40_000, torch.Generator().manual_seed(0))
    assert points.shape == (40_000, dimension)
    assert points.dtype == torch.float32
    torch.testing.assert_close(points.mean(dim=0), torch.full((dimension,), 0.5), atol=0.02, rtol=0)
    torch.testing.assert_close(points.std(dim=0), torch.full((dimension,), 0.7), atol=0.02, rtol=0)


def test_where_nothing_was_drawn_the_log_is_finite_and_nothing_is_drawn() -> None:
    rule = trapezoid(1.0, 21)
    heights = torch.where(rule.nodes[:, 0] > 0, 1.0, 0.0)
    table = Tabulated.of(rule, 0.1, heights)
    assert torch.isfinite(table.log_density).all()
    assert float(table.sample(2000, torch.Generator().manual_seed(0)).min()) >= 0.0
