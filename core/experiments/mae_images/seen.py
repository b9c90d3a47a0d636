"""What is looked at on the page of the masked autoencoder: a picture, its mask, what is rebuilt."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from core.experiments.mae_images.dataset import PATCH
from core.experiments.mae_images.knobs import RATIOS, MaeParams
from core.experiments.mae_images.page import SHOWN, MaeImages, MaeMade
from core.masking.influence import influence, variance_over_masks
from core.masking.patches import patchify
from core.masking.targets import pasted
from core.message import Message
from core.seen import Seen, kept
from core.view_layers import Layer, Rule

# Masks over which the spread is taken, while playing and when paused.
MASKS, FINE_MASKS = 32, 256
# The seeds of the fixed masks.
RATIO_SEED, SPREAD_SEED = 1, 2


class MaeSeen(Seen[MaeImages, MaeParams, MaeMade]):
    """A picture and what is rebuilt of it."""

    def reference_lines(self) -> Mapping[str, Layer]:
        """The mean patch, which is 1 here, and the probe of raw pixels."""
        layers: dict[str, Layer] = {"mean": Rule(1.0, role="muted", label="mean patch")}
        if self.model.pixel_probe is not None:
            probe = self.model.pixel_probe
            layers["pixels"] = Rule(probe, role="data", label="raw pixels right")
        return layers

    # --- pictures -------------------------------------------------------------------------------

    @kept
    def own(self) -> tuple[Tensor, Message] | None:
        """The picture that a person brought, as the data has them, and what was done to it."""
        return None if self.made.own is None else self.made.own.fitted(self.model.data)

    @kept
    def sheet(self) -> Tensor:
        """Pictures (SHOWN, C, S, S) to choose from, an own one first."""
        own, held = self.own(), self.model.data.held[:SHOWN]
        return held if own is None else torch.cat([own[0][None], held[:-1]])

    @kept
    def picture(self) -> Tensor:
        """The picture (C, S, S) that is rebuilt."""
        return self.sheet()[self.made.picked]

    def import_note(self) -> Message | None:
        """What was done to the picture that is rebuilt, if it was brought."""
        own = self.own()
        return None if own is None or self.made.picked else own[1]

    @kept
    def mask(self) -> Tensor:
        """The patches (L,) that are removed of it."""
        return self.model.mask()

    def place(self) -> tuple[int, int] | None:
        """Row and column of the patch that is picked."""
        place = self.made.place
        return None if place is None else divmod(place, self.model.side)

    # --- what is rebuilt ------------------------------------------------------------------------

    @kept
    def patches(self) -> Tensor:
        """The patches (1, L, P) of the picture."""
        return patchify(self.picture()[None], PATCH)

    @kept
    def predicted(self) -> Tensor:
        """What the model predicts of all of them, the visible ones too."""
        device = self.model.device
        images, masks = self.picture()[None].to(device), self.mask()[None].to(device)
        return self.model.model.predicted(images, masks).cpu()

    @kept
    def rebuilt(self) -> Tensor:
        """Them with what the model predicts where they are removed."""
        return pasted(self.patches(), self.predicted(), self.mask()[None])

    @kept
    def inpainted(self) -> Tensor:
        """Them with what the best linear map predicts, which training does not change."""
        return self.model.evaluation.inpaint(self.patches(), self.mask())

    def mse(self) -> float:
        """The error of the model on removed patches."""
        return self._error(self.rebuilt())

    def visible_mse(self) -> float:
        """The error of the model on visible patches; NaN where there are none."""
        off = (self.predicted() - self.patches())[:, ~self.mask()]
        return float(off.square().mean()) if off.numel() else math.nan

    def linear_mse(self) -> float:
        """The error of the best linear map on removed patches."""
        return self._error(self.inpainted())

    def _error(self, filled: Tensor) -> float:
        off = (filled - self.patches())[:, self.mask()]
        return float(off.square().mean()) if off.numel() else 0.0

    @kept(waits=True)
    def nine(self) -> Tensor:
        """What is rebuilt of the picture at each of RATIOS (9, C, S, S)."""
        fixed = (torch.Generator().manual_seed(RATIO_SEED) for _ in RATIOS)
        draws = zip(RATIOS, fixed, strict=True)
        masks = torch.cat([self.model.masks(1, ratio, noise) for ratio, noise in draws])
        pictures = self.picture().expand(len(masks), -1, -1, -1)
        return self.model.model.rebuild(pictures.to(self.model.device), masks.to(self.model.device))

    # --- maps of patches ------------------------------------------------------------------------

    def masks(self) -> int:
        """Masks over which the spread is taken."""
        return FINE_MASKS if self.fine else MASKS

    @kept(waits=True)
    def spread(self) -> Tensor:
        """Deviation (L,) of what is rebuilt over many masks, on the CPU."""
        noise = torch.Generator().manual_seed(SPREAD_SEED)
        masks = self.model.masks(self.masks(), self.p.ratio, noise)
        image, device = self.picture(), self.model.device
        found = variance_over_masks(self.model.model, image.to(device), masks.to(device))
        return found.sqrt().cpu()

    def asked(self) -> int | None:
        """The removed patch that is picked, of which it is asked who helped there."""
        place = self.made.place
        return place if place is not None and bool(self.mask()[place]) else None

    @kept(waits=True)
    def helped(self) -> Tensor:
        """The growth (L,) of the error without each visible patch, relative to it, on the CPU."""
        image, mask, device = self.picture(), self.mask(), self.model.device
        found = influence(self.model.model, image.to(device), mask.to(device), self.asked())
        return found.help.cpu() / max(found.error, 1e-9)
