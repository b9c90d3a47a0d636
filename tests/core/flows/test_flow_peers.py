"""The same weights in zuko's and normflows' layers give the same output and log-determinant."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from core.flows.actnorm import ActNorm
from core.flows.conditioners import MLP
from core.flows.couplings import AdditiveCoupling, AffineCoupling
from core.flows.density import log_prob
from core.flows.invertible_linear import InvertibleLinear, random_rotation
from core.flows.models import vector_flow
from core.layers.splits import Halves
from tests.core.flows.flow_cases import generator, normal, randomise

nf = pytest.importorskip("normflows")
zuko = pytest.importorskip("zuko")

# normflows names the shift in even and the log-scale in odd outputs; ours are one after the other.


def unbounded_affine(size: int, swap: bool = False) -> AffineCoupling:
    split = Halves(size, swap)
    layer = AffineCoupling(split, MLP(split.kept, 2 * split.moved, 16), bound=None).double()
    randomise(layer)
    return layer


def copy_linears(source: nn.Module, target: nn.Module, order: Tensor | None = None) -> None:
    """Copy all linear layers in their order; the outputs of the last are put in another order."""
    ours: list[Any] = [m for m in source.modules() if hasattr(m, "weight")]
    theirs: list[Any] = [m for m in target.modules() if hasattr(m, "weight")]
    with torch.no_grad():
        for mine, peer in zip(ours, theirs, strict=True):
            rows = order if order is not None and mine is ours[-1] else slice(None)
            peer.weight.copy_(mine.weight[rows])
            peer.bias.copy_(mine.bias[rows])


@pytest.mark.parametrize("size", [2, 6])
def test_affine_coupling_of_normflows(size: int) -> None:
    layer, half = unbounded_affine(size), size // 2
    net = nf.nets.MLP([half, 16, 16, size])
    copy_linears(layer.conditioner, net, torch.arange(size).reshape(2, half).T.flatten())
    peer = nf.flows.AffineCouplingBlock(net, scale_map="exp").double()
    x = normal(9, size)
    for ours, theirs in ((layer(x), peer(x)), (layer.inverse(x), peer.inverse(x))):
        torch.testing.assert_close(ours[0], theirs[0])
        torch.testing.assert_close(ours[1], theirs[1])


def test_additive_coupling_of_normflows() -> None:
    layer = AdditiveCoupling(Halves(4), MLP(2, 2, 16)).double()
    randomise(layer)
    net = nf.nets.MLP([2, 16, 16, 2])
    copy_linears(layer.conditioner, net)
    peer = nf.flows.AffineCouplingBlock(net, scale=False).double()
    x = normal(9, 4)
    torch.testing.assert_close(layer(x)[0], peer(x)[0])
    torch.testing.assert_close(layer.inverse(x)[0], peer.inverse(x)[0])


@pytest.mark.parametrize("size", [2, 5])
def test_1x1_convolution_of_normflows(size: int) -> None:
    layer = InvertibleLinear(random_rotation(size, generator())).double()
    randomise(layer)
    peer = nf.flows.Invertible1x1Conv(size, use_lu=True).double()
    with torch.no_grad():
        peer.P.copy_(torch.eye(size).double()[layer.order])
        peer.L.copy_(layer.lower_upper.tril(-1))
        peer.U.copy_(layer.lower_upper.triu(1))
        peer.sign_S.copy_(layer.signs.diagonal())
        peer.log_S.copy_(layer.log_diagonal)
    x = normal(4, size, 3, 2)
    # The peer's inverse is the direction from data to latents.
    for ours, theirs in ((layer(x), peer.inverse(x)), (layer.inverse(x), peer.forward(x))):
        torch.testing.assert_close(ours[0], theirs[0])
        torch.testing.assert_close(ours[1], theirs[1].expand(4))


def test_actnorm_of_normflows() -> None:
    x = 2 * normal(16, 3, 4, 4) + 1
    layer, peer = ActNorm(3).double(), nf.flows.ActNorm((3, 1, 1)).double()
    with torch.no_grad():
        ours, (theirs, _) = layer.initialise(x), peer(x)
    # The peer divides by n - 1 and adds 1e-6; with 256 values that is a fifth of a percent.
    torch.testing.assert_close(ours, theirs, atol=0, rtol=3e-3)
    with torch.no_grad():
        peer.s.copy_(layer.log_scale[None, :, None, None])
        peer.t.copy_(layer.shift[None, :, None, None])
    for mine, other in ((layer(x), peer(x)), (layer.inverse(x), peer.inverse(x))):
        torch.testing.assert_close(mine[0], other[0])
        torch.testing.assert_close(mine[1], other[1].expand(16))


def test_real_nvp_of_normflows() -> None:
    flow = vector_flow(2, 4, 16, generator=generator(), bounded=False).double()
    randomise(flow)
    chain: list[Any] = []
    for layer in flow:
        net = nf.nets.MLP([1, 16, 16, 2])
        copy_linears(layer, net)
        chain += [nf.flows.AffineCouplingBlock(net, scale_map="exp"), nf.flows.Permute(2, "swap")]
    x = normal(9, 2)
    z, total = x, torch.zeros(9).double()
    for step in chain:  # four swaps undo each other
        z, log_det = step.double()(z)
        total = total + log_det
    ours, ours_log_det = flow(x)
    torch.testing.assert_close(ours, z)
    torch.testing.assert_close(ours_log_det, total)


@pytest.mark.parametrize("size", [2, 3])
def test_real_nvp_of_zuko(size: int) -> None:
    flow = vector_flow(
        size, 4, 16, generator=generator(), bounded=False, interleaved=size > 2
    ).double()
    randomise(flow)
    # zuko bounds its scales in a way of its own: here they are left free on both sides.
    peer = zuko.flows.RealNVP(
        size, transforms=4, hidden_features=(16, 16), univariate=free_affine
    ).double()
    ours = [layer for layer in flow if isinstance(layer, AffineCoupling)]
    theirs = [module for module in peer.modules() if hasattr(module, "hyper")]
    for i, (layer, coupling) in enumerate(zip(ours, theirs, strict=True)):
        # zuko keeps the even features first, as the odd/even split does.
        assert coupling.mask.tolist() == [(j + i) % 2 == 0 for j in range(size)]
        moved = layer.split.moved
        copy_linears(layer, coupling, torch.arange(2 * moved).reshape(2, moved).T.flatten())
    x = normal(9, size)
    torch.testing.assert_close(log_prob(flow, x), peer().log_prob(x))


def free_affine(shift: Tensor, log_scale: Tensor) -> torch.distributions.Transform:
    return torch.distributions.AffineTransform(shift, log_scale.exp())
