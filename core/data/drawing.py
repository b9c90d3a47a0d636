"""Data drawn by hand or read from a file, fitted into the plane."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from core.data.brought import Rows, enough
from core.data.planes import Shape, dots

Points = npt.NDArray[np.float32]

# Drawn points lie this far apart, closer than the least noise (0.02) can resolve into dots.
SPACING = 0.03
# What is brought from a file is centred and scaled to reach this far from the middle.
FIT = 2.2
# The density of the data is a sum over all points; where there are more, the oldest go.
MOST_POINTS, FEWEST_POINTS = 2000, 10


@dataclass(frozen=True, eq=False)
class Drawing:
    """Strokes (N, 2) that a person drew or brought; 曲 ("winding") as long as there are none.

    The last of them still grows while it is `open`.
    """

    strokes: tuple[Points, ...] = ()
    open: bool = False

    def with_stroke(self, stroke: Points, done: bool) -> "Drawing":
        """Return it with the stroke (N, 2) as far as it is drawn; the next is another if `done`."""
        finished = self.strokes[:-1] if self.open else self.strokes
        return Drawing((*finished, along(stroke)), not done)

    def shape(self, brought: Points | None = None) -> Shape:
        """Return the points, equally likely, as a shape to sample from; the newest MOST_POINTS.

        Strokes come on top of points (N, 2) that were `brought`.
        """
        under = [] if brought is None else [brought]
        drawn = [*under, *(stroke for stroke in self.strokes if len(stroke))]
        return dots(torch.from_numpy(np.concatenate(drawn or [winding()])[-MOST_POINTS:]))


NOTHING_DRAWN = Drawing()


def along(stroke: Points, spacing: float = SPACING) -> Points:
    """Return points (M, 2) at equal distances along a polyline (N, 2), its two ends included."""
    if len(stroke) < 2:
        return stroke.astype(np.float32)
    lengths = np.hypot(*np.diff(stroke, axis=0).T)
    travelled = np.concatenate([[0.0], np.cumsum(lengths)])
    places = np.linspace(0.0, travelled[-1], 1 + max(1, math.ceil(travelled[-1] / spacing)))
    columns = [np.interp(places, travelled, stroke[:, axis]) for axis in (0, 1)]
    return np.stack(columns, axis=1).astype(np.float32)


def points_of(rows: Rows) -> Points:
    """Return rows of x and y as points (N, 2) that lie in the square of half side FIT.

    Raises InvalidInput for too few, and where all are the same.
    """
    enough(len(rows.numbers), FEWEST_POINTS)
    return rows.centred(FIT).astype(np.float32)


def winding() -> Points:
    """Return points along the six strokes of 曲, "winding": what is learnt until a hand draws."""
    left, right, bottom, middle, shoulder, top = -1.7, 1.7, -1.8, -0.4, 1.0, 2.0
    strokes = [
        [(left, shoulder), (left, bottom)],
        [(left, shoulder), (right, shoulder), (right, bottom)],
        [(left, middle), (right, middle)],
        [(-0.6, top), (-0.6, bottom)],
        [(0.6, top), (0.6, bottom)],
        [(left, bottom), (right, bottom)],
    ]
    return np.concatenate([along(np.array(stroke, dtype=np.float32)) for stroke in strokes])
