"""The sets of pictures, as whole levels of grey, parted into training and held-out ones."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from core.data import images
from core.flows.bits import independent_pixel_bits


class PictureSet(NamedTuple):
    """How a set is read, trained on and shown.

    `bins` is the number of greys. `frame` is a black margin in pixels, `held_out` how many
    pictures measure, `samples` in `columns` how many are drawn.
    """

    loader: str
    size: int
    bins: int
    batch: int
    held_out: int
    samples: int
    columns: int
    frame: int = 0


# Digits of 8×8 have 17 greys in their file. At 16×16 there are 32, the five bits that Glow used for
# faces, since in 256 greys most of the likelihood lies in the exact black of the ground.
# MNIST is digits of 20×20 in a margin of 4, so that with 256 greys its published figures compare.
SETS = {
    "digits 8×8": PictureSet("small digits", 8, 17, 64, 300, 63, 9),
    "digits 16×16": PictureSet("digits", 16, 32, 32, 128, 48, 8),
    "garments 16×16": PictureSet("garments", 16, 32, 32, 128, 48, 8),
    "digits 28×28": PictureSet("digits", 28, 256, 16, 64, 30, 6, frame=4),
    "garments 28×28": PictureSet("garments", 28, 256, 16, 64, 30, 6),
}
MNIST_LIKE = "digits 28×28"


class Pictures(NamedTuple):
    """Levels of grey (N, 1, size, size), held-out ones with classes, and the bits to beat."""

    train: Tensor
    held_out: Tensor
    classes: Tensor
    bins: int
    apart: float


def take(name: str, generator: torch.Generator) -> Pictures:
    """Read a set, turn it into levels of grey, and part it by the generator."""
    chosen = SETS[name]
    pictures, labels = images.load(chosen.loader, chosen.size - 2 * chosen.frame)
    levels = (F.pad(pictures, (chosen.frame,) * 4) * (chosen.bins - 1)).round()
    (train, _), (held_out, classes) = images.split((levels, labels), chosen.held_out, generator)
    apart = independent_pixel_bits(train, held_out, chosen.bins)
    return Pictures(train, held_out, classes, chosen.bins, apart)


def halvings(size: int) -> int:
    """Return how often a side of `size` pixels can be halved."""
    return 0 if size % 2 else 1 + halvings(size // 2)
