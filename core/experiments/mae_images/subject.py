"""What the pictures of the masked autoencoder are drawn of."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.experiments.mae_images.examination import Examination
from core.experiments.mae_images.knobs import MaeParams
from core.experiments.mae_images.material import Material, Own
from core.masking.mae import MaskedAutoencoder
from core.masking.masks import PATTERNS
from core.message import Message

# Pictures of the sheet: three rows of eight.
SHOWN = 24


@dataclass
class Subject:
    """The model, its pictures, and what a hand chose: a picture, its mask (L,), a patch.

    `place` is -1 where no patch is picked. `draws` counts the masks that were asked for.
    """

    params: MaeParams
    model: MaskedAutoencoder
    data: Material
    examination: Examination
    mask: Tensor
    picked: int = 0
    place: int = -1
    own: Own | None = None
    draws: int = 0

    @property
    def sheet(self) -> Tensor:
        """Pictures (SHOWN, C, S, S) to choose from, an own one first."""
        held = self.data.held[:SHOWN]
        if self.own is None:
            return held
        return torch.cat([self.own.fitted(self.data)[0][None], held[:-1]])

    @property
    def picture(self) -> Tensor:
        """The picture (C, S, S) that is rebuilt."""
        return self.sheet[self.picked]

    @property
    def said(self) -> Message | None:
        """What was done to the picture that is rebuilt, if it was brought."""
        chosen = self.own if self.picked == 0 else None
        return None if chosen is None else chosen.fitted(self.data)[1]

    @property
    def side(self) -> int:
        """Patches of a side."""
        return self.model.config.rows

    def masks(self, count: int, ratio: float, generator: torch.Generator) -> Tensor:
        """Masks (count, L) of the pattern in force."""
        return PATTERNS[self.params.pattern](count, self.side, self.side, ratio, generator)
