"""What is added to the loss to keep weights small: Frobenius (L2) and spectral."""

from collections.abc import Sequence

import torch
from torch import Tensor

from core.lipschitz.power import PowerState


def frobenius_penalty(weights: Sequence[Tensor]) -> Tensor:
    """Σ ‖W‖_F², the ordinary L2 penalty. Its gradient 2W pulls at every singular value."""
    return torch.stack([weight.square().sum() for weight in weights]).sum()


def estimated_norm(weight: Tensor, state: PowerState) -> Tensor:
    """σ = uᵀWv with u and v held fixed, so that ∂σ/∂W = uvᵀ."""
    return torch.dot(state.u, torch.mv(weight, state.v))


def spectral_penalty(weights: Sequence[Tensor], states: Sequence[PowerState]) -> Tensor:
    """Σ ‖W‖₂² by the kept vectors. Its gradient 2σuvᵀ pulls at the largest value only.

    Yoshida, Miyato 2017, arXiv:1705.10941 (who write λ/2 where the article has λ).
    """
    norms = [estimated_norm(w, s) for w, s in zip(weights, states, strict=True)]
    return torch.stack(norms).square().sum()
