"""Grey of 16 or 32 bits, and of floats, brought to bytes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.message import Message

Pixels = npt.NDArray[np.uint8]

PART = 2**18
WHITES = (255, 1023, 4095, 16383, 65535)
"""What cameras mean by white in a file of 16 bits."""
FEW_LEVELS = 32
"""Of 255: what a deep picture has in no more would be lost in bytes, and is stretched."""
DEEPEST = np.uint16(65535)
PHOTOMETRIC = 262  # the tag of a TIFF; 0 says that 0 is white

ON_WHITE = Message("Its transparent parts became white.")
STRETCHED = Message("Its few levels were stretched from black to white.")


def in_bytes(picture: Image.Image) -> tuple[Image.Image, tuple[Message, ...]]:
    """Bring grey of 16 or 32 bits and floats to bytes; Pillow's convert would only cut it off."""
    if not picture.mode.startswith(("I", "F")):
        return picture, ()
    values, clear = np.asarray(picture), picture.info.get("transparency")
    gone = None if clear is None else values == clear
    tags = getattr(picture, "tag_v2", {})
    if picture.mode.startswith("I;16") and tags.get(PHOTOMETRIC) == 0:  # which Pillow ignores
        values = DEEPEST - values
    # Floats are usual from 0 to 1 or to 255; integers fill one of the depths of cameras.
    low, largest = (float(np.nan_to_num(v, posinf=0, nan=0)) for v in (values.min(), values.max()))
    limits = (1.0, 255.0) if picture.mode == "F" else WHITES
    white = next((w for w in limits if largest <= w), largest)
    few = 0 < largest - low < FEW_LEVELS / 255 * white
    black, scale = (low, 255 / (largest - low)) if few else (0.0, 255 / white)
    pixels = in_parts(values, lambda v, _: (np.nan_to_num(v) - black) * scale)
    said = (STRETCHED,) * few
    if gone is not None and gone.any():
        pixels[gone], said = 255, (*said, ON_WHITE)
    return Image.fromarray(pixels), said


def in_parts(
    values: npt.NDArray[Any],
    change: Callable[[npt.NDArray[np.float32], slice], npt.NDArray[np.float32]],
) -> Pixels:
    """Values changed, as bytes; in parts, since floats of the whole would take four times it."""
    flat, changed = values.ravel(), np.empty(values.shape, np.uint8)
    for start in range(0, flat.size, PART):
        part = slice(start, start + PART)
        levels = change(flat[part].astype(np.float32), part)
        changed.ravel()[part] = levels.clip(0, 255).round()
    return changed
