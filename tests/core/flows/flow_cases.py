"""Every flow there is, with random weights in float64, for the tests that ask all of them."""

import math
from collections.abc import Callable
from functools import partial
from itertools import cycle, product
from typing import get_args

import torch
from torch import Tensor, nn

from core.flows.actnorm import ActNorm
from core.flows.conditioners import MLP, conv_net
from core.flows.couplings import AdditiveCoupling, AffineCoupling
from core.flows.density import nll
from core.flows.flow import Composite, Flow
from core.flows.invertible_linear import InvertibleLinear, random_rotation
from core.flows.logit import Logit
from core.flows.models import (
    ActNormKind,
    CouplingKind,
    Mixing,
    glow_image,
    glow_vector,
    image_flow,
    nice,
    real_nvp,
    real_nvp_image,
    vector_flow,
)
from core.flows.permutations import deinterleave, shuffle
from core.flows.scale import Scale
from core.layers.splits import Checkerboard, Halves

Case = tuple[Callable[[], Flow], tuple[int, ...]]

IMAGE = (2, 4, 4)


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def normal(*shape: int, seed: int = 1) -> Tensor:
    return torch.randn(shape, generator=generator(seed), dtype=torch.float64)


def randomise(flow: nn.Module, spread: float = 0.2, seed: int = 2) -> None:
    """Move all parameters a little, so that nothing holds by being zero."""
    noise = generator(seed)
    with torch.no_grad():
        for parameter in flow.parameters():
            step = torch.randn(parameter.shape, generator=noise, dtype=torch.float64)
            parameter.add_(spread / math.sqrt(parameter.shape[-1]) * step.to(parameter))


def additive(size: int, swap: bool) -> Flow:
    split = Halves(size, swap)
    return AdditiveCoupling(split, MLP(split.kept, split.moved, 8))


def affine(size: int, swap: bool, bound: float | None = 2.0, learnt: bool = False) -> Flow:
    split = Halves(size, swap)
    return AffineCoupling(split, MLP(split.kept, 2 * split.moved, 8), bound, learnt)


def image_additive(swap: bool) -> Flow:
    split = Checkerboard(*IMAGE, swap)
    return AdditiveCoupling(split, conv_net(2, 2, 4))


def image_affine(board: bool, swap: bool, learnt: bool = False) -> Flow:
    split = Checkerboard(*IMAGE, swap) if board else Halves(2, swap)
    return AffineCoupling(split, conv_net(split.kept, 2 * split.moved, 4), 2.0, learnt)


def linear(size: int) -> Flow:
    return InvertibleLinear(random_rotation(size, generator(3)))


LAYERS: dict[str, Case] = {
    "additive": (lambda: additive(2, False), (2,)),
    "additive odd": (lambda: additive(5, False), (5,)),
    "additive odd swap": (lambda: additive(5, True), (5,)),
    "affine": (lambda: affine(2, True), (2,)),
    "affine odd": (lambda: affine(5, False), (5,)),
    "affine odd swap": (lambda: affine(5, True), (5,)),
    "affine unbounded": (lambda: affine(3, False, None), (3,)),
    "affine learnt bound": (lambda: affine(5, True, 1.0, True), (5,)),
    "checkerboard additive": (lambda: image_additive(True), IMAGE),
    "checkerboard affine": (lambda: image_affine(True, False), IMAGE),
    "checkerboard learnt bound": (lambda: image_affine(True, True, True), IMAGE),
    "channels affine": (lambda: image_affine(False, True, True), IMAGE),
    "shuffle": (lambda: shuffle(5, generator()), (5,)),
    "shuffle channels": (lambda: shuffle(2, generator(1)), IMAGE),
    "deinterleave": (lambda: deinterleave(5), (5,)),
    "linear": (lambda: linear(5), (5,)),
    "linear on images": (lambda: linear(2), IMAGE),
    "actnorm": (lambda: ActNorm(3), (3,)),
    "actnorm on images": (lambda: ActNorm(2), IMAGE),
    "scale": (lambda: Scale(4), (4,)),
    "empty": (lambda: Composite([]), (3,)),
}  # fmt: skip


SIZES: list[tuple[ActNormKind, int]] = [("off", 2), ("zero", 3), ("data", 5)]


def plane(coupling: CouplingKind, permutation: Mixing, actnorm: ActNormKind, size: int) -> Flow:
    return vector_flow(
        size, 4, 8, generator=generator(), coupling=coupling, permutation=permutation,
        actnorm=actnorm, scale=True, zero_init=False, interleaved=size > 2,
    )  # fmt: skip


MODELS: dict[str, Case] = {
    **{
        f"{c} {p} {a} {d}": (partial(plane, c, p, a, d), (d,))
        for (c, p), (a, d) in zip(
            product(get_args(CouplingKind), get_args(Mixing)), cycle(SIZES), strict=False
        )
    },
    "nice": (lambda: nice(4, generator=generator()), (4,)),
    "real_nvp": (lambda: real_nvp(2, generator=generator()), (2,)),
    "glow_vector": (lambda: glow_vector(3, generator=generator()), (3,)),
    "unbounded": (lambda: vector_flow(2, 4, 8, generator=generator(), bounded=False), (2,)),
    "glow_image": (lambda: glow_image((1, 8, 8), 2, 2, 4, generator=generator()), (1, 8, 8)),
    "glow_image additive": (
        lambda: glow_image((3, 4, 4), 1, 2, 4, generator=generator(), coupling="additive"),
        (3, 4, 4),
    ),
    "real_nvp_image": (
        lambda: real_nvp_image((1, 8, 8), 2, 2, 4, generator=generator()),
        (1, 8, 8),
    ),
    "three levels": (
        lambda: image_flow((1, 8, 8), 3, 1, 4, generator=generator(), permutation="shuffle"),
        (1, 8, 8),
    ),
    "no split": (
        lambda: image_flow((1, 8, 8), 2, 1, 4, generator=generator(), split=False),
        (1, 8, 8),
    ),
}

PIXELS: dict[str, Case] = {"logit": (Logit, (2, 3))}  # defined on [0, 1] only

ALL = {**LAYERS, **MODELS, **PIXELS}


def build(name: str, batch: int = 6) -> tuple[Flow, Tensor]:
    """Return the flow of that name, in float64 with random weights, and data for it."""
    make, shape = ALL[name]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(4)
        flow = make().double()
    randomise(flow)
    x = normal(batch, *shape)
    return flow, torch.sigmoid(x) if name in PIXELS else x


def train(flow: Flow, x: Tensor, steps: int, rate: float = 3e-3) -> list[float]:
    """Train by maximum likelihood on one batch; return the losses."""
    optimiser = torch.optim.Adam(flow.parameters(), rate)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = nll(flow, x)
        torch.autograd.backward(loss)
        optimiser.step()
        losses.append(loss.item())
    return losses


def jacobian_log_det(flow: Flow, x: Tensor, t: float = 1.0) -> Tensor:
    """Return log|det dz/dx| at each point, by automatic differentiation."""
    points = x.detach().requires_grad_()
    z = flow(points, t)[0].flatten(1)
    rows = [
        torch.autograd.grad(column, points, retain_graph=True)[0]
        for column in z.sum(0)  # no point sees another, so a sum over points parts them
    ]
    matrices = torch.stack([row.flatten(1) for row in rows], dim=1)  # (N, D, D)
    result: Tensor = torch.linalg.slogdet(matrices)[1]
    return result
