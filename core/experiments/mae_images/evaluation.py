"""How well held-out pictures are rebuilt, beside the mean and the best linear map."""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from core.experiments.mae_images.dataset import PATCH, Dataset
from core.masking.baselines import LinearInpainting, mean_patch
from core.masking.mae import MaskedAutoencoder
from core.masking.masks import PATTERNS
from core.masking.patches import patchify
from core.masking.probe import linear_probe

# Masks of an evaluation, each for a part of the held-out pictures.
MASKS = 8
# The penalty that did best on digits and on emoji, of 0.3 to 30: no straw man.
PENALTY = 10.0
# Pictures by which the probe learns; all of them would cost a tenth of the training.
PROBED = 800


class Baselines(NamedTuple):
    """Mean squared errors on removed patches of what a model has to beat."""

    mean: float
    linear: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The same held-out pictures and, for a ratio and a pattern, the same masks every time.

    `mean` (L, P) is the mean of the patches that are learnt, `inpaint` the best linear map.
    """

    data: Dataset
    seed: int
    mean: Tensor
    inpaint: LinearInpainting

    @classmethod
    def of(cls, data: Dataset, seed: int) -> "Evaluation":
        """Learn the baselines."""
        patches = patchify(data.learnt, PATCH)
        return cls(data, seed, mean_patch(patches), LinearInpainting.fit(patches, PENALTY))

    @property
    def has_classes(self) -> bool:
        """Whether there are fewer labels than pictures, so that a probe has something to tell."""
        return int(self.data.learnt_labels.max()) < self._probed // 2

    @property
    def _probed(self) -> int:
        return min(PROBED, len(self.data.learnt))

    def masks(self, ratio: float, pattern: str) -> Tensor:
        """Masks (MASKS, L)."""
        side = self.data.side // PATCH
        generator = torch.Generator().manual_seed(self.seed)
        return PATTERNS[pattern](MASKS, side, side, ratio, generator)

    def error(self, model: MaskedAutoencoder, ratio: float, pattern: str) -> float:
        """Mean squared error (pixel values in [0, 1]) of the model on removed patches."""
        patches, device = patchify(self.data.held, PATCH), model.centre.device
        masks = self.masks(ratio, pattern).repeat_interleave(len(patches) // MASKS, 0)
        filled = model.filled(self.data.held.to(device), masks.to(device)).cpu()
        return float((filled - patches)[masks].square().mean())

    def baselines(self, ratio: float, pattern: str) -> Baselines:
        """The same of the mean patch of each place, and of linear inpainting."""
        found, parts = [], patchify(self.data.held, PATCH).chunk(MASKS)
        for mask, part in zip(self.masks(ratio, pattern), parts, strict=True):
            guesses = torch.stack([self.mean.expand_as(part), self.inpaint(part, mask)])
            found.append((guesses - part)[:, :, mask].square().mean((1, 2, 3)))
        return Baselines(*torch.stack(found).mean(0).tolist())

    def probe(self, model: MaskedAutoencoder) -> float:
        """Share of held-out pictures whose class a linear map reads from the model's features."""
        device, d = model.centre.device, self.data
        features = model.features(torch.cat([d.learnt[:PROBED], d.held]).to(device)).cpu()
        return self._probe(features[: self._probed], features[self._probed :])

    def probe_of_pixels(self) -> float:
        """The same from the pixels themselves."""
        return self._probe(self.data.learnt[:PROBED].flatten(1), self.data.held.flatten(1))

    def _probe(self, features: Tensor, held: Tensor) -> float:
        d = self.data
        return linear_probe(features, d.learnt_labels[:PROBED], held, d.held_labels)
