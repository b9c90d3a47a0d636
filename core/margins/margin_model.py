"""What a page of margins trains: an encoder, a direction for each class, and its centre."""

import torch
from torch import Tensor, nn

from core.layers.center import center_loss
from core.margins.image_encoders import MLPEncoder, class_directions
from core.margins.losses import MarginLoss
from core.margins.normalise import normalise


class MarginModel(nn.Module):
    """Pictures to features (N, dims); `weight` (C, dims) and `centers` (C, dims) learn with them.

    Centres start at the origin and learn by gradient (Su 2018, kexue.fm/archives/5765).
    """

    def __init__(self, size: int, dims: int, classes: int, generator: torch.Generator) -> None:
        super().__init__()
        self.encoder = MLPEncoder(size, dims)
        self.weight = nn.Parameter(class_directions(classes, dims, generator))
        self.centers = nn.Parameter(torch.zeros(classes, dims))

    def forward(self, pictures: Tensor) -> Tensor:
        """Features (N, dims) of pictures (N, 1, size, size)."""
        features: Tensor = self.encoder(pictures)
        return features

    def loss(
        self,
        loss: MarginLoss,
        center_weight: float,
        pictures: Tensor,
        labels: Tensor,
        margin_weight: float = 1.0,
    ) -> Tensor:
        """Means of `margin_weight` times the margin, `center_weight` times the center loss, 0-d.

        Where the features' length is without effect, centres attract their directions.
        """
        features = self(pictures)
        total: Tensor = margin_weight * loss(features, self.weight, labels).mean()
        if center_weight == 0:
            return total
        drawn = features if loss.scale is None else normalise(features)
        return total + center_weight * center_loss(drawn, self.centers, labels).mean()

    @torch.no_grad()
    def turn(self, label: int, direction: Tensor) -> None:
        """Point the weight of class `label` along `direction` (dims,), keeping its length."""
        length = torch.linalg.vector_norm(self.weight[label])
        self.weight[label] = normalise(direction.to(self.weight)) * length
