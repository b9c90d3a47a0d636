"""What a hand can do to a view, as plain values in data coordinates."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Drag:
    """Handle `index` of `layer` was moved to (x, y), on a globe (x, y, z); `done` at release.

    `key` is what the layer calls the handle, where it gives its handles `keys`.
    """

    layer: str
    index: int
    x: float
    y: float
    z: float = 0.0
    done: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line drawn by hand: points (N, 2), all of the stroke so far; `done` at release."""

    points: npt.NDArray[np.float32]
    done: bool = False


@dataclass(frozen=True, slots=True)
class Paint:
    """Cells (row, column) of picture `index` were set (`on`) or cleared by a brush."""

    index: int
    cells: tuple[tuple[int, int], ...]
    on: bool


@dataclass(frozen=True, slots=True)
class Pick:
    """Item `index` of `layer` was chosen: a point, picture, bar, chip or row; `column` of a matrix.

    `index` is -1 when nothing is chosen any more. `key` is what the layer calls the item, where
    it gives its items `keys`.
    """

    layer: str
    index: int
    column: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Hover:
    """The pointer rests at (x, y)."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Leave:
    """The pointer has left the view."""


@dataclass(frozen=True, slots=True)
class Type:
    """The text in the entry of a view is now `text`."""

    text: str


@dataclass(frozen=True, slots=True)
class RunAction:
    """The action `name` of the experiment was asked for."""

    name: str


Touch = Drag | Stroke | Paint | Pick | Hover | Leave | Type | RunAction
