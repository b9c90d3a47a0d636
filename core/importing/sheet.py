"""A sheet of pictures, side by side in rows and columns, cut into its tiles."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from core.importing.picture import Picture
from core.message import InvalidInput

Pixels = npt.NDArray[np.uint8]

FEWEST_TILES, MOST_TILES, LEAST_SIDE = 20, 4000, 4
CLASSES = ("rows", "columns", "none")
"""What of a sheet are its classes."""
EVEN = 24
"""Levels of 255 by which the pixels of a gutter may differ."""
STRAY = 0.01
"""Share of a line's pixels that may be dirt."""
UNEQUAL = 0.3
"""Pitches that a tile may stand off from where it would in a regular grid."""


@dataclass(frozen=True)
class SheetChoices:
    """Into how many rows and columns a picture is cut, None as it seems; and its classes."""

    rows: int | None = None
    columns: int | None = None
    classes: str = CLASSES[0]


@dataclass(frozen=True, eq=False)
class Sheet:
    """The tiles of a picture, row by row, each (H, W, C); the class of each, or none.

    A tile of one colour holds nothing and is left out. `read` has every choice settled.
    """

    tiles: tuple[Pixels, ...]
    labels: tuple[str, ...]
    read: SheetChoices


def read_sheet(picture: Picture, choices: SheetChoices = SheetChoices()) -> Sheet | None:
    """The tiles of `picture`; None where it is one picture and not a sheet.

    Raises InvalidInput for more rows or columns than its pixels allow.
    """
    if choices.rows is not None and choices.columns is not None:
        grid = _equal(picture, choices.rows, choices.columns)
    else:
        found = _found(picture.pixels)
        if found is None:
            return None
        grid = found
    count = (len(grid[0]) - 1) * (len(grid[1]) - 1)
    return _cut(picture.pixels, grid, choices.classes) if count > 1 else None


Grid = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
"""Where the rows of tiles begin and end, (rows + 1,), and the columns."""


def _equal(picture: Picture, rows: int, columns: int) -> Grid:
    height, width = picture.pixels.shape[:2]
    if rows * columns > MOST_TILES or LEAST_SIDE * max(rows / height, columns / width) > 1:
        raise InvalidInput(
            "{name} has too few pixels for {rows} rows and {columns} columns of pictures.",
            name=picture.name, rows=rows, columns=columns,
        )  # fmt: skip
    return _edges(0, height, rows), _edges(0, width, columns)


def _edges(start: float, end: float, count: int) -> npt.NDArray[np.int64]:
    return np.linspace(start, end, count + 1).round().astype(np.int64)


def _found(pixels: Pixels) -> Grid | None:
    """The grid whose gutters are of one colour, where there is a regular one of enough tiles."""
    grey = pixels.mean(axis=2, dtype=np.float32)
    grid = _regular(grey), _regular(grey.T)
    if grid[0] is None or grid[1] is None:
        return None
    tiles = (len(grid[0]) - 1) * (len(grid[1]) - 1)
    return (grid[0], grid[1]) if FEWEST_TILES <= tiles <= MOST_TILES else None


def _regular(grey: npt.NDArray[np.floating]) -> npt.NDArray[np.int64] | None:
    """Where the rows of tiles in `grey` (H, W) begin and end, if they are parted regularly."""
    low, high = np.quantile(grey, (STRAY, 1 - STRAY), axis=1)
    filled = np.concatenate([[False], high - low > EVEN, [False]])
    ends = np.flatnonzero(np.diff(filled.astype(np.int8))).reshape(-1, 2)
    if len(ends) < 2:
        return None
    middles, count = ends.mean(axis=1), len(ends)
    pitch = (middles[-1] - middles[0]) / (count - 1)
    off = np.abs(middles - np.linspace(middles[0], middles[-1], count)).max()
    if pitch < LEAST_SIDE or off > UNEQUAL * pitch or (ends[:, 1] - ends[:, 0]).max() > pitch:
        return None
    found = _edges(middles[0] - pitch / 2, middles[-1] + pitch / 2, count)
    return found.clip(0, len(grey))


def _cut(pixels: Pixels, grid: Grid, classes: str) -> Sheet:
    tiles, labels = [], []
    for row, (top, bottom) in enumerate(pairwise(grid[0].tolist()), 1):
        for column, (left, right) in enumerate(pairwise(grid[1].tolist()), 1):
            tile = pixels[top:bottom, left:right]
            if int(tile.max()) - int(tile.min()) > EVEN:
                tiles.append(tile)
                labels.append(str({"rows": row, "columns": column}.get(classes, "")))
    settled = SheetChoices(len(grid[0]) - 1, len(grid[1]) - 1, classes)
    return Sheet(tuple(tiles), tuple(labels) if any(labels) else (), settled)
