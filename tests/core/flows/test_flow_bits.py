"""Bits of pictures, the plane of latents, and the pull of each latent number."""

import math

import pytest
import torch

from core.flows.bits import independent_pixel_bits, quantised
from core.flows.density import bits_per_dim, dequantise, shrink_noise
from core.flows.flatten import Flatten
from core.flows.latents import decoder_column_norms, effective_dimensions, mixed, plane_through
from core.flows.scale import Scale
from tests.texts import told


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def levels(count: int, bins: int) -> torch.Tensor:
    return torch.randint(bins, (count, 1, 4, 4), generator=generator()).double()


def test_bits_are_those_of_the_number_and_uniform_greys_cost_their_logarithm() -> None:
    nll = torch.tensor(12.5, dtype=torch.float64)
    assert float(bits_per_dim(nll, 16, 17)) == pytest.approx(bits_per_dim(12.5, 16, 17))
    assert float(bits_per_dim(torch.zeros(()), 64, 17)) == pytest.approx(math.log2(17))


def test_pixels_apart_equals_a_naive_count() -> None:
    train, held_out, bins = levels(50, 3), levels(20, 3).flip(0), 3
    total = 0.0
    for picture in held_out:
        for row in range(4):
            for column in range(4):
                seen = [int(other[0, row, column]) for other in train]
                level = int(picture[0, row, column])
                total -= math.log2((seen.count(level) + 0.5) / (50 + 1.5))
    assert independent_pixel_bits(train, held_out, bins) == pytest.approx(total / (20 * 16))


def test_noise_shrinks_to_the_middle_of_each_grey_and_greys_return() -> None:
    whole = levels(30, 5)
    noisy = dequantise(whole, generator(), 5)
    middle = dequantise(whole, generator(), 5, width=0.0)
    half = dequantise(whole, generator(), 5, width=0.5)
    assert torch.equal(middle, (whole + 0.5) / 5)
    assert torch.allclose(half, (noisy + middle) / 2)
    assert torch.equal(half, shrink_noise(noisy, whole, 5, 0.5))
    for pixels in (noisy, middle, half):
        assert torch.equal(quantised(pixels, 5), whole / 4)


def test_greys_of_what_overflowed_are_greys() -> None:
    pixels = torch.tensor([math.nan, math.inf, -math.inf, 2.0])
    assert quantised(pixels, 17).tolist() == [0.0, 1.0, 0.0, 1.0]


def test_flatten_returns() -> None:
    flatten, x = Flatten((2, 3, 4)), torch.randn(5, 2, 3, 4, generator=generator())
    z, log_det = flatten(x)
    assert z.shape == (5, 24)
    assert torch.equal(flatten.inverse(z)[0], x)
    assert torch.equal(log_det, torch.zeros(5))


def test_places_in_the_plane_keep_lengths() -> None:
    ends = torch.randn(2, 50, generator=generator(), dtype=torch.float64)
    plane = plane_through(ends[0], ends[1])
    places = plane.place(ends)
    lengths = torch.linalg.vector_norm(ends, dim=1) / math.sqrt(50)
    assert torch.allclose(torch.linalg.vector_norm(places, dim=1), lengths)
    assert places[0, 0] < 0 < places[1, 0]
    angles = torch.atan2(places[:, 0], places[:, 1])
    assert float(angles.sum()) == pytest.approx(0, abs=1e-9)


def test_parallel_latents_span_a_line() -> None:
    z = torch.ones(8, dtype=torch.float64)
    plane = plane_through(z, 2 * z)
    places = torch.tensor([[0.0, 1], [0, 2]], dtype=torch.float64)
    assert torch.allclose(plane.place(torch.stack([z, 2 * z])), places)


def test_the_way_between_is_straight() -> None:
    told("flow_images", ("temperature 0.7", "温度 0.7"))
    ends = torch.randn(2, 6, generator=generator(), dtype=torch.float64)
    way = mixed(ends[0], ends[1], 5)
    assert torch.allclose(way[[0, 2, 4]], torch.stack([ends[0], ends.mean(dim=0), ends[1]]))
    noise = torch.randn(2, 4000, generator=generator(), dtype=torch.float64)
    middle = mixed(noise[0], noise[1], 3)[1]
    assert float(middle.norm() / noise[0].norm()) == pytest.approx(0.7, abs=0.03)


def test_the_pull_of_a_scale_layer_is_its_sigma() -> None:
    flow = Scale(6).double()
    with torch.no_grad():
        flow.log_scale.copy_(torch.randn(6, generator=generator()))
    pull = decoder_column_norms(
        flow, torch.randn(6, generator=generator()).double(), torch.tensor([0, 3, 5])
    )
    assert torch.allclose(pull, flow.sigma[[0, 3, 5]])


def test_effective_dimensions_count_equal_ones() -> None:
    assert effective_dimensions(torch.tensor([2.0, 2.0, 2.0, 0.0])) == pytest.approx(3)
