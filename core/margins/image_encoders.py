"""Encoders of small grey pictures onto a few dimensions, whose direction is the embedding."""

import torch
from torch import Tensor, nn

from core.margins.normalise import normalise


class ConvEncoder(nn.Module):
    """Two strided convolutions and two layers: (N, 1, size, size) to (N, dims).

    PReLU, as in the small network of Wen et al. 2016, since features that live on a circle need
    both signs. The output is not normalised: the loss does that.
    """

    def __init__(self, size: int = 20, dims: int = 2, channels: int = 16, width: int = 64) -> None:
        super().__init__()
        quarter = -(-size // 4)  # two strides of two, each rounding up
        self.layers = nn.Sequential(
            nn.Conv2d(1, channels, 5, stride=2, padding=2),
            nn.PReLU(channels),
            nn.Conv2d(channels, 2 * channels, 5, stride=2, padding=2),
            nn.PReLU(2 * channels),
            nn.Flatten(),
            nn.Linear(2 * channels * quarter**2, width),
            nn.PReLU(width),
            nn.Linear(width, dims),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Embeddings (N, dims) of images (N, 1, size, size) or (N, size, size)."""
        embedding: Tensor = self.layers(images.reshape(len(images), 1, *images.shape[-2:]))
        return embedding


class MLPEncoder(nn.Module):
    """Two hidden layers: (N, 1, size, size) or (N, size, size) to (N, dims)."""

    def __init__(self, size: int = 20, dims: int = 2, width: int = 128) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(size * size, width),
            nn.PReLU(width),
            nn.Linear(width, width),
            nn.PReLU(width),
            nn.Linear(width, dims),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Embeddings (N, dims)."""
        embedding: Tensor = self.layers(images)
        return embedding


def class_directions(classes: int, dims: int, generator: torch.Generator) -> Tensor:
    """Starting directions (classes, dims), of length one: even on a circle, drawn beyond it.

    On the circle random spokes may start crossed over, and a class cannot pass through another.
    """
    if dims != 2:
        return normalise(torch.randn(classes, dims, generator=generator))
    turn = torch.rand(1, generator=generator)
    angles = (torch.randperm(classes, generator=generator) + turn) * (2 * torch.pi / classes)
    return torch.stack([torch.cos(angles), torch.sin(angles)], dim=1)
