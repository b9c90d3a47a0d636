"""The sparse AM-Softmax as it was published: kept to be shown beside the right one, not used."""

import torch
from torch import Tensor


def published_sparse_am_softmax(
    cosines: Tensor, labels: Tensor, scale: float = 30.0, margin: float = 0.35
) -> Tensor:
    """AM-Softmax (N,) by adding the margin logit and subtracting the bare one; wrong in float32.

    cosines (N, C), labels (N,). The sum over all classes holds the bare target as well, and
    log(1 - exp(s cos - log Z)) takes it out again. For a confident sample the difference cancels:
    the loss is -0.033 at s = 30, m = 0.35 and -inf beyond s m of about 14 (bojone/margin-softmax,
    sparse_amsoftmax_loss). `am_softmax` has the same value in exact arithmetic.
    """
    own = cosines.gather(1, labels[:, None])
    own_with_margin = own - margin
    log_sum = torch.logsumexp(scale * torch.cat([cosines, own_with_margin], dim=1), dim=1)
    log_sum = log_sum + torch.log(1 - torch.exp(scale * own.squeeze(1) - log_sum))
    return log_sum - scale * own_with_margin.squeeze(1)
