"""What a reconstruction must beat: the mean patch, and the best linear inpainting."""

from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor


def mean_patch(training: Tensor) -> Tensor:
    """Mean of the training patches (N, L, P) at each place: (L, P).

    One mean for all places would be the weaker baseline.
    """
    return training.mean(0)


@dataclass(frozen=True, eq=False)
class LinearInpainting:
    """Ridge regression of the removed pixels on the visible ones, for any mask, in closed form.

    From the mean μ and covariance Σ of the training patches (N, L, P) the prediction is
    μ_r + Σ_rv (Σ_vv + (penalty/N) I)⁻¹ (x_v − μ_v): what a ridge regression that is fitted for
    just this mask would give, with an intercept. Needs float64, so it computes on the CPU.
    `mean` (L·P,) and `covariance` (L·P, L·P), its ridge included, are those of patches of `pixels`
    numbers.
    """

    mean: Tensor
    covariance: Tensor
    pixels: int

    @classmethod
    def fit(cls, training: Tensor, penalty: float = 1.0) -> "LinearInpainting":
        """Learn from training patches (N, L, P)."""
        flat = training.detach().cpu().double().flatten(1)
        mean = flat.mean(0)
        centred = flat - mean
        covariance = centred.T @ centred / len(flat)
        covariance.diagonal().add_(penalty / len(flat))
        return cls(mean, covariance, training.shape[2])

    @cached_property
    def precision(self) -> Tensor:
        """The inverse of the covariance with its ridge: cheaper where little is removed."""
        inverse: Tensor = torch.linalg.inv(self.covariance)
        return inverse

    def __call__(self, patches: Tensor, mask: Tensor) -> Tensor:
        """Fill the removed patches of one mask (L,) in (N, L, P); the visible ones stay."""
        flat = patches.detach().cpu().double().flatten(1)
        removed = mask.cpu().repeat_interleave(self.pixels)
        known = (flat - self.mean)[:, ~removed]
        filled = flat.clone()
        filled[:, removed] = self.mean[removed] + self._expected(known, removed)
        return filled.reshape(patches.shape).to(patches)

    def _expected(self, known: Tensor, removed: Tensor) -> Tensor:
        """The removed pixels (N, R) from the visible ones (N, V), both less their means.

        Σ_rv Σ_vv⁻¹ = −P_rr⁻¹ P_rv with P = Σ⁻¹: whichever system is the smaller one is solved.
        """
        visible = ~removed
        if int(removed.sum()) < int(visible.sum()):
            among = self.precision[removed][:, removed]
            pull = self.precision[removed][:, visible] @ known.T
            return -_solved(among, pull).T
        among = self.covariance[visible][:, visible]
        return _solved(among, known.T).T @ self.covariance[visible][:, removed]


def _solved(matrix: Tensor, right: Tensor) -> Tensor:
    solution: Tensor = torch.linalg.solve(matrix, right)
    return solution
