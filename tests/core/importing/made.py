"""Tables and pictures that people bring, made small."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from core.importing.points import PointChoices, Points, points
from core.importing.source import Source
from core.importing.table import Table, TableChoices, read_table

ANGLES = np.linspace(0, 2 * np.pi, 40, endpoint=False)
ELLIPSE = np.round(np.stack([10 + 4 * np.cos(ANGLES), -3 + 2 * np.sin(ANGLES + 0.5)], axis=1), 3)
"""Forty points of a slanted ellipse: mean (10, −3)."""
AGES = np.stack([20 + np.arange(40), 10_000 + 37 * np.arange(40)], axis=1)


def source(content: str | bytes, name: str = "own.csv") -> Source:
    """What a file of that name and content is to a reader."""
    return Source(name, content.encode() if isinstance(content, str) else content)


def lines(form: str = "{x},{y}", head: str = "x,y\n", foot: str = "", end: str = "\n") -> str:
    """The ellipse as a text, a row as `form` says."""
    rows = [form.format(x=x, y=y, n=n) for n, (x, y) in enumerate(ELLIPSE.tolist())]
    return head.replace("\n", end) + end.join(rows) + end + foot


def table(
    content: str | bytes, choices: TableChoices | None = None, name: str = "own.csv"
) -> Table:
    """The table that a content is."""
    return read_table(source(content, name), choices or TableChoices())


def taken(content: str | bytes, choices: PointChoices | None = None, count: int = 2) -> Points:
    """The points that a content is."""
    return points(table(content), ("x", "y", "z")[:count], choices or PointChoices())


def is_ellipse(found: Points) -> bool:
    """Whether all forty points of the ellipse are there, in their order."""
    return found.values.shape == (40, 2) and np.allclose(found.values, ELLIPSE, rtol=1e-12)


def figure_l(ink: int = 0, ground: int = 255, size: tuple[int, int] = (200, 120)) -> Image.Image:
    """An L in greys."""
    picture = Image.new("L", size, ground)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 12, 40, 108), fill=ink)
    draw.rectangle((20, 90, 120, 108), fill=ink)
    return picture


INK_L: npt.NDArray[np.bool_] = np.asarray(figure_l()) < 128


def saved(picture: Image.Image, kind: str = "PNG", name: str = "own.png", **options: Any) -> Source:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return Source(name, file.getvalue())
