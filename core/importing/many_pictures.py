"""Several pictures at once: those of a folder, or the tiles of a sheet."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch

from core.data.brought import Pictures, Pixels
from core.data.resize import resize
from core.importing.picture import Picture, read_picture
from core.importing.sheet import CLASSES, Sheet
from core.importing.source import Source
from core.message import InvalidInput, Message

MOST_PICTURES, PICTURE_SIDE = 4000, 120
"""No more of them, each no larger."""
Progress = Callable[[int, int], None]
"""Told how many of how many files are read; what it raises ends the reading."""
Found = tuple[str, Pictures, tuple[Message, ...]]
"""Their name, the pictures, and what is said of them."""


def pixels_of(picture: Picture) -> Pixels:
    """Its pixels (H, W, 3) in [0, 1]."""
    return _coloured(picture.pixels)


def of_sheet(name: str, sheet: Sheet) -> Found:
    """The tiles of a sheet."""
    read = sheet.read
    counts = {"name": name, "count": len(sheet.tiles), "rows": read.rows, "columns": read.columns}
    said = [Message("{name}: {count} pictures, cut out of {rows} rows and {columns} columns.",
                    counts)]  # fmt: skip
    if sheet.labels:
        rows = read.classes == CLASSES[0]
        said.append(Message("Each row is a class." if rows else "Each column is a class."))
    pictures = tuple(_small(_coloured(tile)) for tile in sheet.tiles)
    return name, Pictures(pictures, sheet.labels), tuple(said)


def of_files(paths: Sequence[Path], progress: Progress) -> Found:
    """Pictures whose folders are their classes; what is no picture is passed over and counted.

    Raises InvalidInput where there is none.
    """
    pictures, folders, passed = [], [], 0
    for done, path in enumerate(paths):
        progress(done, len(paths))
        try:
            pictures.append(_small(pixels_of(read_picture(Source.of_file(path)))))
            folders.append(path.parent.name)
        except InvalidInput:
            passed += 1
    name = paths[0].parent.name if len({*folders}) == 1 else paths[0].parent.parent.name
    if not pictures:
        raise InvalidInput("{name} holds no pictures.", name=name)
    classes = tuple(folders) if len({*folders}) > 1 else ()
    counts = {"name": name, "count": len(pictures), "classes": len({*classes})}
    said = [Message("{name}: {count} pictures in {classes} classes.", counts)]
    if passed:
        said.append(Message("{count} files were passed over: no pictures.", {"count": passed}))
    return name, Pictures(tuple(pictures), classes), tuple(said)


def files_in(folder: Path) -> list[Path]:
    """The files of a folder and of the folders in it, MOST_PICTURES at most."""
    inside = sorted(folder.iterdir())
    deeper = [each for one in inside if one.is_dir() for each in sorted(one.iterdir())]
    files = [each for each in (*inside, *deeper) if each.is_file() and each.name[0] != "."]
    return files[:MOST_PICTURES]


def _coloured(pixels: np.ndarray) -> Pixels:
    colours = np.broadcast_to(pixels, (*pixels.shape[:2], 3))
    return colours.astype(np.float32) / np.float32(255)


def _small(pixels: Pixels) -> Pixels:
    """No side longer than PICTURE_SIDE."""
    height, width = pixels.shape[:2]
    share = min(1.0, PICTURE_SIDE / max(height, width))
    size = max(1, round(height * share)), max(1, round(width * share))
    whole = torch.from_numpy(pixels).permute(2, 0, 1)[None]
    return resize(whole, *size)[0].permute(1, 2, 0).numpy()
