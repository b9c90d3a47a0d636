"""Whole flows: NICE, RealNVP and Glow, on vectors and on images."""

from collections.abc import Callable
from typing import Literal

import torch
from torch import nn

from core.flows.actnorm import ActNorm
from core.flows.conditioners import MLP, Activation, conv_net
from core.flows.couplings import LOG_SCALE_BOUND, AdditiveCoupling, AffineCoupling
from core.flows.flow import Composite, Flow
from core.flows.invertible_linear import InvertibleLinear, random_rotation
from core.flows.multiscale import Level, MultiScale
from core.flows.permutations import deinterleave, shuffle
from core.flows.scale import Scale
from core.layers.splits import Checkerboard, Halves

CouplingKind = Literal["additive", "affine"]
Mixing = Literal["none", "reverse", "shuffle", "conv1x1"]
ActNormKind = Literal["off", "zero", "data"]
Conditioner = Callable[[int, int], nn.Module]  # (inputs, outputs) -> network


def vector_flow(
    features: int,
    couplings: int = 8,
    width: int = 64,
    *,
    generator: torch.Generator,
    coupling: CouplingKind = "affine",
    permutation: Mixing = "reverse",
    actnorm: ActNormKind = "off",
    scale: bool = False,
    hidden: int = 2,
    zero_init: bool = True,
    bounded: bool = True,
    interleaved: bool = False,
    activation: Activation = torch.relu,
) -> Composite:
    """Return a flow on vectors (N, features) with every choice open.

    Each coupling follows an actnorm (unless off) and a permutation; `scale` ends with NICE's scale
    layer, `interleaved` splits odd from even features instead of halves. Call `initialise`
    with a batch before training where actnorm is "data".
    """

    def network(inputs: int, outputs: int) -> nn.Module:
        return MLP(inputs, outputs, width, hidden, zero_init, activation)

    layers: list[Flow] = [deinterleave(features)] if interleaved else []
    layers += _steps(
        features, couplings, network, generator, coupling, permutation, actnorm, bounded
    )
    return Composite([*layers, Scale(features)] if scale else layers)


def nice(
    features: int, couplings: int = 4, width: int = 64, *, generator: torch.Generator
) -> Composite:
    """Return NICE: additive couplings on alternating halves and a scale layer (1410.8516)."""
    return vector_flow(
        features, couplings, width, generator=generator, coupling="additive", scale=True
    )


def real_nvp(
    features: int, couplings: int = 8, width: int = 64, *, generator: torch.Generator
) -> Composite:
    """Return RealNVP: bounded affine couplings on alternating halves (1605.08803)."""
    return vector_flow(features, couplings, width, generator=generator)


def glow_vector(
    features: int, couplings: int = 8, width: int = 64, *, generator: torch.Generator
) -> Composite:
    """Return Glow on vectors: actnorm, an invertible matrix, an affine coupling (1807.03039)."""
    return vector_flow(
        features, couplings, width, generator=generator, permutation="conv1x1", actnorm="data"
    )


def image_flow(
    shape: tuple[int, int, int],
    levels: int = 2,
    steps: int = 4,
    width: int = 32,
    *,
    generator: torch.Generator,
    coupling: CouplingKind = "affine",
    permutation: Mixing = "conv1x1",
    actnorm: ActNormKind = "data",
    checkerboards: int = 0,
    split: bool = True,
    zero_init: bool = True,
    bounded: bool = True,
) -> MultiScale:
    """Return a multi-scale flow on images of the given shape (C, H, W), latents (N, C H W).

    At each level come `checkerboards` couplings on black and white pixels, then a squeeze, then
    `steps` of actnorm, permutation and coupling on channels; `split` lets half of the channels
    leave between levels. Raises ValueError where a side is no multiple of 2^levels.
    """

    def network(inputs: int, outputs: int) -> nn.Module:
        return conv_net(inputs, outputs, width, zero_init)

    built: list[Level] = []
    channels, height, breadth = shape
    for _ in range(levels):
        size = (channels, height, breadth)
        before = _checkerboards(size, checkerboards, network, coupling, bounded)
        after = _steps(
            4 * channels, steps, network, generator, coupling, permutation, actnorm, bounded
        )
        built.append(Level(Composite(before), Composite(after)))
        channels, height, breadth = (
            2 * channels if split else 4 * channels,
            height // 2,
            breadth // 2,
        )
    return MultiScale(shape, built, split)


def real_nvp_image(
    shape: tuple[int, int, int],
    levels: int = 2,
    steps: int = 3,
    width: int = 32,
    *,
    generator: torch.Generator,
) -> MultiScale:
    """Return RealNVP on images: checkerboard couplings, then channel couplings (1605.08803)."""
    return image_flow(
        shape, levels, steps, width, generator=generator,
        permutation="reverse", actnorm="off", checkerboards=steps,
    )  # fmt: skip


def glow_image(
    shape: tuple[int, int, int],
    levels: int = 2,
    steps: int = 4,
    width: int = 32,
    *,
    generator: torch.Generator,
    coupling: CouplingKind = "affine",
) -> MultiScale:
    """Return Glow on images: actnorm, 1x1 convolution, coupling (1807.03039)."""
    return image_flow(shape, levels, steps, width, generator=generator, coupling=coupling)


def _checkerboards(
    shape: tuple[int, int, int],
    count: int,
    network: Conditioner,
    coupling: CouplingKind,
    bounded: bool,
) -> list[Flow]:
    """Return `count` couplings that move white and black pixels in turn."""
    splits = [Checkerboard(*shape, swap=i % 2 == 1) for i in range(count)]
    return [_coupling(coupling, split, network, bounded) for split in splits]


def _steps(
    size: int,
    count: int,
    network: Conditioner,
    generator: torch.Generator,
    coupling: CouplingKind,
    permutation: Mixing,
    actnorm: ActNormKind,
    bounded: bool,
) -> list[Flow]:
    """Return `count` steps of actnorm, permutation and coupling as one flat list."""
    layers: list[Flow] = []
    for mixing, swap in _mixings(permutation, size, count, generator):
        if actnorm != "off":
            layers.append(ActNorm(size, from_data=actnorm == "data"))
        layers += [*mixing, _coupling(coupling, Halves(size, swap), network, bounded)]
    return layers


def _mixings(
    kind: Mixing, size: int, count: int, generator: torch.Generator
) -> list[tuple[list[Flow], bool]]:
    """Return what comes before each coupling, and whether the coupling swaps its halves.

    Reversing the order before a coupling only exchanges which half it moves (the order within a
    half is nothing to a network), and so does a shuffle of two; both are left to the coupling,
    which costs nothing and moves nothing in the picture.
    """
    if kind == "reverse":
        return [([], i % 2 == 1) for i in range(count)]
    if kind == "shuffle" and size == 2:
        swaps = torch.randint(2, (count,), generator=generator).cumsum(0) % 2
        return [([], bool(swap)) for swap in swaps]
    if kind == "shuffle":
        return [([shuffle(size, generator)], False) for _ in range(count)]
    if kind == "conv1x1":
        return [([InvertibleLinear(random_rotation(size, generator))], False) for _ in range(count)]
    return [([], False) for _ in range(count)]


def _coupling(
    kind: CouplingKind, split: Halves | Checkerboard, network: Conditioner, bounded: bool
) -> Flow:
    """Return a coupling on the given split with a network of its own."""
    if kind == "additive":
        return AdditiveCoupling(split, network(split.kept, split.moved))
    bound = LOG_SCALE_BOUND if bounded else None
    return AffineCoupling(split, network(split.kept, 2 * split.moved), bound)
