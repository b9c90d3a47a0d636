"""Layers: what lies in a pair of axes, as plain arrays and roles."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from core.message import Message

Array = npt.NDArray[np.float32]
Bounds = tuple[float, float, float, float]
"""Left, right, bottom, top in data coordinates."""

CLASSES = 10
PLAIN_ROLES = ("data", "model", "truth", "ghost", "ink", "muted", "accent")
ROLES = frozenset(PLAIN_ROLES) | {f"class {index}" for index in range(CLASSES)}
Scale = Literal["magnitude", "sign", "sign turned", "viridis", "cividis", "grey"]


def frozen(values: Any) -> Array:
    """A read-only float32 copy of an array, a list or a tensor on any device."""
    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    array = np.array(values, dtype=np.float32)
    array.flags.writeable = False
    return array


def role_of_class(index: int) -> str:
    """The role of class `index`; ten of them are told apart, then they repeat."""
    return f"class {index % CLASSES}"


@dataclass(frozen=True, slots=True)
class Heat:
    """A field of values (H, W), row 0 at the bottom, over `bounds`; `levels` map to the ends.

    The label says what the colours count, with the unit.
    """

    values: Array
    bounds: Bounds
    levels: tuple[float, float]
    scale: Scale = "magnitude"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mesh:
    """A bent grid: corners (H+1, W+1, 2) and one value per cell (H, W)."""

    corners: Array
    values: Array
    levels: tuple[float, float]
    scale: Scale = "sign"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """A polyline (N, 2); a row of NaN lifts the pen. `dashed` is for truths and bounds."""

    points: Array
    role: str = "model"
    width: float = 1.0
    dashed: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """Filled outlines (N, 2), separated by rows of NaN, painted pale in the colour of the role."""

    points: Array
    role: str = "accent"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """Marks (N, 2) of one colour. `size` is in pixels. Classes also differ by their shape.

    `classes` (N,), where given, are the class of each mark, in the place of `role`. `keys`, where
    given, name the marks: a pick brings the key back. `tips`, where given, are what is said where
    the pointer rests on a mark.
    """

    points: Array
    role: str = "data"
    size: float = 4.0
    label: str = ""
    pickable: bool = False
    classes: Array | None = None
    keys: tuple[str, ...] = ()
    tips: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrows:
    """Arrows from `start` (N, 2) to `end` (N, 2)."""

    start: Array
    end: Array
    role: str = "model"
    label: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Rings:
    """Circles round `centres` (N, 2) with `radii` (N,) in data units."""

    centres: Array
    radii: Array
    role: str = "truth"
    dashed: bool = False
    width: float = 1.0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Handles:
    """Rings (N, 2) that a hand can drag; each drag is a touches.Drag with this layer's name.

    `classes` (N,), where given, are the class of each ring, in the place of `role`. `keys`, where
    given, name the rings: a drag brings the key back.
    """

    points: Array
    role: str = "model"
    labels: tuple[str, ...] = ()
    classes: Array | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Texts:
    """Short texts at points (N, 2); `verbatim` ones are words of the data, not translated.

    `keys`, where given, name the texts, and each can be picked like a mark. A text wider than
    `room`, in the units of x, ends in an ellipsis. `classes` (N,), where given, are the class of
    each, in the place of `role`.
    """

    points: Array
    texts: tuple[str, ...]
    role: str = "muted"
    verbatim: bool = False
    room: float = math.inf
    keys: tuple[str, ...] = ()
    classes: Array | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line across the axes at `value` of the x or y axis, with a label at its end."""

    value: float
    axis: Literal["x", "y"] = "y"
    role: str = "truth"
    dashed: bool = True
    label: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Key:
    """What a colour means in a picture without layers; `shape` is what has it."""

    label: str
    role: str = "accent"
    shape: Literal["bar", "tint", "tick", "dash", "hatch"] = "bar"


Layer = Heat | Mesh | Lines | Area | Points | Arrows | Rings | Handles | Texts | Rule
Layers = Mapping[str, Layer]
"""Name to layer, painted in this order. The same object as before is not painted again."""
