"""The loss of noise-contrastive estimation: tell data from noise by a logit."""

from torch import Tensor
from torch.nn.functional import softplus


def nce_loss(data_logits: Tensor, noise_logits: Tensor, ratio: float) -> Tensor:
    """The loss −E_data log σ(ℓ) − k E_noise log(1 − σ(ℓ)), in nats per data point, 0-d.

    `data_logits` and `noise_logits` (any shapes) are ℓ at samples of either; `ratio` is k, the
    noise points counted for one data point. The noise term is k times a *mean*, whatever the
    number of noise samples: a plain mean over them would move the optimum by log k.
    Raises ValueError where there is no sample of either.
    Written with softplus, it is exact where σ(ℓ) is 0 or 1 in floating point.
    M. Gutmann, A. Hyvärinen, AISTATS 2010.
    """
    if not data_logits.numel() or not noise_logits.numel():
        raise ValueError("Samples of data and of noise are needed.")
    return softplus(-data_logits).mean() + ratio * softplus(noise_logits).mean()
