"""Normalising flows: NICE, RealNVP, Glow. Each file is one idea.

A flow maps data to latents and says how it stretches space; training needs no more than that.

>>> import torch
>>> from core.flows import nll, real_nvp, sample
>>> data = torch.randn(256, 2) * torch.tensor([3.0, 0.3])
>>> flow = real_nvp(2, generator=torch.Generator().manual_seed(0))
>>> optimiser, first = torch.optim.Adam(flow.parameters(), 1e-2), nll(flow, data).item()
>>> for _ in range(100):
...     optimiser.zero_grad()
...     nll(flow, data).backward()
...     _ = optimiser.step()
>>> nll(flow, data).item() < first
True
>>> sample(flow, torch.randn(5, 2)).shape
torch.Size([5, 2])

What is looked at in the plane stands in `core.flows.plane_view`, what in the space of latents in
`core.flows.latents`.
"""

from core.flows.actnorm import ActNorm
from core.flows.bits import independent_pixel_bits, quantised
from core.flows.conditional_gaussian import ConditionalGaussian
from core.flows.conditioners import MLP, conv_net
from core.flows.couplings import AdditiveCoupling, AffineCoupling
from core.flows.density import bits_per_dim, dequantise, log_prob, nll, sample, shrink_noise
from core.flows.flatten import Flatten
from core.flows.flow import Composite, Flow, Stage
from core.flows.invertible_linear import InvertibleLinear, random_rotation
from core.flows.latents import effective_dimensions
from core.flows.logit import Logit
from core.flows.models import (
    glow_image,
    glow_vector,
    image_flow,
    nice,
    real_nvp,
    real_nvp_image,
    vector_flow,
)
from core.flows.multiscale import MultiScale
from core.flows.permutations import Permutation, deinterleave, shuffle
from core.flows.priors import LOGISTIC, NORMAL, Prior, StandardLogistic, StandardNormal
from core.flows.scale import Scale

__all__ = [
    "LOGISTIC",
    "MLP",
    "NORMAL",
    "ActNorm",
    "AdditiveCoupling",
    "AffineCoupling",
    "Composite",
    "ConditionalGaussian",
    "Flatten",
    "Flow",
    "InvertibleLinear",
    "Logit",
    "MultiScale",
    "Permutation",
    "Prior",
    "Scale",
    "Stage",
    "StandardLogistic",
    "StandardNormal",
    "bits_per_dim",
    "conv_net",
    "deinterleave",
    "dequantise",
    "effective_dimensions",
    "glow_image",
    "glow_vector",
    "image_flow",
    "independent_pixel_bits",
    "log_prob",
    "nice",
    "nll",
    "quantised",
    "random_rotation",
    "real_nvp",
    "real_nvp_image",
    "sample",
    "shrink_noise",
    "shuffle",
    "vector_flow",
]
