"""From pixels in [0, 1] to the whole line."""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from core.flows.flow import Flow, no_log_det, sum_features

# RealNVP shrinks pixels to [0.05, 0.95], so that the logit stays finite at black and white.
SHRINK = 0.05


class Logit(Flow):
    """z = logit(a + (1 - 2 a) x) for pixels x in [0, 1], (N, ...), with its own log-det.

    As a layer of the flow it cannot be forgotten in the likelihood or in the samples. It has
    no half with a closed inverse: it happens at t = 1. What the inverse never makes has a density
    of nought, and a log-determinant of minus infinity.
    Reference: Dinh, Sohl-Dickstein, Bengio 2016 (RealNVP), arXiv:1605.08803, section 4.1.
    """

    def __init__(self, shrink: float = SHRINK) -> None:
        super().__init__()
        if not 0.0 < shrink < 0.5:
            raise ValueError(f"pixels can be shrunk by between 0 and 0.5, not {shrink}")
        self.shrink = shrink

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map pixels to the line."""
        if t < 1.0:
            return x, no_log_det(x)
        pixels, edge = self.shrink + (1 - 2 * self.shrink) * x, torch.finfo(x.dtype).eps
        z = torch.logit(pixels, edge)
        outside = ((pixels <= 0) | (pixels >= 1)).flatten(1).any(dim=1)
        return z, (-self._inverse_log_det(z)).masked_fill(outside, -math.inf)

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Map the line to pixels; far latents leave [0, 1] by at most a / (1 - 2 a)."""
        if t < 1.0:
            return z, no_log_det(z)
        edge = 4 * torch.finfo(z.dtype).eps  # so that rounding does not lead out of the range
        pixels = z.sigmoid().clamp(edge, 1 - edge)
        return (pixels - self.shrink) / (1 - 2 * self.shrink), self._inverse_log_det(z)

    def _inverse_log_det(self, z: Tensor) -> Tensor:
        """Sum log of sigmoid'(z) / (1 - 2 a), where sigmoid'(z) = sigmoid(z) sigmoid(-z)."""
        return sum_features(F.logsigmoid(z) + F.logsigmoid(-z) - math.log(1 - 2 * self.shrink))
