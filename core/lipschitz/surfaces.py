"""What critics look like: heights and slopes on grids, on the same footing."""

from collections.abc import Sequence

import torch
from torch import Tensor

from core.lipschitz.duel import still
from core.lipschitz.network import Network


def grid_points(
    bounds: tuple[float, float, float, float], columns: int, rows: int, like: Tensor
) -> Tensor:
    """Points `(rows · columns, 2)` over bounds (left, right, bottom, top), row 0 at the bottom."""
    xs = torch.linspace(*bounds[:2], columns).to(like)
    ys = torch.linspace(*bounds[2:], rows).to(like)
    return torch.stack(torch.meshgrid(xs, ys, indexing="xy"), dim=-1).reshape(-1, 2)


def centred_values(critic: Network, points: Tensor, real: Tensor, fake: Tensor) -> Tensor:
    """f `(N,)` at points less its mean over both clouds, since a critic is free up to a constant.

    real and fake have equal size.
    """
    weights = still(critic)
    values = critic.value(torch.cat([points, real, fake]), weights)[:, 0]
    return values[: len(points)] - values[len(points) :].mean()


def gradients(critic: Network, points: Tensor) -> Tensor:
    """∇f `(N, D)` at points."""
    return critic.value_and_gradient(points, still(critic))[1].detach()


def shares_of_weights(critic: Network, limit: float, bins: int) -> Tensor:
    """The histogram `(bins,)` of all weights between ±limit, as shares of one."""
    weights = torch.cat([layer.weight.detach().flatten() for layer in critic.layers]).cpu()
    counts = torch.histc(weights.clamp(-limit, limit), bins, -limit, limit)
    return counts / counts.sum()


def share_at_ends(critic: Network, limit: float) -> float:
    """The share of weights that clipping holds at ±limit."""
    found: Sequence[Tensor] = [layer.weight.detach().flatten() for layer in critic.layers]
    weights = torch.cat(list(found))
    return float((weights.abs() >= limit * (1 - 1e-4)).float().mean())
