"""Densities on the line: samples, heights, and what a hand draws."""

import numpy as np
import pytest
import torch

from core.data.line_density import LINE_DENSITIES, SIDE, LineDensity, drawn, places


@pytest.mark.parametrize("name", LINE_DENSITIES)
def test_samples_follow_the_density(name: str) -> None:
    density = LINE_DENSITIES[name]
    x = places()
    assert float(torch.trapezoid(density.log_prob(x[:, None]).exp(), x)) == pytest.approx(1, 1e-6)
    points = density.sample(40_000, torch.Generator().manual_seed(0))
    assert points.shape == (40_000, 1)
    for power in (1, 2):
        exact = float(torch.trapezoid(density.values * x**power, x))
        assert float((points.double() ** power).mean()) == pytest.approx(exact, abs=0.05)


def test_there_is_nothing_outside() -> None:
    outside = torch.tensor([[-SIDE - 0.1], [SIDE + 0.1]])
    assert LINE_DENSITIES["Gaussian"].log_prob(outside).isneginf().all()


def test_a_stroke_is_the_outline_of_a_density_in_either_direction() -> None:
    stroke = np.array([[-2, 0.0], [-1, 0.4], [0, 0.4], [1, 0.0]], dtype=np.float32)
    there, back = drawn(stroke), drawn(stroke[::-1])
    assert isinstance(there, LineDensity)
    assert isinstance(back, LineDensity)
    torch.testing.assert_close(there.values, back.values, atol=1e-6, rtol=1e-4)
    middle, edge = there.log_prob(torch.tensor([[-0.5], [3.0]])).exp().tolist()
    assert middle == pytest.approx(0.4 / 0.8, abs=0.01)
    assert edge == 0


@pytest.mark.parametrize(
    "stroke", [[[0, 0]], [[0, -1], [1, -1]], [[9, 1], [10, 1]], np.ones((0, 2))]
)
def test_where_nothing_lies_under_a_stroke_there_is_no_density(stroke: object) -> None:
    assert drawn(np.array(stroke, dtype=np.float32)) is None
