"""The figure that a picture shows: pencil, pens, shadows, boards, whatever the file is like."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw

from core.importing.drawing import COLOURS, Drawing, DrawingChoices, figure, read_drawing
from core.importing.picture import read_picture
from core.message import InvalidInput
from tests.core.importing.made import INK_L, figure_l, saved

Levels = npt.NDArray[np.float64]


def drawing(picture: Image.Image, choices: DrawingChoices | None = None) -> Drawing:
    return read_drawing(read_picture(saved(picture)), choices or DrawingChoices())


def overlap(one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize(
    ("ink", "ground"), [(0, 255), (255, 0), (150, 255), (190, 230), (90, 60), (200, 40), (3, 250)]
)
def test_ink_of_any_darkness(ink: int, ground: int) -> None:
    found = drawing(figure_l(ink, ground))
    assert np.array_equal(found.ink, INK_L)
    assert found.read.dark == (ink < ground)
    points = figure(found).values
    assert len(points) == 2000
    rows, columns = np.nonzero(INK_L)
    assert points.mean(axis=0) == pytest.approx((columns.mean(), -rows.mean()), abs=0.7)


def pens(width: int) -> npt.NDArray[np.bool_]:
    """Two strokes of a pen on a large page."""
    page = Image.new("L", (1200, 900), 255)
    ImageDraw.Draw(page).line([(240, 180), (240, 720), (840, 720)], fill=0, width=width)
    return np.asarray(page) < 128


X, Y = np.linspace(0, 1, 1200)[None], np.linspace(0, 1, 900)[:, None]
LIGHTS: dict[str, Callable[[], Levels]] = {
    "even": lambda: 1.0 + 0 * (X + Y),
    "falling off": lambda: 1 - 1.2 * ((X - 0.5) ** 2 + (Y - 0.5) ** 2),
    "from one side": lambda: 1 - 0.7 * X + 0 * Y,
    "a shadow across": lambda: 1 - 0.55 / (1 + np.exp(-(X + Y - 1) * 40)),
    "a lamp": lambda: 0.55 + 0.45 * np.exp(-((X - 0.8) ** 2 + (Y - 0.3) ** 2) * 6),
}


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("width", [2, 5, 40])
@pytest.mark.parametrize(("ink", "ground"), [(150, 235), (60, 235), (220, 70)])
def test_any_pen_under_any_light(light: str, width: int, ink: int, ground: int) -> None:
    drawn, grain = pens(width), np.random.default_rng(0).normal(0, 3, (900, 1200))
    levels = np.where(drawn, ink, ground) * LIGHTS[light]() + grain
    found = drawing(Image.fromarray(levels.clip(0, 255).astype(np.uint8)))
    assert overlap(found.ink, drawn) > 0.9
    assert found.read.dark == (ink < ground)


Colour = tuple[int, int, int]
PENS: dict[str, tuple[Colour, Colour]] = {
    "red on grey": ((220, 60, 60), (110, 110, 110)),
    "green on grey": ((40, 150, 40), (105, 105, 105)),
    "dull red on grey": ((200, 50, 50), (120, 120, 120)),
    "yellow on paper": ((255, 230, 60), (240, 238, 232)),
    "blue on grey": ((60, 90, 240), (105, 105, 105)),
    "purple on green": ((150, 60, 160), (50, 120, 70)),
    "black on paper": ((30, 30, 30), (240, 236, 228)),
    "blue on paper": ((40, 60, 170), (240, 236, 228)),
    "chalk on green": ((230, 230, 225), (40, 70, 60)),
}
MILD = {"even": 1 + 0 * (X + Y), "from one side": 1 - 0.25 * X + 0 * Y}


@pytest.mark.parametrize("light", MILD)
@pytest.mark.parametrize("width", [2, 5, 16])
@pytest.mark.parametrize("pen", PENS)
def test_any_colour_on_any_ground(pen: str, width: int, light: str) -> None:
    drawn, grain = pens(width), np.random.default_rng(0).normal(0, 3, (900, 1200, 3))
    colours = np.where(drawn[..., None], *map(np.array, PENS[pen]))
    pixels = (colours * MILD[light][..., None] + grain).clip(0, 255).astype(np.uint8)
    found = drawing(Image.fromarray(pixels))
    assert overlap(found.ink, drawn) > 0.9
    assert np.array_equal(found.came, pixels)
    again = drawing(Image.fromarray(pixels), found.read)
    assert np.array_equal(again.ink, found.ink)


def test_pens_of_several_colours_and_what_was_done_is_said() -> None:
    picture = Image.new("RGB", (200, 120), (110, 110, 110))
    picture.paste((220, 60, 60), mask=figure_l(255, 0).crop((0, 0, 60, 120)))
    picture.paste((40, 150, 40), (60, 0), figure_l(255, 0).crop((60, 0, 200, 120)))
    found = drawing(picture)
    assert np.array_equal(found.ink, INK_L)
    assert COLOURS in figure(found).said
    assert found.read.colour
    assert not drawing(picture, DrawingChoices(colour=False)).read.colour


def test_what_brightness_shows_is_not_sought_by_colour() -> None:
    """A black figure, and a correction in red that is as dark as the shade it stands in."""
    pixels = np.asarray(figure_l(30, 240).convert("RGB")).copy()
    pixels[60:70, 150:170] = (220, 40, 40)
    shade = (pixels * np.linspace(1, 0.4, 200)[None, :, None]).astype(np.uint8)
    for each in (pixels, shade):
        found = drawing(Image.fromarray(each))
        assert overlap(found.ink, INK_L) > 0.85
        assert not found.read.colour


def test_what_a_person_settles_is_obeyed() -> None:
    picture = figure_l(100, 200)
    assert drawing(picture, DrawingChoices(threshold=50)).share == 0
    assert np.array_equal(drawing(picture, DrawingChoices(dark=False)).ink, ~INK_L)
    even = drawing(picture, DrawingChoices(evened=True))
    assert even.read.evened
    assert np.array_equal(even.ink, INK_L)
    assert sum(even.histogram) == even.levels.size


def test_a_shadow_is_a_guess() -> None:
    shade = Image.fromarray((np.asarray(figure_l(60, 235)) * np.linspace(1, 0.3, 200)).astype("u1"))
    assert drawing(shade).guessed == {"dark", "evened"}
    assert drawing(shade, DrawingChoices(evened=True)).guessed == frozenset()
    assert drawing(figure_l()).guessed == frozenset()


@pytest.mark.parametrize("colour", ["white", "black", "grey"])
@pytest.mark.parametrize("grain", [0, 4])
def test_a_picture_without_a_figure(colour: str, grain: float) -> None:
    levels = np.asarray(Image.new("L", (200, 120), colour)).astype(float)
    levels += np.random.default_rng(0).normal(0, grain, levels.shape)
    with pytest.raises(InvalidInput) as refused:
        figure(drawing(Image.fromarray(levels.clip(0, 255).astype(np.uint8))))
    assert str(refused.value) == "own.png shows no figure: nothing stands out from its ground."


def test_a_figure_of_too_few_points() -> None:
    picture = Image.new("L", (200, 120), 255)
    picture.paste(0, (50, 50, 52, 52))
    with pytest.raises(InvalidInput, match=r"own\.png holds 4 points; at least 10 are needed."):
        figure(drawing(picture))


def test_what_is_said() -> None:
    said = figure(drawing(figure_l())).said
    assert [str(each) for each in said] == [
        "own.png: 14.8 % of it is ink.",
        "The picture has 200×120 pixels.",
        f"Of {INK_L.sum()} points 2000 were drawn at random.",
    ]
