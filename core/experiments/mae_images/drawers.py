"""What is rebuilt: of one picture, at nine ratios, where it is guessed, which patch helped."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from core.experiment import Drawer
from core.experiments.mae_images.material import PATCH
from core.experiments.mae_images.subject import SHOWN, Subject
from core.masking.influence import influence, variance_over_masks
from core.masking.patches import patchify, unpatchify
from core.views import Array, Images, Matrix, Reading, frozen

RATIOS = tuple(tenth / 10 for tenth in range(1, 10))
# Masks over which the spread is taken, while playing and when paused.
MASKS, FINE_MASKS = 32, 256
# Ends of the colours, in hundredths: a pixel that is black or white by a coin's toss spreads by 50,
# its mean over a patch by less; a patch whose loss doubles the error helps by 100.
SPREAD, HELP = (0.0, 30.0), (-60.0, 60.0)
# The streams of the fixed masks.
RATIO_SEED, SPREAD_SEED = 1, 2
LABELS = ("paint here", "rebuilt", "original", "best linear map")


class Drawers:
    """Draws a subject."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._linear: tuple[tuple[Tensor, Tensor], Tensor] | None = None

    def views(self) -> Mapping[str, Drawer]:
        """The picture that is painted on, the sheet, two maps of its patches, nine ratios."""
        return {
            "rebuilt": self._rebuilt, "sheet": self._sheet, "spread": self._spread,
            "helped": self._helped, "ratios": self._ratios,
        }  # fmt: skip

    # --- the picture ----------------------------------------------------------------------------

    def _rebuilt(self, fine: bool) -> Images:
        s = self._subject
        picture, mask, patches = s.picture, s.mask, patchify(s.picture[None], PATCH)
        ours = self._filled(picture[None], mask[None]).cpu()
        linear = self._linear_map(picture, mask)
        cells = (s.side, s.side)
        masked = torch.zeros(len(LABELS), *cells)
        masked[0] = mask.reshape(cells)
        both = [patches, ours, patches, linear]
        return Images(
            title="Rebuilt from what is left" if s.said is None else "Your picture",
            readings=(
                Reading("MSE", _error(ours, patches, mask), ".4f", role="model"),
                Reading("linear", _error(linear, patches, mask), ".4f"),
            ),
            note="" if s.said is None else s.said,
            pictures=_arrays(unpatchify(torch.cat(both), PATCH, *picture.shape[1:])),
            columns=2,
            labels=LABELS,
            cells=cells,
            masked=frozen(masked),
            lit=divmod(s.place, s.side) if s.place >= 0 else None,
        )

    def _filled(self, pictures: Tensor, masks: Tensor) -> Tensor:
        model = self._subject.model
        device = model.centre.device
        return model.filled(pictures.to(device), masks.to(device))

    def _linear_map(self, picture: Tensor, mask: Tensor) -> Tensor:
        """Patches (1, L, P) of the best linear map, which training does not change."""
        if self._linear is not None:
            (of, under), patches = self._linear
            if torch.equal(of, picture) and torch.equal(under, mask):
                return patches
        patches = self._subject.examination.inpaint(patchify(picture[None], PATCH), mask)
        self._linear = ((picture, mask.clone()), patches)
        return patches

    def _sheet(self, fine: bool) -> Images:
        s = self._subject
        return Images(
            title="Held-out pictures",
            note="pick one",
            pictures=_arrays(s.sheet),
            columns=SHOWN // 3,
            picked=(s.picked,),
            pickable=True,
        )

    def _ratios(self, fine: bool) -> Images:
        s = self._subject
        masks = torch.cat([s.masks(1, ratio, _seeded(RATIO_SEED)) for ratio in RATIOS])
        filled = self._filled(s.picture.expand(len(masks), -1, -1, -1), masks).cpu()
        same = [i for i, ratio in enumerate(RATIOS) if abs(ratio - s.params.ratio) < 0.005]
        return Images(
            title="From one tenth removed to nine",
            note="pick a ratio",
            pictures=_arrays(unpatchify(filled, PATCH, *s.picture.shape[1:])),
            columns=len(RATIOS),
            labels=tuple(f"{ratio:.0%}" for ratio in RATIOS),
            picked=tuple(same),
            pickable=True,
        )

    # --- maps of patches ------------------------------------------------------------------------

    def _spread(self, fine: bool) -> Matrix:
        s = self._subject
        count = FINE_MASKS if fine else MASKS
        masks = s.masks(count, s.params.ratio, _seeded(SPREAD_SEED))
        device = s.model.centre.device
        found = variance_over_masks(s.model, s.picture.to(device), masks.to(device)).sqrt()
        return Matrix(
            title="Where it guesses",
            readings=(Reading("masks", count, ".0f"),),
            values=self._map(100 * found),
            levels=SPREAD,
            picked=self._lit(),
            pickable=True,
        )

    def _helped(self, fine: bool) -> Matrix:
        s = self._subject
        device = s.model.centre.device
        place = s.place if s.place >= 0 and bool(s.mask[s.place]) else None
        found = influence(s.model, s.picture.to(device), s.mask.to(device), place)
        shares = 100 * found.help / max(found.error, 1e-9)
        values = shares.cpu().masked_fill(s.mask, float("nan"))
        return Matrix(
            title="Which patch helped",
            note="error without it, ± %" if place is None else "the picked one, ± %",
            values=self._map(values),
            levels=HELP,
            scale="sign",
            picked=self._lit(),
            pickable=True,
        )

    def _map(self, values: Tensor) -> Array:
        side = self._subject.side
        rounded = np.round(values.cpu().numpy()) + 0.0  # no negative zeros
        return frozen(rounded.reshape(side, side))

    def _lit(self) -> tuple[int, int] | None:
        place, side = self._subject.place, self._subject.side
        return None if place < 0 else (place // side, place % side)


def _arrays(pictures: Tensor) -> Array:
    """Pictures (N, C, H, W) as (N, H, W) or (N, H, W, 3) in [0, 1]."""
    pictures = pictures.clamp(0, 1).nan_to_num(0.0)
    return frozen(pictures[:, 0] if pictures.shape[1] == 1 else pictures.permute(0, 2, 3, 1))


def _error(filled: Tensor, patches: Tensor, mask: Tensor) -> float:
    if not bool(mask.any()):
        return 0.0
    return float((filled - patches)[:, mask].square().mean())


def _seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)
