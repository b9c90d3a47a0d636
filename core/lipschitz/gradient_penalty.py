"""The gradient penalty, two-sided as published and one-sided as the article prefers."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.linalg import vector_norm


def interpolate(real: Tensor, fake: Tensor, generator: torch.Generator) -> Tensor:
    """Points ε real + (1 − ε) fake, shapes `(N, …)`, with one uniform ε per sample.

    One per sample, not per coordinate: the points must lie on the segments, not in the boxes.
    """
    shape = (real.shape[0], *[1] * (real.dim() - 1))
    epsilon = torch.rand(shape, generator=generator).to(real)
    return torch.lerp(fake, real, epsilon)


def slope_penalty(gradients: Tensor, target: float = 1.0, one_sided: bool = False) -> Tensor:
    """Mean of (|∇f| − K)², or of max(|∇f| − K, 0)², from gradients `(N, …)`.

    The norm is over all axes but the first, and where a gradient vanishes so does that of its
    norm (a bare root would give NaN). Gulrajani et al. 2017, arXiv:1704.00028.
    """
    excess: Tensor = vector_norm(gradients.flatten(1), dim=1) - target
    return (excess.clamp_min(0) if one_sided else excess).square().mean()


def autograd_gradient(f: Callable[[Tensor], Tensor], points: Tensor) -> Tensor:
    """∇f at points `(N, …)` for any f of one value per sample, itself differentiable."""
    points = points.detach().requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(f(points).sum(), points, create_graph=True)
    return gradient


def gradient_penalty(
    f: Callable[[Tensor], Tensor], points: Tensor, target: float = 1.0, one_sided: bool = False
) -> Tensor:
    """The penalty of any function by automatic second derivatives.

    Networks of this package have `value_and_gradient`, which is cheaper.
    """
    return slope_penalty(autograd_gradient(f, points), target, one_sided)
