"""A path of invertible matrices from the identity to a given one."""

import math

import numpy as np
import torch
from scipy.linalg import schur
from torch import Tensor

# Below this an entry under the diagonal of a Schur form is rounding, not the sine of an angle.
ROUNDING = 1e-9

Matrix = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@torch.no_grad()
def partial_matrix(weight: Tensor, t: float) -> Tensor:
    """Return the matrix at part t of the way from the identity to `weight` (D, D).

    By the polar decomposition W = Q S with Q orthogonal and S symmetric positive, it is
    Q^t S^t: every angle and every log-stretch times t, so log|det| is t log|det W|. A mirror
    (det < 0) cannot be reached by a path; its flip happens at t = 1.
    Raises ValueError where `weight` is singular or not finite.
    """
    if t == 1.0:
        return weight
    if t == 0.0:
        return torch.eye(len(weight), dtype=weight.dtype, device=weight.device)
    exact = weight.detach().cpu().double().numpy()
    if not np.isfinite(exact).all():
        raise ValueError("the matrix of a linear layer is not finite")
    left, stretch, right = np.linalg.svd(exact)
    if stretch[-1] <= np.finfo(np.float64).eps * stretch[0]:
        raise ValueError("the matrix of a linear layer is singular")
    power = _rotation_power(left @ right, t) @ (right.T * stretch**t) @ right
    return torch.from_numpy(power).to(weight)


def _rotation_power(rotation: Matrix, t: float) -> Matrix:
    """Return Q^t of an orthogonal matrix, every angle multiplied by t."""
    blocks, basis = schur(rotation, output="real")
    power = np.eye(len(blocks))
    for first, second, angle in _angles(blocks):
        c, s = math.cos(t * angle), math.sin(t * angle)
        power[np.ix_([first, second], [first, second])] = [[c, -s], [s, c]]
    result: Matrix = basis @ power @ basis.T
    return result


def _angles(blocks: Matrix) -> list[tuple[int, int, float]]:
    """Return the planes (i, j) of a real Schur form and their angles; two -1 make a half turn."""
    found: list[tuple[int, int, float]] = []
    flipped: list[int] = []
    i = 0
    while i < len(blocks):
        if i + 1 < len(blocks) and abs(blocks[i + 1, i]) > ROUNDING:
            found.append((i, i + 1, math.atan2(blocks[i + 1, i], blocks[i, i])))
            i += 2
            continue
        if blocks[i, i] < 0.0:
            flipped.append(i)
        i += 1
    pairs = zip(flipped[0::2], flipped[1::2], strict=False)  # an odd one out is the mirror
    return found + [(first, second, math.pi) for first, second in pairs]
