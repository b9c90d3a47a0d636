"""Shapes in the plane: entropies that are known, densities against naive sums, samples."""

import math

import numpy as np
import pytest
import torch

from core.data.planes import CHECKERBOARD, EIGHT_GAUSSIANS, SHAPES, TWENTY_FIVE_GAUSSIANS, Shape


@pytest.mark.parametrize(
    ("shape", "noise", "entropy"),
    [
        (EIGHT_GAUSSIANS, 0.02 / 1.414, -3.600),
        (TWENTY_FIVE_GAUSSIANS, 0.05 / 2.828, -2.014),
        (CHECKERBOARD, 0.0, 2.079),
    ],
)
def test_entropies_of_the_literature(shape: Shape, noise: float, entropy: float) -> None:
    assert shape.entropy(noise) == pytest.approx(entropy, abs=5e-4)


def test_the_entropy_of_far_blobs_is_that_of_one_gaussian_and_a_choice() -> None:
    one = 1 + math.log(2 * math.pi * 0.1**2)
    assert SHAPES["two blobs"].entropy(0.1) == pytest.approx(one + math.log(2), abs=1e-6)


@pytest.mark.parametrize("name", SHAPES)
def test_density_integrates_to_one_and_its_entropy_is_what_samples_say(name: str) -> None:
    shape, noise = SHAPES[name], 0.15
    axis = np.linspace(-4, 4, 401)
    density = shape.density(noise, axis, axis)
    assert density.sum() * 0.02**2 == pytest.approx(1, abs=1e-6)

    samples = shape.sample(4000, noise, torch.Generator().manual_seed(0)).double().numpy()
    column, row = (np.rint((samples + 4) / 0.02).astype(int)).T
    surprise = -np.log(density[row, column])
    error = surprise.std() / math.sqrt(len(surprise))
    assert shape.entropy(noise) == pytest.approx(surprise.mean(), abs=4 * error + 0.01)


@pytest.mark.parametrize("name", ["moons", "Swiss roll"])
def test_density_of_a_curve_equals_a_naive_average_along_it(name: str) -> None:
    shape, noise = SHAPES[name], 0.1
    u = (torch.arange(200_000, dtype=torch.float64) + 0.5) / 200_000
    curve = shape.place(u).numpy()
    for x, y in [(0.3, -0.2), (1.0, 0.4), (-1.2, 0.9)]:
        squares = ((curve - np.array([x, y])) ** 2).sum(axis=1)
        naive = np.exp(-squares / (2 * noise**2)).mean() / (2 * math.pi * noise**2)
        exact = shape.density(noise, np.array([x]), np.array([y]))[0, 0]
        assert exact == pytest.approx(naive, rel=1e-6, abs=1e-12)


def test_a_row_of_the_density_is_a_place_in_y() -> None:
    density = SHAPES["two blobs"].density(0.2, np.array([-1.5, 0.0, 1.5]), np.array([0.0, 2.0]))
    assert density.shape == (2, 3)
    assert density[0, 0] == density[0, 2] > 1e3 * density[0, 1]
    assert density[1].max() < 1e-9


def test_noise_raises_entropy_and_none_has_no_density() -> None:
    entropies = [SHAPES["moons"].entropy(noise) for noise in (0.02, 0.1, 0.3)]
    assert entropies == sorted(entropies)
    with pytest.raises(ValueError, match="noise"):
        SHAPES["moons"].density(0.0, np.zeros(1), np.zeros(1))


@pytest.mark.parametrize("name", SHAPES)
def test_samples_follow_the_generator_alone_and_lie_in_view(name: str) -> None:
    first, again = (
        SHAPES[name].sample(500, 0.1, torch.Generator().manual_seed(3)) for _ in range(2)
    )
    assert torch.equal(first, again)
    assert first.dtype == torch.float32
    assert first.shape == (500, 2)
    assert first.abs().max() < 3.2
