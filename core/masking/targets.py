"""What the decoder is to predict, the loss on removed patches, and pictures that leak nothing."""

import torch
from torch import Tensor

EPSILON = 1e-6  # under the variance, as in the code of He et al.
NEUTRAL_MEAN, NEUTRAL_DEVIATION = 0.5, 0.25  # when no patch at all is visible
NEIGHBOURHOOD = 1.0  # patches: the reach of a visible patch's brightness when pictures are shown


def normalised(patches: Tensor) -> Tensor:
    """Each patch (..., P) with mean 0 and variance 1: the better target of He et al. 2021.

    A patch of one number is its own mean: 0.
    """
    return (patches - patches.mean(-1, keepdim=True)) / _deviation(patches)


def _deviation(patches: Tensor) -> Tensor:
    """The deviation (..., 1) within patches (..., P), with P − 1 degrees of freedom if it can."""
    correction = min(1, patches.shape[-1] - 1)
    return (patches.var(-1, correction=correction, keepdim=True) + EPSILON).sqrt()


def removed_loss(prediction: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Mean squared error over the removed patches only; zero when nothing is removed.

    Prediction and target (N, L, P), mask (N, L). Visible patches get no gradient.
    """
    per_patch = (prediction - target).square().mean(-1)
    return (per_patch * mask).sum() / mask.sum().clamp(min=1)


def pasted(patches: Tensor, prediction: Tensor, mask: Tensor) -> Tensor:
    """The visible patches as they are, the removed ones as predicted (N, L, P).

    A prediction for a visible patch was never trained and looks bad.
    """
    return torch.where(mask.unsqueeze(-1), prediction, patches)


def denormalised(
    prediction: Tensor, patches: Tensor, mask: Tensor, rows: int, columns: int
) -> Tensor:
    """Normalised predictions (N, L, P) as pixels, with statistics of the visible patches alone.

    The mean and deviation of a removed patch are averaged from visible patches, near ones
    counting more. Its true ones would leak the picture: with them a bird is recognised from a
    single visible patch. Whatever the removed patches of `patches` hold, the result is the same.
    """
    share = _share(mask, rows, columns).to(patches)
    visible = patches.masked_fill(mask.unsqueeze(-1), 0.0)
    mean = share @ visible.mean(-1, keepdim=True)
    deviation = share @ _deviation(visible)
    none = mask.all(1)[:, None, None]
    mean = mean.masked_fill(none, NEUTRAL_MEAN)
    deviation = deviation.masked_fill(none, NEUTRAL_DEVIATION)
    return prediction * deviation + mean


def _share(mask: Tensor, rows: int, columns: int) -> Tensor:
    """Weights (N, L, L): how much each visible patch tells about each place; rows sum to one."""
    place = torch.arange(rows * columns, device=mask.device)
    row, column = place // columns, place % columns
    square = (row[:, None] - row).square() + (column[:, None] - column).square()
    closeness = -square / (2 * NEIGHBOURHOOD**2)
    scores = closeness.masked_fill(mask.unsqueeze(1), float("-inf"))
    return scores.softmax(-1).nan_to_num(0.0)
