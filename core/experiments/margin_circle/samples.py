"""The pictures of the page: what is trained on, what is shown, and the class that is unseen."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.data import images
from core.data.own_pictures import OwnPictures
from core.experiments.margin_circle.knobs import DIGITS, GARMENTS, OWN, CircleParams

# Pixels a side: that of the digits in their file.
SIZE = 20
# Pictures that training never sees; those of them that belong to the trained classes are shown.
HELD_OUT = 600
# Shown at most, since all of them are embedded for every picture of the page.
MOST_SHOWN = 400
MOST_UNSEEN = 60
# The class of the other set that is dropped in where all ten are trained: the trousers, or one.
FOREIGN = 1


@dataclass(frozen=True)
class Samples:
    """Pictures (N, 1, 20, 20) and labels (N,) of the trained classes, and an unseen class.

    Pictures that are shown count on through both: `len(shown) + u` is number u of the unseen ones.
    """

    pictures: Tensor
    labels: Tensor
    shown: Tensor
    shown_labels: Tensor
    unseen: Tensor
    names: tuple[str, ...]


def samples(
    params: CircleParams,
    generator: torch.Generator,
    device: torch.device,
    own: OwnPictures | None = None,
) -> Samples:
    """Part the pictures that the knobs say; the same generator gives the same parts."""
    known, (loaded, names) = params.classes, _loaded(params.pictures, own)
    trained, held = images.split(loaded, min(HELD_OUT, len(loaded[1]) // 4), generator)
    rest, shown = trained[1] < known, held[1] < known
    other, label = held, known
    if known == len(names):
        other = images.load(GARMENTS if params.pictures == DIGITS else DIGITS, SIZE)
        label = FOREIGN
    return Samples(
        trained[0][rest].to(device), trained[1][rest].to(device),
        held[0][shown][:MOST_SHOWN].to(device), held[1][shown][:MOST_SHOWN],
        other[0][other[1] == label][:MOST_UNSEEN].to(device), names[:known],
    )  # fmt: skip


def _loaded(name: str, own: OwnPictures | None) -> tuple[images.Pictures, tuple[str, ...]]:
    """The pictures and the names of their classes."""
    if name == OWN and own is not None:
        return own.at(SIZE), own.names
    if name == GARMENTS:
        return images.load(GARMENTS, SIZE), images.GARMENT_NAMES
    return images.load(DIGITS, SIZE), tuple("0123456789")
