"""Label smoothing: a share of the target is spread over all classes."""

from torch import Tensor
from torch.nn import functional as F


def smoothed_cross_entropy(logits: Tensor, labels: Tensor, strength: float) -> Tensor:
    """(1 − e) CE(y, p) + e CE(1/K, p) for each sample, (N,): logits (N, K), labels (N,).

    `strength` is e: 0 is cross-entropy, also where a class is impossible, and with 1 the labels
    are without effect.
    Reference: Szegedy et al. 2016, arXiv:1512.00567, e = 0.1; Su 2018, kexue.fm/archives/5765.
    """
    surprise = -F.log_softmax(logits, dim=1)  # (N, K)
    own = surprise.gather(1, labels[:, None])[:, 0]
    if strength == 0:
        return own
    return (1 - strength) * own + strength * surprise.mean(1)


def annealed_strength(
    epoch: int, before: float = 0.1, after: float = 0.01, change: int = 100
) -> float:
    """The strength in an epoch: `before`, and from epoch `change` on `after`.

    The default is the article's (Su 2018, kexue.fm/archives/5765).
    """
    return before if epoch < change else after
