"""Center loss: features drawn to one centre per class."""

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.shapes import check_same_shape

# What moves the centres: back-propagation (Su 2018), their own rule (Wen et al. 2016), nothing.
CentreRule = Literal["gradient", "wen", "frozen"]
# Wen et al. 2016: α, a centre's share of the way to its samples.
CENTRE_RATE = 0.5


def center_loss(features: Tensor, centers: Tensor, labels: Tensor) -> Tensor:
    """Squared distance to the own class's centre, (N,): features (N, D), centers (C, D).

    Raises IndexError for a label outside of 0 to C - 1, ValueError where labels are not (N,).

    To be added to a softmax loss with a weight: 0.5 in the article, whose centres learn by
    gradient (Su 2018, kexue.fm/archives/5765); lambda / 2 in the paper, whose centres step
    towards the mean of their samples (Wen et al. 2016, ECCV).
    """
    check_same_shape(labels, features[:, 0])
    return (features - F.embedding(labels, centers)).square().sum(dim=1)


def wen_step(features: Tensor, centers: Tensor, labels: Tensor, rate: float) -> Tensor:
    """Centres (C, D) after c_j ← c_j − α Σᵢ (c_j − xᵢ) / (1 + nⱼ), over the nⱼ samples of class j.

    The 1 keeps a class of few samples from jumping; one of none stays where it is.
    Reference: Wen et al. 2016, ECCV, equation 4.
    """
    counts = torch.bincount(labels, minlength=len(centers)).to(centers)[:, None]  # (C, 1)
    sums = torch.zeros_like(centers).index_add_(0, labels, features.to(centers))
    return centers - rate * (counts * centers - sums) / (1 + counts)


class LinearWithCenterLoss(nn.Module):
    """Logits x K + b (N, C) of features (N, D), and a loss that also pulls x to centres (C, D).

    The article's layer remembers its input for the loss, which breaks where it is used twice; here
    `loss` is handed the features. Weights and centres begin as there, Glorot normal, b as zeros.
    `rule` says what moves the centres. For "wen" call `move_centers` after the optimiser's step.
    Reference: Su 2018, kexue.fm/archives/5765; Wen et al. 2016, ECCV.
    """

    centers: Tensor

    def __init__(
        self, dims: int, classes: int, rule: CentreRule, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.rule = rule
        self.weight = nn.Parameter(_glorot_normal(classes, dims, generator))
        self.bias = nn.Parameter(torch.zeros(classes))
        centers = _glorot_normal(classes, dims, generator)
        if rule == "gradient":
            self.centers = nn.Parameter(centers)
        else:
            self.register_buffer("centers", centers)

    def forward(self, features: Tensor) -> Tensor:
        """Logits (N, C)."""
        return F.linear(features, self.weight, self.bias)

    def loss(self, features: Tensor, labels: Tensor, center_weight: float = 0.5) -> Tensor:
        """Mean of CE(y, x K + b) + λ ‖x − c_y‖², 0-d, with `center_weight` for λ."""
        drawn = center_loss(features, self.centers, labels)
        return F.cross_entropy(self(features), labels) + center_weight * drawn.mean()

    @torch.no_grad()
    def move_centers(self, features: Tensor, labels: Tensor, rate: float = CENTRE_RATE) -> None:
        """A step of Wen's rule, where that moves the centres."""
        if self.rule == "wen":
            self.centers.copy_(wen_step(features, self.centers, labels, rate))


def _glorot_normal(rows: int, columns: int, generator: torch.Generator) -> Tensor:
    weight: Tensor = nn.init.xavier_normal_(torch.empty(rows, columns), generator=generator)
    return weight
