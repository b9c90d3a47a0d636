"""Files that a person brings along; pictures of any size and mode, cut square and scaled."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError
from torch import Tensor

from core.data.resize import resize
from core.message import InvalidInput, Message

# What a picture may be, whatever its name says. Pillow's other readers start programs (PostScript)
# or are seldom tried with damaged files.
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")
Image.init()  # imports the readers now: later it would be on whichever thread opens the first file
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff")
"""The suffixes of FORMATS, by which every page that takes pictures offers to open them."""
MEGABYTE = 2**20
MAX_BYTES = 64 * MEGABYTE  # any camera's JPEG fits; more is a mistake
MAX_PIXELS = 64 * 10**6  # about 200 MB while it is open; Pillow's own limit holds too
WORKING_SIDE = 1024  # Pillow shrinks to this first, so that the floats stay small

# What Pillow's readers raise on files that were cut short or altered.
DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError,
    NotImplementedError, MemoryError, struct.error, zlib.error,
)  # fmt: skip

CUT = Message("Its middle square was cut out.")
FIRST_FRAME = Message("Of its frames the first was taken.")
TURNED = Message("It was turned upright.")
ON_WHITE = Message("Its transparent parts became white.")
GREY = Message("Its colours became grey.")


def open_picture(path: Path, size: int, channels: int) -> tuple[Tensor, tuple[Message, ...]]:
    """Read a picture as (channels, size, size), float32 in [0, 1], and say what was done to it.

    It is turned as its camera asked, laid on white where transparent, its middle square cut out,
    and scaled by area averaging; one channel makes it grey, three are red, green, blue. Raises
    InvalidInput, with one sentence that names the file, when it is missing, damaged, no picture, or
    too large.
    """
    with decoded(path) as picture:
        return _prepared(picture, size, channels)


@contextmanager
def decoded(path: Path) -> Iterator[Image.Image]:
    """The picture in the file at `path`, one of FORMATS by its first bytes.

    Pillow decodes lazily: what it raises within the block is told as well. Raises InvalidInput,
    with one sentence that names the file, when it is missing, damaged, no picture, or too large.
    """
    content = io.BytesIO(read_regular(path, MAX_BYTES))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the sizes that Pillow warns of are refused below
            with Image.open(content, formats=FORMATS) as picture:
                _check_pixels(path, picture)
                yield picture
    except InvalidInput:
        raise
    except UnidentifiedImageError:
        raise InvalidInput("{name} is not a picture that can be read.", name=path.name) from None
    except Image.DecompressionBombError:
        raise InvalidInput("{name} has too many pixels to be opened.", name=path.name) from None
    except DAMAGE:
        raise InvalidInput(
            "{name} is damaged: its picture cannot be read.", name=path.name
        ) from None


def read_regular(path: Path, most: int) -> bytes:
    """All bytes of a regular file; what is none (a pipe, a device) could hold its reader for ever.

    Raises InvalidInput where there is none that can be read, and for more than `most` bytes.
    """
    try:
        length = path.stat().st_size if path.is_file() else None
        content = None if length is None or length > most else path.read_bytes()
    except (OSError, ValueError):  # ValueError: a null character in the name
        length = content = None
    if length is None:
        raise InvalidInput("There is no file {name} that can be opened.", name=path.name)
    if content is None:
        raise InvalidInput(
            "{name} is larger than {size} MB.", name=path.name, size=most // MEGABYTE
        )
    if not content.strip():
        raise InvalidInput("{name} is empty.", name=path.name)
    return content


def _check_pixels(path: Path, picture: Image.Image) -> None:
    """Refuse by the header, before a pixel is decoded."""
    limit = min(MAX_PIXELS, Image.MAX_IMAGE_PIXELS or MAX_PIXELS)
    if picture.width * picture.height > limit:
        raise InvalidInput(
            "{name} has {width}×{height} pixels; at most {size} million are opened.",
            name=path.name, width=picture.width, height=picture.height, size=limit // 10**6,
        )  # fmt: skip


def _prepared(picture: Image.Image, size: int, channels: int) -> tuple[Tensor, tuple[Message, ...]]:
    width, height = picture.size
    done = [Message("The picture has {width}×{height} pixels.", {"width": width, "height": height})]
    if getattr(picture, "n_frames", 1) > 1:
        done.append(FIRST_FRAME)
    upright = ImageOps.exif_transpose(picture)
    if upright.getexif() != picture.getexif():  # the orientation was used up
        done.append(TURNED)
    plain = _bytes(upright)
    if plain.has_transparency_data:
        plain = _on_white(plain)
        done.append(ON_WHITE)
    if width != height:
        plain = _middle_square(plain)
        done.append(CUT)
    if channels == 1 and plain.mode not in ("1", "L"):
        done.append(GREY)
    pixels = _scaled(plain.convert("L" if channels == 1 else "RGB"), size)
    if min(width, height) != size:
        done.append(Message("It was scaled to {size}×{size}.", {"size": size}))
    return pixels, tuple(done)


def _bytes(picture: Image.Image) -> Image.Image:
    """Bring grey of 16 or 32 bits and floats to bytes; Pillow's convert would only cut it off."""
    if not picture.mode.startswith(("I", "F")):
        return picture
    values = np.nan_to_num(np.asarray(picture, dtype=np.float32))
    # Floats are usual from 0 to 1 or to 255; integers fill 16 bits, or more if they must.
    limits = (1.0, 255.0) if picture.mode == "F" else ()
    largest = float(values.max())
    white = next((w for w in (*limits, 65535.0) if largest <= w), largest)
    return Image.fromarray((values / white * 255).clip(0, 255).round().astype(np.uint8))


def _on_white(picture: Image.Image) -> Image.Image:
    layer = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


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
