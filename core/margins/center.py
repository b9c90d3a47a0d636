"""Center loss: features drawn to one centre per class."""

from torch import Tensor


def center_loss(features: Tensor, centers: Tensor, labels: Tensor) -> Tensor:
    """Squared distance to the own class's centre, (N,): features (N, D), centers (C, D).

    To be added to a softmax loss with a weight: 0.5 in the article, whose centres learn by
    gradient (Su 2018, kexue.fm/archives/5765); lambda / 2 in the paper, whose centres step
    towards the mean of their samples (Wen et al. 2016, ECCV).
    """
    return (features - centers[labels]).square().sum(dim=1)
