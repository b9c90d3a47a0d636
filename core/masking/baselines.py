"""What a reconstruction must beat: the mean patch, and the best linear inpainting."""

import torch
from torch import Tensor


def mean_patch(training: Tensor) -> Tensor:
    """Mean of the training patches (N, L, P) at each place: (L, P).

    One mean for all places would be the weaker baseline.
    """
    return training.mean(0)


class LinearInpainting:
    """Ridge regression of the removed pixels on the visible ones, for any mask, in closed form.

    From the mean μ and covariance Σ of the training patches (N, L, P) the prediction is
    μ_r + Σ_rv (Σ_vv + (penalty/N) I)⁻¹ (x_v − μ_v): what a ridge regression that is fitted for
    just this mask would give, with an intercept. Needs float64, so it computes on the CPU.
    """

    def __init__(self, training: Tensor, penalty: float = 1.0) -> None:
        flat = training.detach().cpu().double().flatten(1)
        self.pixels = training.shape[2]
        self.mean = flat.mean(0)
        centred = flat - self.mean
        self.covariance = centred.T @ centred / len(flat)
        self.ridge = penalty / len(flat)

    def __call__(self, patches: Tensor, mask: Tensor) -> Tensor:
        """Fill the removed patches of one mask (L,) in (N, L, P); the visible ones stay."""
        flat = patches.detach().cpu().double().flatten(1)
        removed = mask.cpu().repeat_interleave(self.pixels)
        visible = ~removed
        within = self.covariance[visible][:, visible]
        within = within + self.ridge * torch.eye(len(within), dtype=torch.float64)
        weights = torch.linalg.solve(within, self.covariance[visible][:, removed])
        filled = flat.clone()
        filled[:, removed] = self.mean[removed] + (flat - self.mean)[:, visible] @ weights
        return filled.reshape(patches.shape).to(patches)
