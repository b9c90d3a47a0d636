"""The network of the bench: digits to two features, and from there to ten classes."""

import torch
from torch import Tensor, nn

from core.layers import GaussianNoise, LinearWithCenterLoss
from core.layers.center import CentreRule

WIDTH = 48
CLASSES = 10


class BenchNetwork(nn.Module):
    """A ReLU layer, a noise layer, two features, and logits with centres of the classes."""

    def __init__(
        self, rule: CentreRule, generator: torch.Generator, noise: torch.Generator
    ) -> None:
        super().__init__()
        self.first = nn.Linear(64, WIDTH)
        self.noise = GaussianNoise(0.0, noise)
        self.features = nn.Linear(WIDTH, 2)
        self.head = LinearWithCenterLoss(2, CLASSES, rule, generator)

    def forward(self, pictures: Tensor, detached: bool = False) -> tuple[Tensor, Tensor]:
        """Features (N, 2) and logits (N, 10) of pictures (N, 64)."""
        hidden = self.noise(torch.relu(self.first(pictures)))
        features = self.features(hidden)
        found = features.detach() if detached else features
        return found, self.head(found)

    @torch.no_grad()
    def kill(self) -> None:
        """Begin where no ReLU lets anything pass."""
        self.first.bias.fill_(-20.0)
