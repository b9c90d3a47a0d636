"""Rows scaled to length one, with a backward pass that reads the rows twice and no more."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

# Between these lengths squares keep their digits in float32.
SMALL, LARGE = 1e-15, 1e15


class _Unit(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, rows: Tensor) -> Tensor:
        scale, length = _scale_and_length(rows)
        # A zero row has no direction; an infinite length gives it zero value and zero gradient.
        length.masked_fill_(length == 0, torch.inf)
        directions: Tensor = (rows if scale is None else rows / scale) / length
        ctx.save_for_backward(directions, length if scale is None else length * scale)
        return directions

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        directions, length = ctx.saved_tensors
        along = (gradient * directions).sum(dim=-1, keepdim=True)
        return torch.addcmul(gradient, directions, along, value=-1).div_(length)


def lengths(rows: Tensor) -> Tensor:
    """Euclidean lengths (...,) of rows (..., D), also where squares overflow or vanish."""
    scale, length = _scale_and_length(rows)
    return (length if scale is None else length * scale).squeeze(-1)


def _scale_and_length(rows: Tensor) -> tuple[Tensor | None, Tensor]:
    """A scale (..., 1) for rows (..., D) whose squares overflow or vanish, and lengths after it."""
    length = torch.linalg.vector_norm(rows, dim=-1, keepdim=True)
    if not bool(((length < SMALL) | (length > LARGE)).any()):
        return None, length
    largest = rows.abs().amax(dim=-1, keepdim=True)
    scale = largest.masked_fill(largest == 0, 1.0)
    return scale, torch.linalg.vector_norm(rows / scale, dim=-1, keepdim=True)


_apply: Callable[[Tensor], Tensor] = _Unit.apply


def normalise(rows: Tensor) -> Tensor:
    """Rows divided by their Euclidean length: (..., D) to (..., D); a zero row stays zero.

    The gradient is orthogonal to the row, so a step along it never changes the direction's
    length to first order. It can be differentiated once.
    """
    return _apply(rows)
