"""What is rebuilt: of one picture, at nine ratios, where it is guessed, which patch helped."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from core.experiments.mae_images.dataset import PATCH
from core.experiments.mae_images.knobs import RATIOS
from core.experiments.mae_images.page import SHOWN
from core.experiments.mae_images.seen import MaeSeen
from core.masking.patches import unpatchify
from core.views import (
    AnyView,
    Array,
    Images,
    Key,
    Matrix,
    frozen,
)

# Ends of the colours, in hundredths: a pixel that is black or white by a coin's toss spreads by 50,
# its mean over a patch by less; a patch whose loss doubles the error helps by 100.
SPREAD, HELP = (0.0, 30.0), (-60.0, 60.0)
LABELS = ("paint here", "rebuilt", "original", "best linear map")


def rebuilt(seen: MaeSeen) -> Images:
    """The picture under its mask, rebuilt, whole, and by the best linear map."""
    side, note, patches = seen.model.side, seen.import_note(), seen.patches()
    masked = torch.zeros(len(LABELS), side, side)
    masked[0] = seen.mask().reshape(side, side)
    four = torch.cat([patches, seen.rebuilt(), patches, seen.inpainted()])
    return Images(
        title="Rebuilt from what is left" if note is None else "Your picture",
        help="The picture under its mask, rebuilt, whole, and by the best linear map.",
        readings=seen.readings("mse", "linear_mse"),
        note="" if note is None else note,
        pictures=_arrays(unpatchify(four, PATCH, *seen.picture().shape[1:])),
        columns=2,
        labels=LABELS,
        cells=(side, side),
        masked=frozen(masked),
        lit=seen.place(),
        key=(Key("removed", shape="hatch"),),
    )


def sheet(seen: MaeSeen) -> Images:
    """The pictures to choose from."""
    return Images(
        title="Held-out pictures",
        help="Pictures never trained on, to choose from.",
        note="pick one",
        pictures=_arrays(seen.sheet()),
        columns=SHOWN // 3,
        picked=(seen.made.picked,),
        pickable=True,
    )


def ratios(seen: MaeSeen) -> Images:
    """The picture rebuilt at nine ratios."""
    same = (i for i, ratio in enumerate(RATIOS) if abs(ratio - seen.p.ratio) < 0.005)
    return Images(
        title="From one tenth removed to nine",
        help="The same picture rebuilt with 10 % to 90 % of its patches removed.",
        note="pick a ratio",
        pictures=_arrays(seen.nine()),
        columns=len(RATIOS),
        labels=tuple(f"{ratio:.0%}" for ratio in RATIOS),
        picked=tuple(same),
        pickable=True,
    )


def spread(seen: MaeSeen) -> Matrix:
    """How much each patch varies with the mask."""
    return Matrix(
        title="Where it guesses, %",
        help="How much each rebuilt patch changes with the mask, in hundredths of the grey scale.",
        readings=seen.readings("masks"),
        values=_hundredths(seen, seen.spread()),
        levels=SPREAD,
        square=True,
        counts="spread",
        picked=seen.place(),
        pickable=True,
    )


def helped(seen: MaeSeen) -> Matrix:
    """What each visible patch does for the removed ones, or for the one that is picked."""
    values = seen.helped().masked_fill(seen.mask(), float("nan"))
    return Matrix(
        title="Which patch helped, %",
        help="By how many % the error grows without that visible patch; negative: it misled.",
        counts="error" if seen.asked() is None else "its error",
        key=(Key("removed", shape="hatch"),),
        values=_hundredths(seen, values),
        levels=HELP,
        square=True,
        scale="sign",
        picked=seen.place(),
        pickable=True,
    )


def _hundredths(seen: MaeSeen, values: Tensor) -> Array:
    """Values (L,) as a map of whole hundredths."""
    rounded = np.round(100 * values.numpy()) + 0.0  # no negative zeros
    return frozen(rounded.reshape(seen.model.side, seen.model.side))


def _arrays(pictures: Tensor) -> Array:
    """Pictures (N, C, H, W) as (N, H, W) or (N, H, W, 3) in [0, 1]."""
    pictures = pictures.clamp(0, 1).nan_to_num(0.0)
    return frozen(pictures[:, 0] if pictures.shape[1] == 1 else pictures.permute(0, 2, 3, 1))


VIEWS: Mapping[str, Callable[[MaeSeen], AnyView]] = {
    "rebuilt": rebuilt,
    "sheet": sheet,
    "spread": spread,
    "helped": helped,
    "ratios": ratios,
}
