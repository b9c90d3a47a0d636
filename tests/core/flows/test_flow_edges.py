"""Where comparable libraries go wrong: constant channels, far latents, what is not saved."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn.functional import pixel_unshuffle

from core.flows.actnorm import ActNorm
from core.flows.bits import quantised
from core.flows.density import dequantise, log_prob, sample
from core.flows.flow import Flow, per_channel, per_point
from core.flows.logit import Logit
from core.flows.models import glow_image, glow_vector, image_flow, nice, real_nvp_image, vector_flow
from core.flows.multiscale import squeezed, unsqueezed
from core.flows.priors import LOGISTIC, NORMAL, Prior
from tests.texts import told

EDGES = settings(derandomize=True, deadline=None, max_examples=60, database=None)
DOUBLE = torch.float64


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


# --- actnorm --------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.0, 0.7, -3.3, 1e-30, 1e30])
@pytest.mark.parametrize("shape", [(1, 1), (1024, 1), (16, 1, 5, 3)])
def test_a_constant_channel_is_only_centred(value: float, shape: tuple[int, ...]) -> None:
    layer = ActNorm(1)
    found = layer.initialise(torch.full(shape, value))
    assert layer.log_scale.item() == 0.0
    assert not bool(found.any())


numbers = st.floats(-1e30, 1e30) | st.sampled_from([0.0, 1.0, 1e-30, 1e30])


@EDGES
@given(st.lists(numbers, min_size=1, max_size=8))
def test_actnorm_leaves_mean_nought_and_deviation_one_or_nought(values: list[float]) -> None:
    x = torch.tensor(values, dtype=DOUBLE)[:, None]
    layer = ActNorm(1).double()
    found = layer.initialise(x).detach().numpy()[:, 0]
    exact = np.asarray(values)
    spread = exact.max() - exact.min()
    if spread <= np.finfo(float).eps * np.abs(exact).max():
        assert layer.log_scale.item() == 0.0
        return
    # What a value far from the origin has lost by rounding is lost, and no more.
    room = 1e-9 + 8 * np.finfo(float).eps * np.abs(exact).max() / exact.std()
    assert abs(found.mean()) <= room
    assert abs(found.std() - 1) <= room


# --- the logit ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [torch.float32, DOUBLE])
@pytest.mark.parametrize("shrink", [1e-3, 0.05, 0.49])
def test_far_latents_come_back_finite(dtype: torch.dtype, shrink: float) -> None:
    layer = Logit(shrink)
    z = torch.tensor([-1e30, -200.0, -17.0, 0.0, 17.0, 90.0, 200.0, 1e30], dtype=dtype)[:, None]
    x, log_det = layer.inverse(z)
    back, forward = layer(x)
    assert bool(x.isfinite().all())
    assert bool(back.isfinite().all())
    assert bool(forward.isfinite().all())
    assert not bool(log_det.isnan().any())


@pytest.mark.parametrize("dtype", [torch.float32, DOUBLE])
def test_outside_of_the_support_the_density_is_nought(dtype: torch.dtype) -> None:
    low, high = -0.05 / 0.9, 1 + 0.05 / 0.9
    x = torch.tensor([[0.5, 0.2], [low - 0.01, 0.5], [0.5, high + 0.01], [9.0, 9.0]], dtype=dtype)
    found = log_prob(Logit(), x)
    assert bool(found[0].isfinite())
    assert found[1:].tolist() == [-math.inf] * 3


def test_the_logit_is_that_of_the_formula() -> None:
    x = torch.linspace(0, 1, 21, dtype=DOUBLE)[:, None]
    z, log_det = Logit()(x)
    pixels = 0.05 + 0.9 * x.numpy()[:, 0]
    np.testing.assert_allclose(z.numpy()[:, 0], np.log(pixels / (1 - pixels)), atol=1e-12)
    np.testing.assert_allclose(
        log_det.numpy(), np.log(0.9 / pixels / (1 - pixels)), rtol=1e-12, atol=1e-12
    )


# --- saved means all that the function depends on -------------------------------------------------

VECTORS: dict[str, Callable[[torch.Generator], Flow]] = {
    f"{mixing} of {size}": (
        lambda g, size=size, mixing=mixing: vector_flow(  # type: ignore[misc]
            size, 6, 8, generator=g, permutation=mixing, actnorm="zero", zero_init=False
        )
    )
    for mixing in ("none", "reverse", "shuffle", "conv1x1")
    for size in (2, 3, 4)
}
IMAGES: dict[str, Callable[[torch.Generator], Flow]] = {
    "glow": lambda g: glow_image((1, 4, 4), 2, 2, 4, generator=g),
    "real nvp": lambda g: real_nvp_image((1, 4, 4), 2, 2, 4, generator=g),
    "shuffle": lambda g: image_flow((1, 4, 4), 2, 2, 4, generator=g, permutation="shuffle"),
}


def built(make: Callable[[torch.Generator], Flow], seed: int) -> Flow:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        flow = make(seeded(seed)).double()
        for parameter in flow.parameters():
            parameter.data += 0.1 * torch.randn(parameter.shape, dtype=DOUBLE)
    return flow


@pytest.mark.parametrize("name", [*VECTORS, *IMAGES])
@pytest.mark.parametrize("seed", range(1, 5))
def test_a_flow_that_is_loaded_is_the_flow_that_was_saved(name: str, seed: int) -> None:
    make = {**VECTORS, **IMAGES}[name]
    shape = (5, 1, 4, 4) if name in IMAGES else (5, int(name.split()[-1]))
    x = torch.rand(shape, dtype=DOUBLE, generator=seeded())
    saved, loaded = built(make, 0), built(make, seed)
    loaded.load_state_dict(saved.state_dict())
    for found, wanted in zip(loaded(x), saved(x), strict=True):
        assert torch.equal(found, wanted)


# --- values per channel ---------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 4, 5), (3, 3, 3, 3), (1, 3, 1, 1), (4, 3, 3, 4)])
def test_each_channel_has_its_own_value(shape: tuple[int, ...]) -> None:
    x = torch.rand(shape, dtype=DOUBLE, generator=seeded())
    values = torch.tensor([2.0, -3.0, 5.0], dtype=DOUBLE)
    found, wanted = x * per_channel(values, x), x.clone()
    for channel, value in enumerate(values.tolist()):
        wanted[:, channel] *= value
    assert torch.equal(found, wanted)
    assert per_point(values, x).tolist() == [4.0 * math.prod(shape[2:])] * shape[0]


def test_actnorm_of_pictures_is_that_of_their_channels() -> None:
    layer, x = ActNorm(3).double(), torch.rand(4, 3, 3, 3, dtype=DOUBLE, generator=seeded())
    with torch.no_grad():
        layer.log_scale.copy_(torch.tensor([0.1, -0.4, 1.2]))
        layer.shift.copy_(torch.tensor([3.0, 0.5, -2.0]))
    z, log_det = layer(x)
    for channel in range(3):
        by_hand = x[:, channel] * layer.log_scale[channel].exp() + layer.shift[channel]
        torch.testing.assert_close(z[:, channel], by_hand)
    torch.testing.assert_close(log_det, torch.full((4,), 0.9 * 9, dtype=DOUBLE))


@pytest.mark.parametrize("shape", [(0, 1, 4, 4), (2, 3, 4, 6)])
def test_a_squeeze_is_torchs_and_comes_back(shape: tuple[int, ...]) -> None:
    told("flow_images", ("2×2 pixels", "2×2 个像素"))
    x = torch.rand(shape, generator=seeded())
    found = squeezed(x)
    assert found.shape == (shape[0], 4 * shape[1], shape[2] // 2, shape[3] // 2)
    assert torch.equal(unsqueezed(found), x)
    if shape[0]:
        assert torch.equal(found, pixel_unshuffle(x, 2))


# --- nothing, and extremes ------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1])
def test_batches_of_nothing_and_of_one(count: int) -> None:
    for vectors in (nice, glow_vector):
        flow: Flow = vectors(3, generator=seeded())
        x = torch.zeros(count, 3)
        assert flow.initialise(x).shape == x.shape
        assert log_prob(flow, x).shape == (count,)
        assert sample(flow, x).shape == x.shape
    for name, make in IMAGES.items():
        flow, x = make(seeded()), torch.rand(count, 1, 4, 4, generator=seeded())
        assert flow.initialise(x).shape == (count, 16), name
        assert log_prob(flow, x).shape == (count,)
        assert sample(flow, torch.zeros(count, 16)).shape == x.shape
    assert dequantise(torch.zeros(count, 1, 2, 2), seeded()).shape == (count, 1, 2, 2)


@EDGES
@given(
    st.lists(st.floats(-1e30, 1e30), min_size=1, max_size=4), st.sampled_from([NORMAL, LOGISTIC])
)
def test_priors_are_finite_or_minus_infinity_as_scipy_has_them(
    values: list[float], prior: Prior
) -> None:
    z = np.asarray([values])
    found = float(prior.log_prob(torch.tensor(z)))
    if prior is NORMAL:
        wanted = float((-0.5 * z**2 - 0.5 * math.log(2 * math.pi)).sum())
    else:
        wanted = float((-np.abs(z) - 2 * np.log1p(np.exp(-np.abs(z)))).sum())
    assert found == pytest.approx(wanted, rel=1e-12, abs=1e-12)


@EDGES
@given(st.floats(-1e30, 1e30) | st.sampled_from([math.nan, math.inf, -math.inf]))
def test_greys_are_greys_whatever_the_pixel(value: float) -> None:
    found: Tensor = quantised(torch.tensor([value]), 17)
    assert 0 <= float(found) <= 1
    assert float(found) * 16 == pytest.approx(round(float(found) * 16), abs=1e-5)
