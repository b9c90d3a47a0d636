"""The pictures of the page: what is trained on, what is shown, and the class that is unseen."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from core.data import images
from core.experiments.margin_circle.knobs import DIGITS, GARMENTS, CircleParams

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
    """Pictures (N, 1, 20, 20) and labels (N,) of the trained classes, and an unseen class."""

    pictures: Tensor
    labels: Tensor
    shown: Tensor
    shown_labels: Tensor
    unseen: Tensor
    names: tuple[str, ...]
    unseen_name: str

    def to(self, device: torch.device) -> "Samples":
        """The same with what training reads on `device`."""
        return replace(
            self,
            pictures=self.pictures.to(device),
            labels=self.labels.to(device),
            shown=self.shown.to(device),
            unseen=self.unseen.to(device),
        )


def samples(params: CircleParams, generator: torch.Generator) -> Samples:
    """Part the pictures that the knobs say; the same generator gives the same parts."""
    known = params.classes
    (pictures, labels), held = images.split(images.load(params.pictures, SIZE), HELD_OUT, generator)
    rest = labels < known
    shown = held[1] < known
    if known < len(images.GARMENT_NAMES):
        unseen, name = held[0][held[1] == known], names(params.pictures)[known]
    else:
        other = GARMENTS if params.pictures == DIGITS else DIGITS
        foreign = images.load(other, SIZE)
        unseen, name = foreign[0][foreign[1] == FOREIGN], names(other)[FOREIGN]
    return Samples(
        pictures[rest], labels[rest],
        held[0][shown][:MOST_SHOWN], held[1][shown][:MOST_SHOWN],
        unseen[:MOST_UNSEEN], names(params.pictures)[:known], name,
    )  # fmt: skip


def names(pictures: str) -> tuple[str, ...]:
    """The names of the ten classes of a set."""
    return images.GARMENT_NAMES if pictures == GARMENTS else tuple("0123456789")
