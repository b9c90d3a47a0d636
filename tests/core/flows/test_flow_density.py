"""Likelihood, bits per dimension, multi-scale priors, samples. T5, T6, T8, T9."""

import math

import pytest
import torch
from torch import Tensor

from core.flows.conditional_gaussian import ConditionalGaussian
from core.flows.density import bits_per_dim, dequantise, log_prob, nll, sample
from core.flows.flow import Composite
from core.flows.logit import Logit
from core.flows.models import Mixing, image_flow, real_nvp, vector_flow
from core.flows.multiscale import MultiScale
from core.flows.priors import LOGISTIC, NORMAL, Prior
from tests.core.flows.flow_cases import build, generator, normal, randomise, train


def eight_gaussians(count: int, seed: int, deviation: float = 0.1) -> Tensor:
    source = generator(seed)
    angle = torch.randint(8, (count,), generator=source) * (math.pi / 4)
    centres = torch.stack([angle.cos(), angle.sin()], dim=1).double()
    noise = torch.randn(count, 2, generator=source, dtype=torch.float64)
    return 2 * centres + deviation * noise


def gaussian_log_prob(x: Tensor, mean: Tensor, sigma: Tensor) -> Tensor:
    """Add the logarithm of the bell curve over all entries of each point."""
    bell = torch.exp(-((x - mean) ** 2) / (2 * sigma**2)) / (sigma * math.sqrt(2 * math.pi))
    return bell.log().flatten(1).sum(1)


def square(half: float, cells: int) -> tuple[Tensor, float]:
    step = 2 * half / cells
    middles = (torch.arange(cells).double() + 0.5) * step - half
    return torch.cartesian_prod(middles, middles), step * step


@pytest.mark.parametrize("prior", [NORMAL, LOGISTIC])
@pytest.mark.parametrize("permutation", ["reverse", "conv1x1"])
def test_density_integrates_to_one(prior: Prior, permutation: Mixing) -> None:
    flow = vector_flow(
        2,
        4,
        16,
        generator=generator(),
        permutation=permutation,
        scale=True,
        activation=torch.nn.functional.silu,
    ).double()
    randomise(flow, spread=0.15)  # wilder weights send the logistic tails beyond the square
    points, area = square(30.0, 400)
    with torch.no_grad():
        integral = log_prob(flow, points, prior).exp().sum().item() * area
    assert integral == pytest.approx(1.0, abs=1e-3)


def test_density_integrates_to_one_after_training() -> None:
    flow = real_nvp(2, 4, 16, generator=generator()).double()
    train(flow, eight_gaussians(256, seed=1, deviation=0.5), 60, rate=5e-3)
    points, area = square(10.0, 500)
    with torch.no_grad():
        integral = log_prob(flow, points).exp().sum().item() * area
    assert integral == pytest.approx(1.0, abs=1e-3)


def test_nll_never_falls_below_the_entropy_of_the_data() -> None:
    # Eight far peaks: log 8 for the choice, and the entropy of one peak.
    entropy = math.log(8) + 1 + math.log(2 * math.pi * 0.1**2)
    flow = real_nvp(2, 6, 32, generator=generator()).double()
    losses = train(flow, eight_gaussians(512, seed=1), 100, rate=5e-3)
    assert losses[-1] < losses[0]
    held_out = eight_gaussians(20000, seed=2)
    with torch.no_grad():
        loss = log_prob(flow, held_out).neg()
    error = (loss.std() / math.sqrt(len(loss))).item()
    assert loss.mean().item() > entropy - 4 * error


def test_divergence_from_the_known_density_is_positive() -> None:
    flow = vector_flow(2, 4, 8, generator=generator()).double()
    randomise(flow, spread=0.3)
    x = normal(20000, 2)
    with torch.no_grad():
        ratio = NORMAL.log_prob(x) - log_prob(flow, x)
    assert ratio.mean() > 0
    assert not ratio.allclose(torch.zeros(1).double())


def test_log_prob_of_a_linear_flow_is_the_gaussian() -> None:
    flow, x = build("linear")
    weight = flow(torch.eye(5).double())[0].T
    precision = weight.T @ weight
    squares = torch.stack([point @ precision @ point for point in x])
    expected = -0.5 * squares - 0.5 * torch.logdet(2 * math.pi * torch.linalg.inv(precision))
    torch.testing.assert_close(log_prob(flow, x), expected)
    torch.testing.assert_close(nll(flow, x), -expected.mean())


def test_priors_against_their_formulas() -> None:
    z = normal(4, 3, 2)
    one = torch.ones_like(z)
    torch.testing.assert_close(NORMAL.log_prob(z), gaussian_log_prob(z, 0 * one, one))
    naive = [
        sum(math.log(math.exp(v) / (1 + math.exp(v)) ** 2) for v in row.flatten()) for row in z
    ]
    assert LOGISTIC.log_prob(z).tolist() == pytest.approx(naive)


def test_temperature_spreads_fixed_noise() -> None:
    noise = normal(100_000)[:, None]
    assert torch.equal(NORMAL.sample(noise, 0.7), 0.7 * noise)
    logistic = LOGISTIC.sample(noise)
    assert logistic.std().item() == pytest.approx(math.pi / math.sqrt(3), rel=0.02)
    torch.testing.assert_close(torch.sigmoid(logistic), torch.special.ndtr(noise))
    assert not LOGISTIC.sample(noise, 0.0).any()
    assert torch.isfinite(LOGISTIC.sample(torch.tensor([[9.0, -9.0]]))).all()


def test_samples_are_where_the_flow_sends_them() -> None:
    flow, _ = build("glow_vector")
    noise = normal(5, 3)
    torch.testing.assert_close(flow(sample(flow, noise, 0.5))[0], 0.5 * noise)


def test_bits_per_dimension_of_the_literature() -> None:
    assert bits_per_dim(0.0, 784) == 8.0  # uniform density on [0, 1)
    assert bits_per_dim(-1980.50, 784) == pytest.approx(4.36, abs=0.005)  # NICE on MNIST
    # NICE on CIFAR-10, on [-1, 1): the bins are 1/128 wide.
    assert bits_per_dim(-5371.78, 3072, bins=128) == pytest.approx(4.48, abs=0.005)


def test_uniform_pixels_cost_eight_bits() -> None:
    levels = torch.randint(256, (50, 1, 4, 4), generator=generator())
    x = dequantise(levels, generator())
    flow = Composite([])
    log_density = flow(x)[1]  # the prior is uniform on [0, 1): its log-density is zero
    assert bits_per_dim(-log_density.mean().item(), 16) == 8.0


@pytest.mark.parametrize("bins", [16, 17, 256])
@pytest.mark.parametrize("dtype", [torch.int64, torch.uint8, torch.float32, torch.float64])
def test_dequantisation_is_undone_by_the_floor(bins: int, dtype: torch.dtype) -> None:
    levels = torch.randint(bins, (200, 8), generator=generator()).to(dtype)
    x = dequantise(levels, generator(5), bins)
    assert 0 <= x.min() <= x.max() < 1
    assert torch.equal((x.double() * bins).floor(), levels.double())
    assert torch.equal(x, dequantise(levels, generator(5), bins))
    with pytest.raises(ValueError, match="levels must lie"):
        dequantise(levels.double() + 1, generator(), bins)


def test_logit_keeps_the_density_of_pixels() -> None:
    flow = Logit().double()
    pixels = (torch.arange(20000).double() + 0.5) / 20000
    # What the normal prior gives to all pixels is its mass on the interval that logit covers.
    integral = log_prob(flow, pixels[:, None]).exp().mean().item()
    edge = torch.logit(torch.tensor(0.95)).double()
    covered = 2 * torch.special.ndtr(edge).item() - 1
    assert integral == pytest.approx(covered, abs=1e-4)
    with pytest.raises(ValueError, match="shrunk"):
        Logit(0.5)


@pytest.mark.parametrize("images", [False, True])
def test_conditional_prior_both_ways(images: bool) -> None:
    prior = ConditionalGaussian(2, 3, images).double()
    shape = (4, 4) if images else ()
    kept, out = normal(5, 2, *shape, seed=1), normal(5, 3, *shape, seed=2)
    noise, log_det = prior.standardise(out, kept)
    assert torch.equal(noise, out)  # the layer starts at zero: a standard normal
    assert not log_det.any()
    randomise(prior)
    noise, log_det = prior.standardise(out, kept)
    torch.testing.assert_close(NORMAL.log_prob(noise) + log_det, prior.log_prob(out, kept))
    torch.testing.assert_close(prior.restore(noise, kept)[0], out)
    mean, log_sigma = prior.mean_and_log_sigma(kept)
    expected = gaussian_log_prob(out, mean, log_sigma.exp())
    torch.testing.assert_close(prior.log_prob(out, kept), expected)


def test_multi_scale_density_is_that_of_its_conditional_gaussians() -> None:
    flow, x = build("three levels")
    assert isinstance(flow, MultiScale)
    total, here = torch.zeros(len(x)).double(), x
    for i, level in enumerate(flow.levels):
        here, log_det = level(here)
        total = total + log_det
        if i < 2:
            here, out = here.chunk(2, dim=1)
            prior = flow.priors[i]
            assert isinstance(prior, ConditionalGaussian)
            total = total + prior.log_prob(out, here)
    sigma = torch.exp(-flow.last.log_scale)[:, None, None]
    mean = -flow.last.shift[:, None, None] * sigma
    total = total + gaussian_log_prob(here, mean, sigma)
    torch.testing.assert_close(log_prob(flow, x), total)


def test_latents_of_the_levels_are_the_flat_vector() -> None:
    flow, x = build("three levels")
    assert isinstance(flow, MultiScale)
    z = flow(x)[0]
    levels = flow.latents(z)
    assert [tuple(part.shape[1:]) for part in levels] == [(2, 4, 4), (4, 2, 2), (16, 1, 1)]
    assert torch.equal(torch.cat([part.flatten(1) for part in levels], dim=1), z)


def test_without_split_all_latents_stay_to_the_end() -> None:
    flow, x = build("no split")
    assert isinstance(flow, MultiScale)
    assert [tuple(part.shape[1:]) for part in flow.latents(flow(x)[0])] == [(16, 2, 2)]


@pytest.mark.parametrize(("shape", "levels"), [((1, 6, 8), 2), ((1, 8, 7), 1), ((1, 8, 8), 0)])
def test_images_that_cannot_be_halved_are_refused(shape: tuple[int, int, int], levels: int) -> None:
    with pytest.raises(ValueError, match="cannot be halved"):
        image_flow(shape, levels, 1, 4, generator=generator())
