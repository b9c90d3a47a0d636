"""Mean and deviation of channels, as whatever normalises by them needs them."""

import torch
from torch import Tensor


def standard(channels: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation (D,) of channels (D, N), in float64 on the CPU.

    A channel that is constant but for rounding keeps its unit: its deviation is 1. In float64, for
    squares overflow in float32, and a mean that rounds makes a deviation.
    """
    known = channels.detach().cpu().double()
    rounding = torch.finfo(channels.dtype).eps * known.abs().amax(dim=1)
    constant = known.amax(dim=1) - known.amin(dim=1) <= rounding
    deviation = torch.where(constant, 1.0, known.std(dim=1, correction=0))
    return known.mean(dim=1), deviation
