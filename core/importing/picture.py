"""Pictures that a person brings: of any size and mode, as any viewer shows them."""

import io
import math
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, UnidentifiedImageError
from torch import Tensor

from core.data.formats import FORMATS as FORMATS
from core.data.resize import resize
from core.importing.depth import ON_WHITE as ON_WHITE
from core.importing.depth import Pixels as Pixels
from core.importing.depth import in_bytes
from core.importing.signatures import READ, format_of
from core.importing.source import Source
from core.message import InvalidInput, Message

PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
"""The suffixes of FORMATS, in small letters."""

MAX_MEMORY = 160 * 2**20
"""Bytes that a picture may take while it is decoded; known by its header before a pixel is."""
COST = {"1": 5, "L": 2, "I;16": 7, "I;16B": 7, "LA": 8, "RGB": 4}
"""Bytes a pixel with what converting needs; 9 for all other modes."""
MAX_PIXELS = 10 * 10**6
"""A page of A4 at 300 dots per inch is kept as it is; what is larger is averaged down."""
MAX_SIDE = 65_535  # of a JPEG; Pillow keeps a pointer for each row
WORKING_SIDE = 1024  # a square is brought to this first, so that the floats stay small

# What Pillow's readers raise on files that were cut short or altered.
DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError,
    NotImplementedError, MemoryError, AttributeError, AssertionError, struct.error, zlib.error,
)  # fmt: skip
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip
"""By the tag of a camera, what turns its picture upright."""

PALE = 235
"""The level from which nothing stands out from white."""

CUT = Message("Its middle square was cut out.")
FIRST_FRAME = Message("Of its frames the first was taken.")
TURNED = Message("It was turned upright.")
ON_BLACK = Message("Its transparent parts became black, for all the rest is white.")
GREY = Message("Its colours became grey.")


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels (H, W, C), not to be written to, of one grey or three colours, from 0 to 255.

    `width` and `height` are those of the file; H and W are smaller where it has more than
    MAX_PIXELS. `done` says what was done to it.
    """

    name: str
    pixels: Pixels
    width: int
    height: int
    done: tuple[Message, ...]

    def grey(self) -> Image.Image:
        """Its brightness, by the weights of Rec. 601."""
        return _image(self.pixels).convert("L")

    def square(self, size: int, channels: int) -> tuple[Tensor, tuple[Message, ...]]:
        """Its middle square as (channels, size, size), float32 in [0, 1], and what was done.

        Scaled by exact area averaging; one channel makes it grey, three are red, green, blue.
        """
        picture, done = _image(self.pixels), list(self.done)
        if self.width != self.height:
            picture = _middle_square(picture)
            done.append(CUT)
        if channels == 1 and picture.mode != "L":
            done.append(GREY)
        pixels = _scaled(picture.convert("L" if channels == 1 else "RGB"), size)
        if min(self.width, self.height) != size:
            done.append(Message("It was scaled to {size}×{size}.", {"size": size}))
        return pixels, tuple(done)


def read_picture(source: Source) -> Picture:
    """Read a picture, turned as its camera asked, and on white where it is transparent.

    Raises InvalidInput, with one sentence that names the file, when it is damaged, no picture, or
    too large.
    """
    with _decoded(source) as picture:
        size = picture.size
        picture.draft(None, _bounded(size))
        _check_memory(source.name, picture)
        turn = picture.getexif().get(ORIENTATION, 1)
        done = [FIRST_FRAME] if getattr(picture, "n_frames", 1) > 1 else []
        picture.load()  # by which a TIFF has turned already
        pixels, said = _upright(picture)
        if turn in range(2, 9):
            said = (TURNED, *said)
            size = size if turn < 5 or picture.format == "TIFF" else size[::-1]
    first = Message("The picture has {width}×{height} pixels.",
                    {"width": size[0], "height": size[1]})  # fmt: skip
    return Picture(source.name, pixels, *size, (first, *done, *said))


@contextmanager
def _decoded(source: Source) -> Iterator[Image.Image]:
    """The picture, one of FORMATS by its first bytes; what its lazy decoding raises is told too."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the sizes that Pillow warns of are refused below
            with Image.open(io.BytesIO(source.content), formats=FORMATS) as picture:
                yield picture
    except InvalidInput:
        raise
    except UnidentifiedImageError:
        known = format_of(source.content) in READ
        raise InvalidInput(
            "{name} is damaged, or its pixels are of a kind that is not read; as PNG they are."
            if known else "{name} is not a picture that can be read.",
            name=source.name,
        ) from None  # fmt: skip
    except Image.DecompressionBombError:
        raise InvalidInput("{name} has too many pixels to be opened.", name=source.name) from None
    except DAMAGE:
        raise InvalidInput(
            "{name} is damaged: its picture cannot be read.", name=source.name
        ) from None


def _bounded(size: tuple[int, int]) -> tuple[int, int]:
    """The size at which a picture has MAX_PIXELS at most."""
    shrink = min(1.0, math.sqrt(MAX_PIXELS / (size[0] * size[1])))
    return max(1, round(size[0] * shrink)), max(1, round(size[1] * shrink))


def _check_memory(name: str, picture: Image.Image) -> None:
    if max(picture.size) > MAX_SIDE:
        raise InvalidInput(
            "{name} has {width}×{height} pixels; at most {side} a side are opened.",
            name=name, width=picture.width, height=picture.height, side=MAX_SIDE,
        )  # fmt: skip
    most = MAX_MEMORY // COST.get(picture.mode, 9)
    if picture.width * picture.height > most:
        raise InvalidInput(
            "{name} has {width}×{height} pixels; at most {size} million of its kind are opened.",
            name=name, width=picture.width, height=picture.height, size=most // 10**6,
        )  # fmt: skip


def _upright(picture: Image.Image) -> tuple[Pixels, tuple[Message, ...]]:
    turn = picture.getexif().get(ORIENTATION, 1)
    plain, deep = in_bytes(picture)
    plain, said = _on_white(plain)
    factor = math.ceil(math.sqrt(plain.width * plain.height / MAX_PIXELS))
    if factor > 1:
        plain = plain.reduce(factor)
    if turn in TURNS:
        plain = plain.transpose(TURNS[turn])
    pixels = np.asarray(plain).reshape(plain.height, plain.width, -1)
    pixels.flags.writeable = False
    return pixels, (*deep, *said)


def _on(layer: Image.Image, colour: str) -> Image.Image:
    paper = Image.new("RGBA", layer.size, colour)
    paper.alpha_composite(layer)
    return paper


def _on_white(picture: Image.Image) -> tuple[Image.Image, tuple[Message, ...]]:
    """Grey or colours without transparency, and the sentence where any was there to be seen.

    On black, where nothing would be seen on white.
    """
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        if layer.getchannel("A").getextrema() != (255, 255):
            mode, said = "L" if picture.mode in ("1", "L", "LA", "La") else "RGB", ON_WHITE
            plain = _on(layer, "white").convert(mode)
            if layer.getbbox() and np.asarray(plain.convert("L")).min() > PALE:
                plain, said = _on(layer, "black").convert(mode), ON_BLACK
            return plain, (said,)
    return picture.convert("L" if picture.mode in ("1", "L", "LA", "La") else "RGB"), ()


def _image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def _middle_square(picture: Image.Image) -> Image.Image:
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return picture.crop((left, top, left + side, top + side))


def _scaled(picture: Image.Image, size: int) -> Tensor:
    side = max(size, WORKING_SIDE)
    if picture.width > side:
        picture = picture.resize((side, side), Image.Resampling.BOX)
    pixels = np.asarray(picture, dtype=np.float32)
    pixels = pixels.reshape(picture.height, picture.width, -1).transpose(2, 0, 1)
    images = torch.from_numpy(pixels[None] / 255)
    return resize(images, size, size)[0].clamp(0, 1)
