"""Where a masked autoencoder guesses, and which visible patch it goes by."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.masking.mae import MaskedAutoencoder
from core.masking.masks import kept_places
from core.masking.patches import patchify


@torch.no_grad()
def variance_over_masks(model: MaskedAutoencoder, image: Tensor, masks: Tensor) -> Tensor:
    """Variance (L,) of what is rebuilt of one picture (C, H, W) under several masks (M, L).

    Mean over the pixels of a patch, over those masks that remove it; where fewer than two do,
    it is zero.
    """
    images = image.expand(len(masks), -1, -1, -1)
    filled = model.filled(images, masks)
    removed = masks.unsqueeze(-1).to(filled)
    count = removed.sum(0)
    mean = (filled * removed).sum(0) / count.clamp(min=1)
    spread = ((filled - mean).square() * removed).sum(0) / (count - 1).clamp(min=1)
    return spread.mean(-1)


@dataclass(frozen=True)
class Influence:
    """For each visible patch (L,), zero at removed ones.

    `help`: by how much the mean squared error of the rebuilt patches grows from `error` when it is
    taken away too; negative where the patch misled.
    """

    help: Tensor
    error: float


@torch.no_grad()
def influence(
    model: MaskedAutoencoder, image: Tensor, mask: Tensor, place: int | None = None
) -> Influence:
    """Leave out each visible patch of one picture (C, H, W), mask (L,), in turn, in one batch.

    Compared on the patches that `mask` removes, or on the one at `place`; with none of them
    removed or none visible all is zero.
    """
    zero = torch.zeros(len(mask), dtype=image.dtype, device=image.device)
    seen = mask if place is None else mask & (torch.arange(len(mask), device=mask.device) == place)
    if bool(mask.all()) or not bool(seen.any()):
        return Influence(zero, 0.0)
    visible = kept_places(mask[None])[0]
    masks = mask.repeat(len(visible), 1)
    masks[torch.arange(len(visible), device=mask.device), visible] = True
    truth = patchify(image[None], model.config.patch)[:, seen]
    before = model.filled(image[None], mask[None])[:, seen]
    after = model.filled(image.expand(len(visible), -1, -1, -1), masks)[:, seen]
    error = (before - truth).square().mean()
    growth = (after - truth).square().mean((1, 2)) - error
    return Influence(zero.index_put((visible,), growth), float(error))
