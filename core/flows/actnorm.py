"""Activation normalisation: a shift and a scale for each channel."""

import torch
from torch import Tensor, nn

from core.data.standard import standard
from core.flows.flow import Flow, per_channel, per_point


class ActNorm(Flow):
    """z = x * exp(log_scale) + shift for each feature (N, C) or channel (N, C, H, W).

    It starts as the identity. With `from_data`, `initialise` sets it so that the batch given
    leaves it with mean 0 and standard deviation 1; after that it is an ordinary layer, and the
    density does not depend on the batch.
    Reference: Kingma, Dhariwal 2018 (Glow), arXiv:1807.03039, section 3.1.
    """

    def __init__(self, channels: int, from_data: bool = True) -> None:
        super().__init__()
        self.from_data = from_data
        self.shift = nn.Parameter(torch.zeros(channels))
        self.log_scale = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Scale, then shift."""
        shift, log_scale = self._part(x, t)
        return torch.addcmul(shift, x, log_scale.exp()), per_point(self.log_scale, x, t)

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Shift back, then scale back."""
        shift, log_scale = self._part(z, t)
        return (z - shift) * torch.exp(-log_scale), -per_point(self.log_scale, z, t)

    @torch.no_grad()
    def initialise(self, x: Tensor) -> Tensor:
        """Take mean and deviation of the batch x; raise ValueError where x is not finite.

        A constant channel is only centred, and a batch of nothing changes nothing.
        """
        if self.from_data and x.numel():
            if not bool(torch.isfinite(x).all()):
                raise ValueError("the batch that initialises actnorm is not finite")
            mean, deviation = standard(x.transpose(0, 1).flatten(1))
            self.log_scale.copy_(-deviation.log())
            self.shift.copy_(-mean / deviation)
        return self.forward(x)[0]

    def _part(self, x: Tensor, t: float) -> tuple[Tensor, Tensor]:
        shift, log_scale = per_channel(self.shift, x), per_channel(self.log_scale, x)
        return (shift, log_scale) if t == 1.0 else (t * shift, t * log_scale)
