"""How well held-out pictures are rebuilt, beside the mean and the best linear map."""

from typing import NamedTuple

import torch
from torch import Tensor

from core.experiments.mae_images.material import PATCH, Material
from core.masking.baselines import LinearInpainting, mean_patch
from core.masking.mae import MaskedAutoencoder
from core.masking.masks import PATTERNS
from core.masking.patches import patchify
from core.masking.probe import linear_probe

# Masks of an examination, each for a part of the held-out pictures.
MASKS = 8
# The penalty that did best on digits and on emoji, of 0.3 to 30: no straw man.
PENALTY = 10.0
# Pictures by which the probe learns; all of them would cost a tenth of the training.
PROBED = 800


class Rivals(NamedTuple):
    """Mean squared errors on removed patches of what a model has to beat."""

    mean: float
    linear: float


class Examination:
    """The same held-out pictures and, for a ratio and a pattern, the same masks every time."""

    def __init__(self, data: Material, seed: int) -> None:
        self._data, self._seed = data, seed
        patches = patchify(data.learnt, PATCH)
        self.mean, self.inpaint = mean_patch(patches), LinearInpainting(patches, PENALTY)
        self._held = patchify(data.held, PATCH)
        self._rivals: dict[tuple[float, str], Rivals] = {}
        self.has_classes = int(data.learnt_labels.max()) < PROBED // 2

    def masks(self, ratio: float, pattern: str) -> Tensor:
        """Masks (MASKS, L)."""
        side = self._data.side // PATCH
        generator = torch.Generator().manual_seed(self._seed)
        return PATTERNS[pattern](MASKS, side, side, ratio, generator)

    def error(self, model: MaskedAutoencoder, ratio: float, pattern: str) -> float:
        """Mean squared error (pixel values in [0, 1]) of the model on removed patches."""
        masks = self.masks(ratio, pattern).repeat_interleave(len(self._held) // MASKS, 0)
        device = model.centre.device
        filled = model.filled(self._data.held.to(device), masks.to(device)).cpu()
        return float((filled - self._held)[masks].square().mean())

    def rivals(self, ratio: float, pattern: str) -> Rivals:
        """The same of the mean patch of each place, and of linear inpainting."""
        key = (ratio, pattern)
        if key not in self._rivals:
            found = []
            parts = self._held.chunk(MASKS)
            for mask, part in zip(self.masks(*key), parts, strict=True):
                guesses = torch.stack([self.mean.expand_as(part), self.inpaint(part, mask)])
                found.append((guesses - part)[:, :, mask].square().mean((1, 2, 3)))
            mean, linear = torch.stack(found).mean(0).tolist()
            self._rivals = {key: Rivals(mean, linear)}  # only the newest: a slider passes many
        return self._rivals[key]

    def probe(self, model: MaskedAutoencoder) -> float:
        """Share of held-out pictures whose class a linear map reads from the model's features."""
        device, d = model.centre.device, self._data
        features = model.features(torch.cat([d.learnt[:PROBED], d.held]).to(device)).cpu()
        return self._probe(features[:PROBED], features[PROBED:])

    def probe_of_pixels(self) -> float:
        """The same from the pixels themselves."""
        d = self._data
        return self._probe(d.learnt[:PROBED].flatten(1), d.held.flatten(1))

    def _probe(self, features: Tensor, held: Tensor) -> float:
        d = self._data
        return linear_probe(features, d.learnt_labels[:PROBED], held, d.held_labels)
