"""Coupling layers: one part of the input decides how the other is moved."""

import torch
from torch import Tensor, nn

from core.flows.flow import Flow, no_log_det, sum_features
from core.layers.splits import Checkerboard, Halves

# One layer stretches by at most e^2, about 7.4: enough for any toy, and float32 inverts it.
LOG_SCALE_BOUND = 2.0


class AdditiveCoupling(Flow):
    """z_1 = x_1, z_2 = x_2 + m(x_1): volume is kept whatever the network m is.

    `conditioner` maps the kept part to as many channels as are moved.
    Reference: Dinh, Krueger, Bengio 2014 (NICE), arXiv:1410.8516.
    """

    def __init__(self, split: Halves | Checkerboard, conditioner: nn.Module) -> None:
        super().__init__()
        self.split, self.conditioner = split, conditioner

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Add t times the shift."""
        kept, moved = self.split.split(x)
        return self.split.merge(kept, moved + self._shift(kept, t)), no_log_det(x)

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Subtract t times the shift."""
        kept, moved = self.split.split(z)
        return self.split.merge(kept, moved - self._shift(kept, t)), no_log_det(z)

    def _shift(self, kept: Tensor, t: float) -> Tensor:
        shift: Tensor = self.split.mask(self.conditioner(kept))
        return shift if t == 1.0 else t * shift


class AffineCoupling(Flow):
    """z_1 = x_1, z_2 = x_2 * exp(s(x_1)) + m(x_1); log|det| is the sum of s.

    `conditioner` maps the kept part to twice the moved channels: shift m and raw log-scale,
    which is bounded as s = bound * tanh(raw). Unbounded scales overflow in deep stacks, so
    `bound=None` is there to show just that. With `learn_bound` the bound is a parameter for
    each moved channel, as in RealNVP.
    Reference: Dinh, Sohl-Dickstein, Bengio 2016 (RealNVP), arXiv:1605.08803.
    """

    def __init__(
        self,
        split: Halves | Checkerboard,
        conditioner: nn.Module,
        bound: float | None = LOG_SCALE_BOUND,
        learn_bound: bool = False,
    ) -> None:
        super().__init__()
        self.split, self.conditioner = split, conditioner
        self.bound: Tensor | float | None = bound
        if bound is not None and learn_bound:
            del self.bound  # a plain attribute would hide the parameter of the same name
            self.bound = nn.Parameter(torch.full((split.moved,), bound))

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Scale, then shift, both with t times their exponent and amount."""
        kept, moved = self.split.split(x)
        shift, log_scale = self._shift_and_log_scale(kept, t)
        moved = torch.addcmul(shift, moved, log_scale.exp())
        return self.split.merge(kept, moved), sum_features(log_scale)

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Shift back, then scale back."""
        kept, moved = self.split.split(z)
        shift, log_scale = self._shift_and_log_scale(kept, t)
        moved = (moved - shift) * torch.exp(-log_scale)
        return self.split.merge(kept, moved), -sum_features(log_scale)

    def _shift_and_log_scale(self, kept: Tensor, t: float) -> tuple[Tensor, Tensor]:
        shift, log_scale = self.conditioner(kept).chunk(2, dim=1)
        if self.bound is not None:
            log_scale = self._bound_for(kept) * log_scale.tanh()
        shift, log_scale = self.split.mask(shift), self.split.mask(log_scale)
        return (shift, log_scale) if t == 1.0 else (t * shift, t * log_scale)

    def _bound_for(self, x: Tensor) -> Tensor | float:
        """Return the bound so that it broadcasts over channels."""
        if isinstance(self.bound, Tensor) and x.dim() > 2:
            return self.bound[:, None, None]
        assert self.bound is not None
        return self.bound
