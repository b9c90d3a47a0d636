"""The sets of pictures, as whole levels of grey, parted into training and held-out ones."""

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from core.data import images
from core.data.own_pictures import OwnPictures
from core.flows.bits import independent_pixel_bits


class DatasetSpec(NamedTuple):
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
DATASETS = {
    "digits 8×8": DatasetSpec("small digits", 8, 17, 64, 300, 63, 9),
    "digits 16×16": DatasetSpec("digits", 16, 32, 32, 128, 48, 8),
    "garments 16×16": DatasetSpec("garments", 16, 32, 32, 128, 48, 8),
    "digits 28×28": DatasetSpec("digits", 28, 256, 16, 64, 30, 6, frame=4),
    "garments 28×28": DatasetSpec("garments", 28, 256, 16, 64, 30, 6),
}
MNIST_LIKE = "digits 28×28"
OWN = "own pictures"
OWN_SPEC = DatasetSpec(OWN, 16, 32, 32, 128, 48, 8)


class Dataset(NamedTuple):
    """Levels of grey (N, 1, size, size), held-out ones with their classes.

    `independent_bits` is what a pixel costs that is coded without the others: the bits to beat.
    """

    spec: DatasetSpec
    train: Tensor
    held_out: Tensor
    classes: Tensor
    independent_bits: float


def dataset(name: str, generator: torch.Generator, own: OwnPictures | None = None) -> Dataset:
    """Take a set of DATASETS or own pictures as levels of grey, parted by the generator."""
    if name == OWN and own is not None:
        spec, (pictures, labels) = OWN_SPEC, own.at(OWN_SPEC.size)
    else:
        spec = DATASETS.get(name) or next(iter(DATASETS.values()))
        pictures, labels = images.load(spec.loader, spec.size - 2 * spec.frame)
    levels = (F.pad(pictures, (spec.frame,) * 4) * (spec.bins - 1)).round()
    held = min(spec.held_out, len(labels) // 4)
    (train, _), (held_out, classes) = images.split((levels, labels), held, generator)
    bits = independent_pixel_bits(train, held_out, spec.bins)
    return Dataset(spec, train, held_out, classes, bits)


def halvings(size: int) -> int:
    """How often a side of `size` pixels can be halved."""
    return 0 if size % 2 else 1 + halvings(size // 2)
