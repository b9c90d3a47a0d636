"""Cutting pictures into square patches and putting them together again."""

from torch import Tensor


def patchify(images: Tensor, patch: int) -> Tensor:
    """Pictures (N, C, H, W) as patches (N, L, patch²·C), row by row, channels last in a patch.

    The order of He et al. 2021 (arXiv:2111.06377). Raises ValueError when `patch` does not divide
    the sides.
    """
    count, channels, height, width = images.shape
    if height % patch or width % patch:
        raise ValueError(f"Patches of {patch} do not divide a picture of {height}×{width}.")
    rows, columns = height // patch, width // patch
    grid = images.reshape(count, channels, rows, patch, columns, patch)
    return grid.permute(0, 2, 4, 3, 5, 1).reshape(count, rows * columns, patch * patch * channels)


def unpatchify(patches: Tensor, patch: int, height: int, width: int) -> Tensor:
    """Patches (N, L, patch²·C) as pictures (N, C, height, width); the inverse of patchify."""
    rows, columns = height // patch, width // patch
    channels = patches.shape[2] // patch**2
    grid = patches.reshape(len(patches), rows, columns, patch, patch, channels)
    return grid.permute(0, 5, 1, 3, 2, 4).reshape(len(patches), channels, height, width)
