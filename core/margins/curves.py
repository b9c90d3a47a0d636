"""psi(theta) as a curve: its values, its slope, and where it is not what a margin should be."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from core.margins.losses import Psi

# Rounding makes a flat stretch look as if it rose; a slope per radian below this is none. What psi
# rises by more than its slopes explain is a jump.
FLAT, JUMP = 1e-6, 1e-3


@dataclass(frozen=True)
class Curve:
    """psi over the angle: angles (M,) in radians, values (M,) and slopes d psi / d theta (M,)."""

    angles: Tensor
    values: Tensor
    slopes: Tensor

    @property
    def rises(self) -> Tensor:
        """(M,) booleans: here, or on one side of here, psi rises, though it should fall."""
        steepest = torch.maximum(self.slopes[1:], self.slopes[:-1]).clamp_min(0)
        jumps = self.values.diff() > self.angles.diff() * steepest + JUMP
        pad = torch.nn.functional.pad
        return (self.slopes > FLAT) | pad(jumps, (1, 0)) | pad(jumps, (0, 1))


def psi_curve(psi: Psi, points: int = 721) -> Curve:
    """psi from 0 to pi at evenly spaced angles, in float64 on the CPU."""
    angles = torch.linspace(0, math.pi, points, dtype=torch.float64)
    with torch.enable_grad():
        c = torch.cos(angles).requires_grad_()
        values = psi(c)
        (by_cosine,) = torch.autograd.grad(values.sum(), c)
    return Curve(angles, values.detach(), -torch.sin(angles) * by_cosine)


def rising_intervals(curve: Curve) -> list[tuple[float, float]]:
    """Angles in radians between which psi rises, in order; empty for a sound margin."""
    rises = curve.rises.to(torch.int8)
    padded = torch.nn.functional.pad(rises, (1, 1))
    change = padded.diff()
    starts = (change == 1).nonzero().flatten().tolist()
    ends = (change == -1).nonzero().flatten().tolist()
    angles = curve.angles.tolist()
    return [(angles[start], angles[end - 1]) for start, end in zip(starts, ends, strict=True)]
