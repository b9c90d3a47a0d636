"""The figure that a picture shows: what stands out from its ground."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.importing.chroma import by_colour, strength
from core.importing.columns import Values
from core.importing.picture import Picture, Pixels
from core.importing.points import FEWEST_POINTS, MOST_POINTS
from core.importing.thinning import drawn, thinned
from core.importing.threshold import LEAST_CONTRAST, Parted, evened, parted
from core.message import InvalidInput, Message

MOST_AT_EDGE = 0.05
"""Share of the edge that may be ink; more is a shadow, for the figure stands inside."""
MORE = 1.25
"""So many times the ink must be found in even light to believe that there are shadows."""
DUSK = 96
"""The level below which a picture is rather a board than paper in the shade."""
LEAST_SHARPNESS = 0.5
"""Of its contrast, what ink loses within three pixels from its rim."""


MUCH = 3
"""So many times farther than by brightness must ink stand out by colour to be sought by that."""

COLOURS = Message("Its ink was told from its ground by colour.")


@dataclass(frozen=True)
class DrawingChoices:
    """How a figure is found; None is for what the picture asks for.

    `threshold` in levels from 0 to 255; whether the ink is `dark`; whether the light is `evened`;
    whether ink is what differs from the ground by `colour`, and not by brightness.
    """

    threshold: int | None = None
    dark: bool | None = None
    evened: bool | None = None
    colour: bool | None = None


@dataclass(frozen=True, eq=False)
class Drawing:
    """The ink (H, W) of a picture, where its `levels` (H, W) lie beyond the threshold.

    `came` is the picture itself, (H, W) or (H, W, 3). `histogram` (256,) counts the levels.
    `read` has every choice settled, and `guessed` names those that are open to doubt.
    """

    name: str
    came: Pixels
    levels: Pixels
    ink: npt.NDArray[np.bool_]
    histogram: tuple[int, ...]
    read: DrawingChoices
    guessed: frozenset[str]
    done: tuple[Message, ...]

    @property
    def share(self) -> float:
        """The share of the pixels that are ink."""
        return float(self.ink.mean())


@dataclass(frozen=True, eq=False)
class _Found:
    parted: Parted
    evened: bool
    doubtful: bool
    coloured: bool


@dataclass(frozen=True, eq=False)
class Figure:
    """Points (N, 2) of a drawing, float64, in pixels and y upwards, and what is said of them."""

    name: str
    values: Values
    said: tuple[Message, ...]


def read_drawing(picture: Picture, choices: DrawingChoices = DrawingChoices()) -> Drawing:
    """Find the figure as `choices` say, what they leave open as the picture asks for.

    By its brightness; where all is left open and that shows nothing, or next to what stands out by
    colour next to nothing, by that.
    """
    if choices.colour and picture.pixels.shape[2] == 3:
        found = _by_colour(picture, choices)
    else:
        found = _by_brightness(picture, choices)
        if choices == DrawingChoices() and _stands_out_more(picture, found):
            coloured = _by_colour(picture, choices)
            clear = _is_sound(coloured.parted) and coloured.parted.contrast > 2 * LEAST_CONTRAST
            found = coloured if clear else found
    ink = found.parted
    read = DrawingChoices(ink.threshold, ink.dark, found.evened, found.coloured)
    guessed = frozenset({"dark", "evened"} if found.doubtful and choices.evened is None else ())
    came, said = picture.pixels, (COLOURS,) * found.coloured
    return Drawing(
        picture.name, came[:, :, 0] if came.shape[2] == 1 else came, ink.levels, ink.ink,
        ink.histogram, read, guessed, (*picture.done, *said),
    )  # fmt: skip


def _by_colour(picture: Picture, choices: DrawingChoices) -> _Found:
    """Light takes no part in it, and need not be evened."""
    levels = by_colour(picture.pixels)
    if choices.evened:
        levels = evened(levels, choices.dark is not False)
    found = parted(levels, choices.threshold, choices.dark)
    return _Found(found, bool(choices.evened), doubtful=False, coloured=True)


def _by_brightness(picture: Picture, choices: DrawingChoices) -> _Found:
    """Light is evened where the edge of the picture is no ground throughout, or the ink fades.

    Then it is a shadow, or most of it. It is also where much more ink is found in even light, all
    the rest still being ink.
    """
    grey = picture.grey()
    found, even = parted(grey, choices.threshold, choices.dark), bool(choices.evened)
    doubtful = not _is_sound(found)
    if even or choices.evened is None:
        better = _under_even_light(grey, choices if doubtful else replace(choices, dark=found.dark))
        clear = _is_sound(better) and better.contrast > 2 * LEAST_CONTRAST
        more = clear and not doubtful and _holds_more(better, found)
        even, doubtful = even or (clear and doubtful) or more, doubtful or more
        found = better if even else found
    return _Found(found, even, doubtful, coloured=False)


def _stands_out_more(picture: Picture, found: _Found) -> bool:
    """Whether colours show what brightness does not, or hardly."""
    ink = found.parted
    shown = ink.share * ink.contrast**2 if _is_sound(ink) else 0.0
    return strength(picture.pixels) > (1 if found.doubtful else MUCH**2) * shown


def _is_sound(found: Parted) -> bool:
    """Whether there is ink that stands inside the picture and ends instead of fading."""
    inside = found.share > 0 and found.at_edge <= MOST_AT_EDGE
    return inside and found.sharpness >= LEAST_SHARPNESS


def _holds_more(better: Parted, found: Parted) -> bool:
    """Whether there is ink in the shade besides what was found in the light."""
    both = float((better.ink & found.ink).mean())
    return both > 0.9 * found.share and better.share > MORE * found.share


def _under_even_light(grey: Image.Image, choices: DrawingChoices) -> Parted:
    """Of dark and light ink the one that stands out; where both do, dark on what is light."""
    sides = (True, False) if choices.dark is None else (choices.dark,)
    found = [parted(evened(grey, dark), choices.threshold, dark) for dark in sides]
    most = max(each.contrast for each in found)
    likely = [each for each in found if 2 * each.contrast >= most and each.share > 0] or found
    is_light = bool(np.median(np.asarray(grey)) > DUSK)
    return next((each for each in likely if each.dark == is_light), likely[0])


def figure(drawing: Drawing) -> Figure:
    """Some places of its ink. Raises InvalidInput where there is no figure, or hardly any."""
    count = int(drawing.ink.sum())
    if count == 0:
        raise InvalidInput(
            "{name} shows no figure: nothing stands out from its ground.", name=drawing.name
        )
    if count < FEWEST_POINTS:
        raise InvalidInput(
            "{name} holds {count} points; at least {least} are needed.",
            name=drawing.name, count=count, least=FEWEST_POINTS,
        )  # fmt: skip
    places = np.flatnonzero(drawing.ink)[drawn(count, MOST_POINTS)]
    rows, columns = np.divmod(places, drawing.ink.shape[1])
    first = Message("{name}: {share} % of it is ink.",
                    {"name": drawing.name, "share": f"{100 * drawing.share:.3g}"})  # fmt: skip
    values = np.stack([columns, -rows], axis=1).astype(np.float64)
    return Figure(drawing.name, values, (first, *drawing.done, *thinned(count, MOST_POINTS)))
