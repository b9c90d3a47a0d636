"""Shapes that must be the same: others would be paired by broadcasting without a word."""

from torch import Tensor


def check_same_shape(one: Tensor, other: Tensor) -> None:
    """Raise ValueError for two tensors of different shapes."""
    if one.shape != other.shape:
        raise ValueError(f"shapes {tuple(one.shape)} and {tuple(other.shape)} are not the same")
