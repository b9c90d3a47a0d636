"""Pictures that a person brings, for pages that learn small squares."""

from dataclasses import dataclass

import torch
from torch import Tensor

from core.data.brought import Pictures, Pixels, enough, numbered
from core.data.images import Pictures as Loaded
from core.data.resize import resize
from core.message import InvalidInput

# They are kept at this side, and so many of them are needed.
SIDE, FEWEST, TEN = 60, 20, 10
# Rec. 601, as Pillow's grey.
LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, eq=False)
class OwnPictures:
    """Pictures (N, 3, SIDE, SIDE) in [0, 1], and labels (N,) into names.

    Those that came without classes have each its own number, and no names.
    """

    pixels: Tensor
    labels: Tensor
    names: tuple[str, ...]

    def at(self, size: int, channels: int = 1) -> Loaded:
        """Pictures (N, channels, size, size) and labels (N,), as core.data.images has them.

        Greys are light on dark, so pictures with a light edge are inverted.
        """
        pictures = resize(self.pixels, size, size).clamp(0, 1)
        if channels == 1:
            grey = (pictures * torch.tensor(LUMA)[:, None, None]).sum(dim=1, keepdim=True)
            light = edge(grey).mean(dim=(1, 2)) > 0.5
            pictures = torch.where(light[:, None, None, None], 1 - grey, grey)
        return pictures, self.labels


def own_pictures(brought: Pictures) -> OwnPictures:
    """The middle squares of some pictures. Raises InvalidInput for too few."""
    enough(len(brought.pictures), FEWEST)
    pixels = torch.stack([square(each, SIDE) for each in brought.pictures])
    if not brought.labels:
        return OwnPictures(pixels, torch.arange(len(pixels)), ())
    names, labels = numbered(brought.labels)
    return OwnPictures(pixels, torch.from_numpy(labels), names)


def one_figure(picture: Pixels) -> OwnPictures:
    """The middle square of one picture (H, W, 3), to be looked at among others."""
    return OwnPictures(square(picture, SIDE)[None], torch.zeros(1, dtype=torch.int64), ())


def classified(brought: Pictures) -> OwnPictures:
    """The same, of at least two classes. Raises InvalidInput for others."""
    found = own_pictures(brought)
    if len(found.names) < 2:
        raise InvalidInput("Pictures of two classes are needed: a folder for each, in one folder.")
    return found


def ten_classes(brought: Pictures) -> OwnPictures:
    """The same, of ten classes. Raises InvalidInput for others."""
    found = own_pictures(brought)
    if len(found.names) != TEN:
        raise InvalidInput("Ten classes are needed; it has {count}.", count=len(found.names))
    return found


def square(picture: Pixels, side: int) -> Tensor:
    """The middle square (3, side, side) of a picture (H, W, 3)."""
    height, width = picture.shape[:2]
    least = min(height, width)
    top, left = (height - least) // 2, (width - least) // 2
    cut = torch.from_numpy(picture[top : top + least, left : left + least].copy())
    return resize(cut.permute(2, 0, 1)[None], side, side)[0]


def edge(pictures: Tensor) -> Tensor:
    """The pixels (N, C, P) of the outermost twentieth of pictures (N, C, S, S)."""
    side = pictures.shape[-1]
    border = max(1, side // 20)
    inner = torch.ones(side, side, dtype=torch.bool)
    inner[border : side - border, border : side - border] = False
    return pictures[..., inner]
