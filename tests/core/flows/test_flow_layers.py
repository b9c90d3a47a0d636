"""Each layer by itself: couplings, permutations, actnorm, scale. T7, T10-T12."""

import math
from collections.abc import Callable

import pytest
import torch

from core.flows.actnorm import ActNorm
from core.flows.conditioners import MLP
from core.flows.couplings import AffineCoupling
from core.flows.flow import Composite
from core.flows.models import CouplingKind, nice, vector_flow
from core.flows.permutations import Permutation, deinterleave, shuffle
from core.flows.scale import Scale
from core.layers.splits import Checkerboard, Halves
from tests.core.flows.flow_cases import build, generator, normal, randomise, train
from tests.texts import told


def test_checkerboard_coupling_leaves_the_kept_pixels() -> None:
    flow, x = build("checkerboard affine")
    mask = Checkerboard(2, 4, 4).moved_mask.bool().expand_as(x)
    z = flow(x)[0]
    assert torch.equal(z[~mask], x[~mask])
    assert (z[mask] != x[mask]).all()


@pytest.mark.parametrize("coupling", ["additive", "affine"])
@pytest.mark.parametrize("features", [2, 5])
def test_without_permutation_the_first_half_never_moves(
    coupling: CouplingKind, features: int
) -> None:
    flow = vector_flow(
        features,
        4,
        8,
        generator=generator(),
        coupling=coupling,
        permutation="none",
        zero_init=False,
    )
    x = normal(9, features)
    z = flow.double()(x)[0]
    half = math.ceil(features / 2)
    assert torch.equal(z[:, :half], x[:, :half])
    assert not torch.equal(z[:, half:], x[:, half:])


def test_nice_without_its_scale_keeps_volume() -> None:
    flow = nice(6, generator=generator()).double()
    randomise(flow)
    without = Composite(list(flow)[:-1])
    assert not without(normal(5, 6))[1].any()


@pytest.mark.parametrize("learnt", [False, True])
def test_log_scale_stays_within_its_bound(learnt: bool) -> None:
    layer = AffineCoupling(Halves(4), MLP(2, 4, 8), 1.5, learnt).double()
    randomise(layer.conditioner, spread=50.0)
    log_det = layer(normal(50, 4))[1]
    assert log_det.abs().max() <= 2 * 1.5
    assert log_det.abs().max() > 2.0
    assert ("bound" in dict(layer.named_parameters())) is learnt


def test_unbounded_scale_overflows_where_the_bounded_does_not() -> None:
    told("flow_plane", ("$s=89$", "$s$ 到 89"))
    told("flow_images", ("above 88", "超过 88"))
    assert torch.tensor([88.0, 89.0]).exp().isfinite().tolist() == [True, False]
    x = normal(20, 2).float()
    for bounded in (True, False):
        flow = vector_flow(2, 8, 16, generator=generator(), bounded=bounded)
        randomise(flow, spread=30.0)
        assert bool(torch.isfinite(flow(x)[0]).all()) is bounded


def test_affine_coupling_by_its_formula() -> None:
    flow, x = build("affine odd")
    assert isinstance(flow, AffineCoupling)
    z, log_det = flow(x)
    for i in range(len(x)):
        out = flow.conditioner(x[i : i + 1, :3])[0]
        total = 0.0
        for j in range(2):
            scale = 2.0 * math.tanh(out[2 + j].item())
            total += scale
            expected = x[i, 3 + j].item() * math.exp(scale) + out[j].item()
            assert z[i, 3 + j].item() == pytest.approx(expected, abs=1e-12)
        assert log_det[i].item() == pytest.approx(total, abs=1e-12)


@pytest.mark.parametrize("make", [deinterleave, lambda n: shuffle(n, generator())])
def test_permutations_are_exact(make: Callable[[int], Permutation]) -> None:
    for x in (normal(3, 7), normal(3, 7, 2, 2)):
        layer = make(7)
        assert torch.equal(layer.inverse(layer(x)[0])[0], x)
        assert torch.equal(layer(x)[0].sort(dim=1).values, x.sort(dim=1).values)


def test_named_orders() -> None:
    x = torch.arange(5.0)[None]
    assert deinterleave(5)(x)[0].tolist() == [[0, 2, 4, 1, 3]]
    assert torch.equal(shuffle(9, generator(3)).order, shuffle(9, generator(3)).order)
    with pytest.raises(ValueError, match="not a permutation"):
        Permutation(torch.tensor([0, 0, 1]))


@pytest.mark.parametrize("shape", [(64, 3), (16, 3, 4, 4)])
def test_actnorm_from_data_whitens_the_batch(shape: tuple[int, ...]) -> None:
    x = 5 * normal(*shape) + 3
    layer = ActNorm(3).double()
    z = layer.initialise(x)
    rest = [d for d in range(x.dim()) if d != 1]
    torch.testing.assert_close(z.mean(rest), torch.zeros(3).double(), atol=1e-12, rtol=0)
    torch.testing.assert_close(z.std(rest, correction=0), torch.ones(3).double())
    torch.testing.assert_close(layer(x)[0], z)


def test_every_actnorm_of_a_stack_whitens_its_own_input() -> None:
    flow, x = build("glow_vector", batch=200)
    assert isinstance(flow, Composite)
    flow.initialise(x)
    pairs = zip(flow.stages(x)[1:], flow, strict=True)
    normed = [stage.points for stage, layer in pairs if isinstance(layer, ActNorm)]
    assert len(normed) == 8
    for points in normed:
        torch.testing.assert_close(points.mean(0), torch.zeros(3).double(), atol=1e-9, rtol=0)
        torch.testing.assert_close(points.std(0, correction=0), torch.ones(3).double())


def test_actnorm_at_zero_stays_the_identity() -> None:
    x = 5 * normal(20, 3)
    layer = ActNorm(3, from_data=False).double()
    assert torch.equal(layer.initialise(x), x)


def test_actnorm_only_centres_a_constant_channel() -> None:
    x = torch.cat([torch.full((8, 1), 0.1), torch.randn(8, 1, generator=generator())], dim=1)
    layer = ActNorm(2)
    z = layer.initialise(x)
    assert layer.log_scale[0] == 0
    assert z[:, 0].abs().max() < 1e-6
    with pytest.raises(ValueError, match="not finite"):
        layer.initialise(torch.tensor([[1.0, math.inf]]))


def test_scale_layer_finds_the_deviations_of_diagonal_data() -> None:
    sigma = torch.tensor([0.1, 1.0, 3.0]).double()
    x = sigma * normal(4000, 3)
    layer = Scale(3).double()
    train(layer, x, 400, rate=0.05)
    # The principal components of diagonal data are its axes: PCA gives the same deviations.
    deviations = torch.linalg.svdvals(x) / math.sqrt(len(x))
    torch.testing.assert_close(
        layer.sigma.sort().values, deviations.sort().values, rtol=0.01, atol=0
    )
    torch.testing.assert_close(layer.sigma, torch.exp(-layer.log_scale.detach()))
