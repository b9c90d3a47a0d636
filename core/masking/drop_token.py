"""DropToken (Su 2021, kexue.fm 8770): random tokens are left out, the rest keep their positions.

Unlike dropout it saves time; unlike deleting words it leaves gaps where the words were.
"""

import torch
from torch import Tensor

from core.masking.masks import gather, removed_count


def kept_count(length: int, ratio: float) -> int:
    """How many of `length` tokens stay when `ratio` of them is dropped, at least one."""
    return max(1, length - removed_count(length, ratio))


def draw_places(count: int, length: int, ratio: float, generator: torch.Generator) -> Tensor:
    """Places (count, K) that stay, in rising order, when `ratio` of the tokens is dropped.

    The first, [CLS], always stays. Drawn on the generator's device.
    """
    noise = torch.rand(count, length, generator=generator, device=generator.device)
    noise[:, 0] = -1.0
    return noise.argsort(1)[:, : kept_count(length, ratio)].sort(1).values


def drop_tokens(tokens: Tensor, positions: Tensor, places: Tensor, repacked: bool) -> Tensor:
    """The tokens (N, L, D) at places (N, K) with their positions (L, D) added: (N, K, D).

    With `repacked` they close ranks and get the first K positions: what deleting words would do.
    """
    left = gather(tokens, places)
    if repacked:
        return left + positions[: places.shape[1]]
    return left + positions[places]
