"""The spaces between the layers of a flow, and what becomes of points on the way through them.

A space is named by its part t: t = 0 is data, t = 1 is latent, between them lie part of the
layers, as `Composite.forward(x, t)` counts them.
"""

import math

import torch
from torch import Tensor

from core.flows.couplings import AdditiveCoupling, AffineCoupling
from core.flows.flow import DEPTH_ROUNDING, Composite, Flow, check_part, no_log_det
from core.flows.priors import NORMAL


def to_latent(flow: Composite, y: Tensor, t: float) -> tuple[Tensor, Tensor]:
    """Map points (N, 2) of the space at t to the latents; return log|det dz/dy| (N,) with them."""
    layers, part = _after(flow, t)
    log_det = no_log_det(y)
    if part:
        y, log_det = layers[0].inverse(y, part)
    for layer in layers:
        y, more = layer(y)
        log_det = log_det + more
    return y, log_det


def from_latent(flow: Composite, z: Tensor, t: float) -> tuple[Tensor, Tensor]:
    """Map latents (N, 2) to the space at t; return log|det dy/dz| (N,) with them."""
    layers, part = _after(flow, t)
    log_det = no_log_det(z)
    for layer in reversed(layers):
        z, more = layer.inverse(z)
        log_det = log_det + more
    if part:
        z, more = layers[0](z, part)
        log_det = log_det + more
    return z, log_det


def carried(flow: Composite, y: Tensor, start: float, end: float) -> Tensor:
    """Return the image (N, 2), in the space at `end`, of points of the space at `start`."""
    if end == 1.0:
        return to_latent(flow, y, start)[0]
    if start == 1.0:
        return from_latent(flow, y, end)[0]
    return flow(flow.inverse(y, start)[0], end)[0]


def density(flow: Composite, y: Tensor, t: float) -> Tensor:
    """Return the density (N,) that the flow gives to points (N, 2) of the space at t."""
    z, log_det = to_latent(flow, y, t)
    return (NORMAL.log_prob(z) + log_det).exp()


def _after(flow: Composite, t: float) -> tuple[list[Flow], float]:
    """Return the layers from the space at t to the latents, and the part done of the first."""
    depth = check_part(t) * len(flow)
    done = math.floor(depth + DEPTH_ROUNDING)
    part = depth - done
    return list(flow)[done:], part if part > DEPTH_ROUNDING else 0.0


def path(flow: Composite, z: Tensor, t: float) -> Tensor:
    """Return where the latent z (1, 2) is after each layer down to the space at t, (S, 2)."""
    layers, part = _after(flow, t)
    found = [z]
    for layer in reversed(layers[1:] if part else layers):
        found.append(layer.inverse(found[-1])[0])
    return torch.cat([*found, from_latent(flow, z, t)[0]] if part else found)


def log_det_per_step(flow: Composite, x: Tensor) -> dict[str, float]:
    """Return log|det| of each step at the point x (1, 2): a coupling and what prepares it.

    Steps are named by their number. Layers after the last coupling, such as NICE's scale, make a
    step of their own, "s".
    """
    couplings = [isinstance(layer, AdditiveCoupling | AffineCoupling) for layer in flow]
    found: dict[str, float] = {}
    for index, stage in enumerate(flow.stages(x)[1:]):
        step = 1 + sum(couplings[:index])
        label = str(step) if step <= sum(couplings) else "s"
        found[label] = found.get(label, 0.0) + float(stage.log_det)
    return found
