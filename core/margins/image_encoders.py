"""Encoders of small grey pictures onto a few dimensions, whose direction is the embedding."""

import torch
from torch import Tensor, nn

from core.margins.normalise import normalise


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
