"""Which patches are removed: random, block and grid masks.

A mask is boolean (N, L) and True where a patch is removed, as in He et al. 2021
(arXiv:2111.06377). Every mask of one call removes the same number, so that a batch stays a batch.
Masks are drawn on the generator's device.
"""

from collections.abc import Callable

import torch
from torch import Tensor


def removed_count(length: int, ratio: float) -> int:
    """How many of `length` patches a ratio in [0, 1] removes: L − ⌊L(1 − ratio)⌋, as in MAE."""
    if not 0 <= ratio <= 1:
        raise ValueError(f"A mask ratio lies in [0, 1]; {ratio} does not.")
    # The small term keeps 0.9 · 10 = 9 where the product falls a rounding short of it.
    return length - int(length * (1 - ratio) + 1e-9)


def random_mask(
    count: int, rows: int, columns: int, ratio: float, generator: torch.Generator
) -> Tensor:
    """Remove patches independently of their place: every subset of that size is as likely."""
    noise = torch.rand(count, rows * columns, generator=generator, device=generator.device)
    return _lowest(noise, removed_count(rows * columns, ratio))


def block_mask(
    count: int, rows: int, columns: int, ratio: float, generator: torch.Generator
) -> Tensor:
    """Remove one rectangle of random place and shape, trimmed to the exact number.

    A block as in BEiT (Bao et al. 2021, arXiv:2106.08254), which draws several on its larger grid.
    """
    draws = torch.rand(count, 3, generator=generator, device=generator.device)
    centre_row = draws[:, :1] * rows - 0.5
    centre_column = draws[:, 1:2] * columns - 0.5
    aspect = 2 ** (2 * draws[:, 2:] - 1)  # BEiT's 0.3 to 3.3, a little tamer: 1/2 to 2
    place = torch.arange(rows * columns, device=generator.device)
    above = (place // columns - centre_row).abs() * aspect
    beside = (place % columns - centre_column).abs() / aspect
    return _lowest(torch.maximum(above, beside), removed_count(rows * columns, ratio))


def grid_mask(
    count: int, rows: int, columns: int, ratio: float, generator: torch.Generator
) -> Tensor:
    """Remove in a regular pattern, shifted at random: three of each 2×2 patches at ratio 0.75.

    Patches go in the order of Bayer's dither matrix, so that other ratios are as even as can be.
    """
    order = _bayer_order(rows, columns).to(generator.device)
    shifts = torch.randint(0, 4, (count, 2), generator=generator, device=generator.device)
    place = torch.arange(rows * columns, device=generator.device)
    row = (place // columns + shifts[:, :1]) % order.shape[0]
    column = (place % columns + shifts[:, 1:]) % order.shape[1]
    return _lowest(-order[row, column], removed_count(rows * columns, ratio))


PATTERNS: dict[str, Callable[[int, int, int, float, torch.Generator], Tensor]] = {
    "random": random_mask,
    "block": block_mask,
    "grid": grid_mask,
}


def kept_places(mask: Tensor) -> Tensor:
    """Places (N, K) of the patches that a mask (N, L) keeps, in rising order.

    Raises ValueError when the rows keep different numbers.
    """
    removed = mask.sum(1)
    if bool((removed != removed[:1]).any()):
        raise ValueError("All masks of one batch must remove the same number of patches.")
    kept = mask.shape[1] - int(removed[:1].sum())
    return mask.to(torch.uint8).argsort(dim=1, stable=True)[:, :kept]


def gather(tokens: Tensor, places: Tensor) -> Tensor:
    """Take the tokens (N, L, D) at places (N, K): (N, K, D)."""
    return tokens.gather(1, places.unsqueeze(2).expand(-1, -1, tokens.shape[2]))


def scatter(tokens: Tensor, places: Tensor, background: Tensor) -> Tensor:
    """Put tokens (N, K, D) at their places on a background that broadcasts to (N, L, D).

    With the shared mask token as background this is MAE's unshuffling.
    """
    index = places.unsqueeze(2).expand(-1, -1, tokens.shape[2])
    return background.expand(len(tokens), -1, -1).scatter(1, index, tokens)


def _lowest(score: Tensor, removed: int) -> Tensor:
    """Mask the `removed` lowest scores of each row (N, L)."""
    mask = torch.zeros_like(score, dtype=torch.bool)
    return mask.scatter(1, score.argsort(dim=1, stable=True)[:, :removed], True)


def _bayer_order(rows: int, columns: int) -> Tensor:
    """Bayer's matrix with both sides a power of two that covers the grid."""
    order = torch.zeros(1, 1, dtype=torch.int64)
    while order.shape[0] < max(rows, columns):
        order = torch.cat(
            [torch.cat([4 * order, 4 * order + 2], 1), torch.cat([4 * order + 3, 4 * order + 1], 1)]
        )
    return order
