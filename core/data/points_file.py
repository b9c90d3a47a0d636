"""Points that a person brings: a table with two columns, or the dark pixels of a picture."""

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.data.files import decoded, read_regular
from core.message import InvalidInput

Points = npt.NDArray[np.float32]

# Nobody means a longer table for a plane, and the window must not wait for one.
LARGEST_TABLE = 8 * 2**20
# A picture is read at this width and height at most; finer detail than noise and flow can show.
SIDE = 256
# More points than this are thinned; the density of the data is a sum over all of them.
MOST_POINTS, FEWEST_POINTS = 2000, 10
# Beyond this, differences and squares leave float32.
LARGEST_NUMBER = 1e15
# A pixel is dark below the middle of the scale; a picture that is dark all over shows no figure.
DARK, MOST_DARK = 0.5, 0.9


def read_table(path: str) -> Points:
    """Read x and y from two columns of a text file: points (N, 2), at most MOST_POINTS of them.

    Columns are parted by semicolon, tab, comma or spaces; a first line of words is a header.
    Raises InvalidInput with the line where something is wrong.
    """
    name, lines = Path(path).name, _text(path).splitlines()
    rows: list[tuple[float, float]] = []
    separator: str | None = None
    seen = False
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if not seen:
            separator = _separator(line)
        fields = [field.strip().strip('"') for field in line.split(separator)]
        header = not seen and len(fields) == 2 and not any(_is_number(field) for field in fields)
        seen = True
        if not header:
            rows.append(_row(fields, name, number))
    return _enough(np.array(rows, dtype=np.float64).reshape(-1, 2), name)


def read_dark_pixels(path: str) -> Points:
    """Read the places of a picture's dark pixels: points (N, 2), y upwards, evenly thinned.

    Raises InvalidInput where there is no picture or no figure in it.
    """
    name = Path(path).name
    darkness = _darkness(path)
    dark = darkness > DARK
    if dark.mean() > MOST_DARK:
        raise InvalidInput(
            "{name} is dark all over; a dark figure on a light ground is needed.", name=name
        )
    rows, columns = np.nonzero(dark)
    return _enough(np.stack([columns, -rows], axis=1).astype(np.float64), name)


def _text(path: str) -> str:
    content = read_regular(Path(path), LARGEST_TABLE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InvalidInput("{name} is not a text file in UTF-8.", name=Path(path).name)
    return text


def _separator(line: str) -> str | None:
    """Return what parts the columns of this line; None for any run of spaces."""
    return next((mark for mark in (";", "\t", ",") if mark in line), None)


def _number(text: str) -> float:
    """Return the number in `text`, which may have a decimal comma; raise ValueError for others."""
    return float(text.replace(",", "."))


def _is_number(text: str) -> bool:
    try:
        _number(text)
    except ValueError:
        return False
    return True


def _row(fields: list[str], name: str, line: int) -> tuple[float, float]:
    if len(fields) != 2:
        raise InvalidInput(
            "Line {line} of {name} has {count} columns; two are needed, x and y.",
            line=line, name=name, count=len(fields),
        )  # fmt: skip
    for field in fields:
        if not _is_number(field):
            raise InvalidInput(
                "Line {line} of {name} holds {found}, which is not a number.",
                line=line, name=name, found=repr(field[:40]),
            )  # fmt: skip
        if not math.isfinite(_number(field)) or abs(_number(field)) > LARGEST_NUMBER:
            raise InvalidInput(
                "Line {line} of {name} holds {found}, which is not a finite number of usable size.",
                line=line, name=name, found=field[:40],
            )  # fmt: skip
    return _number(fields[0]), _number(fields[1])


def _darkness(path: str) -> npt.NDArray[np.float32]:
    """Return the darkness (H, W) of a picture in [0, 1], on white where it is transparent."""
    with decoded(Path(path)) as picture:
        picture.draft("L", (SIDE, SIDE))
        colours = picture.convert("RGBA")
    colours.thumbnail((SIDE, SIDE))
    paper = Image.new("RGBA", colours.size, "white")
    grey = Image.alpha_composite(paper, colours).convert("L")
    darkness: Points = 1 - np.asarray(grey, dtype=np.float32) / np.float32(255)
    return darkness


def _enough(points: npt.NDArray[np.float64], name: str) -> Points:
    """Return at most MOST_POINTS of the points, evenly taken; raise InvalidInput for too few."""
    if len(points) < FEWEST_POINTS:
        raise InvalidInput(
            "{name} holds {count} points; at least {least} are needed.",
            name=name, count=len(points), least=FEWEST_POINTS,
        )  # fmt: skip
    if (points == points[0]).all():
        raise InvalidInput("All points of {name} are the same.", name=name)
    if len(points) > MOST_POINTS:
        points = points[np.linspace(0, len(points) - 1, MOST_POINTS).round().astype(int)]
    return points.astype(np.float32)
