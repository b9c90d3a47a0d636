"""Resizing by exact area averaging: every new pixel is the mean of the old area under it."""

import torch
from torch import Tensor


def area_matrix(old: int, new: int) -> Tensor:
    """Weights (new, old) that average a row of `old` pixels into `new`; each row sums to one.

    New pixel i covers old pixels from i·old/new to (i+1)·old/new, parts of a pixel counting as
    parts. Raises ValueError when a size is below one.
    """
    if old < 1 or new < 1:
        raise ValueError(f"A picture needs at least one pixel a side, not {old} to {new}.")
    edges = torch.arange(new + 1, dtype=torch.float64) * old / new
    pixel = torch.arange(old, dtype=torch.float64)
    upper = torch.minimum(edges[1:, None], pixel + 1)
    lower = torch.maximum(edges[:-1, None], pixel)
    return (upper - lower).clamp(min=0) * new / old


def resize(images: Tensor, height: int, width: int) -> Tensor:
    """Area-average pictures (N, C, H, W) to (N, C, height, width); the mean stays the same."""
    old_height, old_width = images.shape[-2:]
    if (old_height, old_width) == (height, width):
        return images
    rows = area_matrix(old_height, height).to(images.dtype).to(images.device)
    columns = area_matrix(old_width, width).to(images.dtype).to(images.device)
    return rows @ images @ columns.T
