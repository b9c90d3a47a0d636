"""Bits of pictures with few greys: the noise between them, and the code to be beaten."""

import torch
from torch import Tensor

# Counts begin here, so that a grey never seen at a pixel costs bits, but not infinitely many.
# Reference: Krichevsky, Trofimov 1981: one half is the minimax choice.
PRIOR_COUNT = 0.5


def quantised(pixels: Tensor, bins: int) -> Tensor:
    """Return the greys in [0, 1] that pixels (...) stand for; what is no number is black."""
    levels = torch.nan_to_num(pixels * bins).floor().clamp(0, bins - 1)
    return levels / (bins - 1)


def independent_pixel_bits(train: Tensor, held_out: Tensor, bins: int) -> float:
    """Return the bits per pixel of `held_out` by one histogram per pixel, counted on `train`.

    Both hold levels 0..bins-1, (N, C, H, W). No pixel knows of another: what a flow saves
    beyond this is what it knows of shapes.
    """
    size = train[0].numel()
    place = torch.arange(size, device=train.device)
    cells = (train.flatten(1).long() * size + place).flatten()
    counts = torch.bincount(cells, minlength=bins * size).reshape(bins, size)
    chances = (counts + PRIOR_COUNT) / (len(train) + bins * PRIOR_COUNT)
    costs = -torch.log2(chances)
    return float(torch.gather(costs, 0, held_out.flatten(1).long()).mean())
