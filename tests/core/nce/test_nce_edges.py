"""Densities and losses at sizes and in places that no page goes to."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from core.nce import Gaussian, Moved, Noise, StudentT, Uniform, nce_loss, two_lumps

settings.register_profile("house", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("house")

numbers = st.floats(-1e30, 1e30) | st.sampled_from([0.0, 1.0, 1e-30, -1e-30, 1e30, -1e30])
points = st.lists(numbers, min_size=1, max_size=3)


@given(points)
def test_a_heavy_tail_is_as_in_exact_arithmetic(point: list[float]) -> None:
    """In float32, where the square of the distance is infinite far away."""
    dimension = len(point)
    single = float(StudentT(dimension).log_prob(torch.tensor(point)))
    length = math.hypot(1.0, *torch.tensor(point).double().tolist())
    level = math.lgamma((1 + dimension) / 2) - math.lgamma(0.5) - dimension / 2 * math.log(math.pi)
    assert single == pytest.approx(level - (1 + dimension) * math.log(length), rel=1e-5, abs=1e-5)


@given(points)
def test_no_density_and_no_slope_is_none(point: list[float]) -> None:
    families: list[Noise] = [Gaussian(len(point)), StudentT(len(point)), Uniform(len(point))]
    families += [two_lumps(len(point)), Moved(StudentT(len(point)), (0.5,) * len(point), 1e-3)]
    for noise in families:
        x = torch.tensor(point, requires_grad=True)
        value = noise.log_prob(x)
        assert not value.isnan()
        assert value < math.inf
        if value.isfinite() and value.requires_grad:
            (slope,) = torch.autograd.grad(value, x)
            assert slope.isfinite().all()


@pytest.mark.parametrize("noise", [Gaussian(2), StudentT(2), Uniform(2), two_lumps(2)])
def test_no_points_have_no_densities(noise: Noise) -> None:
    assert noise.log_prob(torch.zeros(0, 2)).shape == (0,)
    assert noise.sample(0, torch.Generator()).shape == (0, 2)


@given(st.lists(numbers, max_size=4), st.lists(numbers, max_size=4), st.floats(0.01, 100))
def test_a_loss_is_a_number_or_refused(data: list[float], noise: list[float], ratio: float) -> None:
    of_data, of_noise = torch.tensor(data), torch.tensor(noise)
    if not data or not noise:
        with pytest.raises(ValueError, match="Samples"):
            nce_loss(of_data, of_noise, ratio)
        return
    value = nce_loss(of_data.double(), of_noise.double(), ratio)
    assert value >= 0
    assert value.isfinite()
