"""The pictures that are learnt, those that are held out, and what a person brings."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor

from core.data import images
from core.data.brought import Pixels
from core.data.own_pictures import LUMA, OwnPictures, edge, square
from core.data.resize import resize
from core.experiments.mae_images.knobs import OWN, OWN_SIDE, SIDES
from core.message import Message

PATCH = 4
# Held-out pictures, thirty for each of the masks that the model is examined with.
HELD = 240
# A picture that is looked at is kept at this side, a multiple of all in SIDES.
KEPT_SIDE = 240
IMPORT_NOTE = "{width}×{height}{cut}{grey}{inverted} → {side}×{side}"
"""What was done to a picture so that it can be rebuilt."""


class Dataset(NamedTuple):
    """Pictures (N, C, S, S) to learn, and held-out ones, with their labels where they have any."""

    learnt: Tensor
    learnt_labels: Tensor
    held: Tensor
    held_labels: Tensor

    @property
    def channels(self) -> int:
        """1 for greys, 3 for colours."""
        return self.held.shape[1]

    @property
    def side(self) -> int:
        """Pixels of a side."""
        return self.held.shape[2]


@lru_cache(maxsize=1)
def _loaded(name: str) -> images.Pictures:
    """The set, kept since a rebuild mostly takes the same one; nobody writes into it."""
    return images.load(name, SIDES[name])


def dataset(name: str, generator: torch.Generator, own: OwnPictures | None = None) -> Dataset:
    """The data set `name`, shuffled and parted; of few own pictures some are held out twice."""
    if name != OWN or own is None:
        learnt, held = images.split(_loaded(name if name != OWN else "digits"), HELD, generator)
        return Dataset(*learnt, *held)
    loaded = own.at(OWN_SIDE, 3)
    learnt, held = images.split(loaded, min(HELD, len(own.labels) // 4), generator)
    again = torch.arange(HELD) % len(held[1])
    return Dataset(*learnt, held[0][again], held[1][again])


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """A picture that a person brought, (3, KEPT_SIDE, KEPT_SIDE), and its size before."""

    pixels: Tensor
    width: int
    height: int

    @classmethod
    def of(cls, picture: Pixels) -> "OwnPicture":
        """The middle square of a picture (H, W, 3)."""
        height, width = picture.shape[:2]
        return cls(square(picture, KEPT_SIDE), width, height)

    def fitted(self, to: Dataset) -> tuple[Tensor, Message]:
        """The picture (C, S, S) as `to` has them, and one sentence that says what was done.

        Greys are light on dark, so a picture with a light edge is inverted.
        """
        picture = self.pixels
        words = {"cut": "" if self.width == self.height else ", cut", "grey": "", "inverted": ""}
        if to.channels == 1:
            picture = (picture * torch.tensor(LUMA)[:, None, None]).sum(0, keepdim=True)
            words["grey"] = ", grey"
            if float(edge(picture[None]).mean()) > 0.5:
                picture = 1 - picture
                words["inverted"] = ", inverted"
        picture = resize(picture[None], to.side, to.side)[0].clamp(0, 1)
        sizes = {"width": self.width, "height": self.height, "side": to.side}
        return picture, Message(IMPORT_NOTE, {**sizes, **words})
