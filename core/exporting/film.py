"""Films: pictures that come one after the other, as GIF, WebP or MP4."""

import io
from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.message import InvalidInput

Frame = npt.NDArray[np.uint8]
"""Red, green, blue (H, W, 3)."""

RATE = 12.5
"""Frames a second; GIF counts hundredths of a second, and slower ones jump."""
QUALITY = 80
"""Of WebP, from 0 to 100: above it files grow, and hairlines look the same."""

KINDS = ("gif", "webp", *(("mp4",) if find_spec("imageio_ffmpeg") else ()))
"""What can be written here: MP4 with the extra `video`."""


def film(frames: Iterator[Frame], kind: str) -> bytes:
    """The content of a film that begins again at its end. All frames have the size of the first.

    They are taken one at a time, so that they may still be made. Raises InvalidInput where there
    is none.
    """
    first = next(frames, None)
    if first is None:
        raise InvalidInput("There is no picture to make a film of.")
    if kind == "mp4":
        return _mp4(first, frames)
    file = io.BytesIO()
    pictures = (Image.fromarray(frame) for frame in frames)
    settings = {"quality": QUALITY, "method": 2} if kind == "webp" else {"optimize": False}
    Image.fromarray(first).save(
        file, kind.upper(), save_all=True, append_images=pictures, duration=round(1000 / RATE),
        loop=0, **settings,
    )  # fmt: skip
    return file.getvalue()


def _mp4(first: Frame, frames: Iterator[Frame]) -> bytes:
    """H.264 has colours for pairs of pixels: an odd row or column at the edge is left out."""
    import tempfile
    from pathlib import Path

    import imageio_ffmpeg

    high, wide = (length - length % 2 for length in first.shape[:2])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        writer = imageio_ffmpeg.write_frames(
            str(path), (wide, high), fps=RATE, macro_block_size=2, quality=8
        )
        writer.send(None)
        for frame in (first, *frames):
            writer.send(np.ascontiguousarray(frame[:high, :wide]))
        writer.close()
        return path.read_bytes()
