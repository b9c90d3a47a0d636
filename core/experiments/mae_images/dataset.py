"""The pictures that are learnt, those that are held out, and what a person brings."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from core.data import files, images
from core.data.resize import resize
from core.experiments.mae_images.knobs import SIDES
from core.message import Message

PATCH = 4
# Held-out pictures, thirty for each of the masks that the model is examined with.
HELD = 240
# Pictures brought by hand are kept at this side, a multiple of all in SIDES.
OWN_SIDE = 240
# Rec. 601, as Pillow's grey.
LUMA = (0.299, 0.587, 0.114)
BORDER = 12
"""Pixels of an own picture's edge, by which light grounds are told from dark ones."""

IMPORT_STEPS = {
    files.FIRST_FRAME.text: ("frame", ", first frame"),
    files.TURNED.text: ("turned", ", turned"),
    files.ON_WHITE.text: ("ground", ", on white"),
    files.CUT.text: ("cut", ", cut"),
}
"""What was done to a file, in few words, and the gap in IMPORT_NOTE that takes them."""
IMPORT_NOTE = "{width}×{height}{frame}{turned}{ground}{cut}{grey}{inverted} → {side}×{side}"


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


def dataset(name: str, generator: torch.Generator) -> Dataset:
    """The data set `name` of SIDES, shuffled and parted."""
    learnt, held = images.split(_loaded(name), HELD, generator)
    return Dataset(*learnt, *held)


@dataclass(frozen=True, eq=False)
class OwnPicture:
    """A picture that a person brought, (3, OWN_SIDE, OWN_SIDE), and what was done to it."""

    pixels: Tensor
    done: tuple[Message, ...]

    def fitted(self, to: Dataset) -> tuple[Tensor, Message]:
        """The picture (C, S, S) as `to` has them, and one sentence that says what was done.

        Greys are light on dark, so a picture with a light edge is inverted.
        """
        words = {gap: "" for gap, _ in IMPORT_STEPS.values()} | {"grey": "", "inverted": ""}
        words |= dict(IMPORT_STEPS[each.text] for each in self.done if each.text in IMPORT_STEPS)
        picture = self.pixels
        if to.channels == 1:
            picture = (picture * torch.tensor(LUMA)[:, None, None]).sum(0, keepdim=True)
            words["grey"] = ", grey"
            if float(_edge(picture).mean()) > 0.5:
                picture = 1 - picture
                words["inverted"] = ", inverted"
        picture = resize(picture[None], to.side, to.side)[0].clamp(0, 1)
        return picture, Message(IMPORT_NOTE, {**self.done[0].values, **words, "side": to.side})


def read_picture(path: str) -> OwnPicture:
    """Read a picture file of any size and mode; raises InvalidInput for a bad one."""
    return OwnPicture(*files.open_picture(Path(path), OWN_SIDE, 3))


def _edge(picture: Tensor) -> Tensor:
    inner = torch.ones(picture.shape[1:], dtype=torch.bool)
    inner[BORDER:-BORDER, BORDER:-BORDER] = False
    return picture[:, inner]
