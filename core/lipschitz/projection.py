"""What is done to weights after the optimiser's step: clipping, and projecting on a norm of one."""

from collections.abc import Iterable

import torch
from torch import Tensor

from core.lipschitz.power import PowerState


def clip_(parameters: Iterable[Tensor], limit: float) -> None:
    """Cut every entry to ±limit, in place: the first WGAN's crude way to a bounded slope.

    Arjovsky, Chintala, Bottou 2017, arXiv:1701.07875 (limit 0.01).
    """
    with torch.no_grad():
        for parameter in parameters:
            parameter.clamp_(-limit, limit)


def project_(weight: Tensor, state: PowerState) -> None:
    """Divide a weight by its estimated norm, in place, after a step.

    The article's counter-example: the step was taken as if there were no constraint, so what
    the gradient promised and what the projection leaves differ. Compare `normalise`.
    """
    with torch.no_grad():
        weight.mul_(state.inverse)
