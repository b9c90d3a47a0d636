"""Noise while training, and only then. T4."""

import copy

import pytest
import torch

from core.layers import GaussianNoise, MultiplicativeNoise

KINDS = (GaussianNoise, MultiplicativeNoise)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("kind", KINDS)
def test_eval_lets_all_pass(kind: type[GaussianNoise | MultiplicativeNoise]) -> None:
    generator = seeded()
    layer, x = kind(1.0, generator).eval(), torch.randn(7, 3, generator=seeded(1))
    before = generator.get_state()
    assert torch.equal(layer(x), x)
    assert torch.equal(generator.get_state(), before)
    assert not torch.equal(layer.train()(x), x)


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("kind", KINDS)
def test_mean_and_spread_while_training(
    kind: type[GaussianNoise | MultiplicativeNoise], strength: float
) -> None:
    """A million draws: the mean of x, and σ, or σ |x|, within a hundredth."""
    x = torch.full((1000, 1000), 3.0)
    y = kind(strength, seeded())(x)
    scale = strength if kind is GaussianNoise else 3 * strength
    assert float(y.mean()) == pytest.approx(3.0, abs=0.01)
    assert float(y.std()) == pytest.approx(scale, abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_the_generator_decides(kind: type[GaussianNoise | MultiplicativeNoise]) -> None:
    x = torch.ones(5, dtype=torch.float64)
    one, other = kind(1.0, seeded(4)), kind(1.0, seeded(4))
    assert torch.equal(one(x), other(x))
    assert one(x).dtype == torch.float64
    assert torch.equal(copy.deepcopy(one)(x), one(x))


def test_multiplicative_noise_has_the_moments_of_dropout() -> None:
    keep = 0.8
    noise = MultiplicativeNoise(((1 - keep) / keep) ** 0.5, seeded())
    x = torch.full((1_000_000,), 2.0)
    dropped = x * (torch.rand(x.shape, generator=seeded(1)) < keep) / keep
    assert float(noise(x).mean()) == pytest.approx(float(dropped.mean()), abs=0.02)
    assert float(noise(x).std()) == pytest.approx(float(dropped.std()), abs=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_pass(kind: type[GaussianNoise | MultiplicativeNoise]) -> None:
    x = torch.ones(4, requires_grad=True)
    (gradient,) = torch.autograd.grad(kind(0.5, seeded(2))(x).sum(), x)
    factor = kind(0.5, seeded(2))(torch.ones(4)) if kind is MultiplicativeNoise else torch.ones(4)
    assert torch.allclose(gradient, factor)
