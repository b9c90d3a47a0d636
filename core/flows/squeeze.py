"""Space to channels: each block of pixels becomes a pixel with more channels."""

from torch import Tensor
from torch.nn import functional as F

from core.flows.flow import Flow, no_log_det


class Squeeze(Flow):
    """(N, C, H, W) to (N, C f^2, H / f, W / f); nothing is computed, so log|det| = 0.

    It has no half: it happens at t = 1.
    Reference: Dinh, Sohl-Dickstein, Bengio 2016 (RealNVP), arXiv:1605.08803, section 3.6.
    """

    def __init__(self, factor: int = 2) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, x: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Squeeze; raise ValueError where the sides are no multiple of the factor."""
        if x.shape[2] % self.factor or x.shape[3] % self.factor:
            raise ValueError(
                f"an image of {x.shape[2]} x {x.shape[3]} cannot be squeezed by {self.factor}"
            )
        return F.pixel_unshuffle(x, self.factor) if t == 1.0 else x, no_log_det(x)

    def inverse(self, z: Tensor, t: float = 1.0) -> tuple[Tensor, Tensor]:
        """Unsqueeze."""
        return F.pixel_shuffle(z, self.factor) if t == 1.0 else z, no_log_det(z)
