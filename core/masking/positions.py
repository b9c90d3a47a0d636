"""Fixed sine and cosine positions (Vaswani et al. 2017, arXiv:1706.03762)."""

import torch
from torch import Tensor

# The paper's 10,000 serves thousands of places; on a grid of seven nearly all of its waves would
# be flat. Ten radians a wave at the longest still tell sixty places apart.
LONGEST_WAVE = 10.0


def line_positions(length: int, width: int) -> Tensor:
    """Positions (length, width) on a line, float32; raises ValueError when `width` is odd."""
    return _waves(torch.arange(length, dtype=torch.float64), width).float()


def grid_positions(rows: int, columns: int, width: int) -> Tensor:
    """Positions (rows·columns, width) on a grid: half the width for the row, half for the column.

    As in MAE; raises ValueError when 4 does not divide `width`.
    """
    if width % 4:
        raise ValueError(f"Positions on a grid need a width that 4 divides; {width} is not.")
    place = torch.arange(rows * columns, dtype=torch.float64)
    row = _waves(torch.div(place, columns, rounding_mode="floor"), width // 2)
    column = _waves(place % columns, width // 2)
    return torch.cat([row, column], 1).float()


def _waves(place: Tensor, width: int) -> Tensor:
    if width % 2:
        raise ValueError(f"Positions need an even width; {width} is odd.")
    half = width // 2
    frequency = LONGEST_WAVE ** (-torch.arange(half, dtype=torch.float64) / half)
    angle = place[:, None] * frequency
    return torch.cat([angle.sin(), angle.cos()], 1)
