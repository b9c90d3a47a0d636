"""What there is to see, as plain arrays: no pens, no colours, only roles.

Roles: "data", "model", "truth", "ghost", "ink", "muted", "accent" and "class 0" to "class 9".
Arrays are read-only float32 copies; make them with `frozen`.
Texts (titles, labels, notes) are English source strings, translated by the window.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from core.formula import Term as Term
from core.message import Message
from core.numbers import Reading as Reading
from core.view_layers import CLASSES as CLASSES
from core.view_layers import ROLES as ROLES
from core.view_layers import Area as Area
from core.view_layers import Array as Array
from core.view_layers import Arrows as Arrows
from core.view_layers import Bounds as Bounds
from core.view_layers import Handles as Handles
from core.view_layers import Heat as Heat
from core.view_layers import Key as Key
from core.view_layers import Layer as Layer
from core.view_layers import Layers as Layers
from core.view_layers import Lines as Lines
from core.view_layers import Mesh as Mesh
from core.view_layers import Points as Points
from core.view_layers import Rings as Rings
from core.view_layers import Rule as Rule
from core.view_layers import Scale as Scale
from core.view_layers import Texts as Texts
from core.view_layers import frozen as frozen
from core.view_layers import role_of_class as role_of_class


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What all views carry: a title, the numbers at its right, a hint such as "drag a point".

    `help` says in a sentence what is shown. A reading that is no number is left out. A note is a
    text, or a message where it has gaps to fill. `key` says what those colours mean that neither
    a layer nor a label names.
    """

    title: str
    help: str = ""
    readings: tuple[Reading, ...] = ()
    note: str | Message = ""
    key: tuple[Key, ...] = ()

    def __post_init__(self) -> None:
        numbers = tuple(r for r in self.readings if not math.isnan(r.value))
        object.__setattr__(self, "readings", numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane(View):
    """Layers in one pair of axes with fixed `bounds`.

    `equal` keeps the unit of both axes the same length. Axes are drawn where they have a label.
    `draws` lets a hand draw strokes; `hovers` reports where the pointer rests.
    """

    layers: Layers
    bounds: Bounds
    equal: bool = True
    x_label: str = ""
    y_label: str = ""
    draws: bool = False
    hovers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(View):
    """Layers over two axes that are read: curves, marks, rules.

    Without `bounds` the panel fits them, with hysteresis. Values on a logarithmic axis are given
    as they are, positive; the panel takes the logarithm.
    """

    layers: Layers
    x_label: str = ""
    y_label: str = ""
    bounds: Bounds | None = None
    log_x: bool = False
    log_y: bool = False
    draws: bool = False
    hovers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars(View):
    """Bars of `values` (N,), with the `truth` (N,) as dashed ticks, called `truth_label`.

    `horizontal` bars have their label at the left, for words and sentences. `verbatim` labels are
    words of the data, which are not translated. `keys`, where given, name the bars: a pick brings
    the key back.
    """

    values: Array
    labels: tuple[str, ...]
    truth: Array | None = None
    truth_label: str = ""
    roles: tuple[str, ...] = ()
    limits: tuple[float, float] | None = None
    horizontal: bool = False
    picked: int = -1
    pickable: bool = False
    form: str = ".2f"
    verbatim: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Images(View):
    """Pictures (N, H, W) or (N, H, W, 3) in [0, 1], `columns` side by side.

    `grey` pictures take the colours of the theme (0 is the surface, 1 is the ink).
    `cells` (rows, columns) lets a brush paint cells of each picture; `masked` (N, rows, columns)
    holds 1 where a cell is hidden. The cell `lit` (row, column) is framed in every picture.
    `keys`, where given, name the pictures: a pick brings the key back.
    """

    pictures: Array
    columns: int
    labels: tuple[str, ...] = ()
    picked: tuple[int, ...] = ()
    pickable: bool = False
    cells: tuple[int, int] | None = None
    masked: Array | None = None
    lit: tuple[int, int] | None = None
    smooth: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """A chip: a word or character, its weight in [0, 1] as its tint, `hidden` for a masked one."""

    text: str
    weight: float = 0.0
    role: str = "accent"
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens(View):
    """Rows of chips, and an entry in which a person types where `entry` is a placeholder text.

    Picks count the chips over all rows, and so do the `keys`, which, where given, name them: a
    pick brings the key back. `typed` is what the entry holds when it is first shown.
    """

    rows: tuple[tuple[Token, ...], ...]
    entry: str = ""
    typed: str = ""
    picked: int = -1
    pickable: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Find:
    """A sentence that was found: its text as tokens without gaps, and how good it is.

    `value` is in [0, 1], `mark` a few words at its end such as the name of its group.
    """

    words: tuple[Token, ...]
    value: float
    role: str = "accent"
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(View):
    """An entry for words, what is `said` to them, and what was found, best first.

    `asked` is the typed text as tokens without gaps, tinted by their weights. `rule` is the
    value from which on a find counts, dashed. `verbatim` says that `said` is of the data and
    stays as it is, `sure` that the nearest find counts; the marks are source strings where they
    have a translation. `keys`, where given, name the finds: a pick brings the key back.
    """

    entry: str
    typed: str = ""
    asked: tuple[Token, ...] = ()
    said: str = ""
    verbatim: bool = False
    sure: bool = True
    finds: tuple[Find, ...] = ()
    rule: float | None = None
    picked: int = -1
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix(View):
    """A table of values (H, W) as colours, row 0 at the top, with labels at rows and columns.

    `counts` says what the colours count, with the unit. `square` cells are those of a picture.
    `verbatim` labels are words of the data, which are not translated.
    """

    values: Array
    levels: tuple[float, float]
    counts: str = ""
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()
    x_label: str = ""
    y_label: str = ""
    scale: Scale = "magnitude"
    picked: tuple[int, int] | None = None
    pickable: bool = False
    square: bool = False
    verbatim: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Globe(View):
    """Points, Lines, Arrows and Handles with (N, 3) arrays on and in a sphere, turned by hand."""

    layers: Layers
    radius: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation(View):
    """The formula of a page in rows of terms, with the numbers of this moment."""

    rows: tuple[tuple[Term, ...], ...]


AnyView = Plane | Chart | Bars | Images | Tokens | Search | Matrix | Globe | Equation
Views = Mapping[str, AnyView]
KNOB, RUN_CHART, FORMULA = "knob ", "run", "formula"
"""What stands before a knob; every run's chart, and its formula where the scene has one."""
