"""Many pictures in one file are found where gutters part them, and cut as a person says."""

import numpy as np
import pytest

from core.data import images
from core.door import Choices, read
from core.importing.picture import Picture
from core.importing.sheet import CLASSES, Pixels, SheetChoices, read_sheet
from core.importing.source import Source
from core.message import InvalidInput
from core.own_data import Takes
from tests.core.importing.made import figure_l, saved

PICTURES = Takes("pictures", "Pictures", lambda pictures: pictures)
ONE = Takes("picture", "A picture", lambda picture: picture)


def digits(rows: int, columns: int, gutter: int, dark: bool = True, size: int = 20) -> Pixels:
    """Digits, each row of one class, on a ground that shows between them."""
    pictures, labels = images.digits(size)
    side = size + gutter
    sheet = np.zeros((rows * side + gutter, columns * side + gutter), np.float32)
    for row in range(rows):
        for column, n in enumerate(np.flatnonzero(labels.numpy() == row % 10)[:columns]):
            top, left = gutter + row * side, gutter + column * side
            sheet[top : top + size, left : left + size] = pictures[int(n), 0].numpy()
    grey = (sheet * 255).astype(np.uint8)
    return (grey if dark else 255 - grey)[:, :, None]


def picture(pixels: Pixels) -> Picture:
    return Picture("sheet.png", pixels, pixels.shape[1], pixels.shape[0], ())


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
@pytest.mark.parametrize(("rows", "columns", "gutter"), [(10, 10, 0), (10, 12, 4), (5, 4, 2)])
@pytest.mark.parametrize("larger", [1, 3])
def test_a_regular_sheet_is_found(
    rows: int, columns: int, gutter: int, dark: bool, larger: int
) -> None:
    pixels = digits(rows, columns, gutter, dark).repeat(larger, 0).repeat(larger, 1)
    found = read_sheet(picture(pixels))
    assert found is not None
    assert (found.read.rows, found.read.columns) == (rows, columns)
    assert found.labels == tuple(str(n) for n in range(1, rows + 1) for _ in range(columns))
    sides = {side for tile in found.tiles for side in tile.shape[:2]}
    assert max(sides) - min(sides) <= 2 * larger


def test_one_picture_is_no_sheet() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (90, 120, 3), np.uint8)
    for pixels in (digits(1, 1, 8), noise, np.zeros((40, 40, 1), np.uint8), noise[:1, :1]):
        assert read_sheet(picture(pixels)) is None


def test_empty_places_are_left_out() -> None:
    pixels = digits(10, 10, 2)
    pixels[-22:, 44:] = 0
    found = read_sheet(picture(pixels))
    assert found is not None
    assert len(found.tiles) == len(found.labels) == 92
    assert found.labels[-2:] == ("10", "10")


@pytest.mark.parametrize("classes", CLASSES)
def test_without_gutters_it_is_cut_as_a_person_says(classes: str) -> None:
    pixels = np.arange(24 * 40 * 3).reshape(24, 40, 3).astype(np.uint8)
    found = read_sheet(picture(pixels), SheetChoices(3, 5, classes))
    assert found is not None
    assert np.array_equal(found.tiles[6], pixels[8:16, 8:16])
    expected = {"rows": "2", "columns": "2"}
    assert (found.labels[6] if found.labels else None) == expected.get(classes)
    assert read_sheet(picture(pixels), SheetChoices(1, 1)) is None
    with pytest.raises(InvalidInput, match="too few pixels for 24 rows"):
        read_sheet(picture(pixels), SheetChoices(24, 5))


def test_a_page_of_pictures_is_given_the_tiles_and_asks() -> None:
    from PIL import Image

    sheet = saved(Image.fromarray(digits(10, 10, 2)[:, :, 0]), "PNG")
    reading = read([ONE, PICTURES], sheet)
    assert reading.guessed
    assert [str(each) for each in reading.said][1] == "Each row is a class."
    assert len(reading.brought.pictures) == 100
    one = read([ONE, PICTURES], sheet, Choices(sheet=SheetChoices(1, 1)))
    assert one.takes is ONE
    figure = read([ONE, PICTURES], Source("l.png", saved(figure_l(), "PNG").content))
    assert figure.takes is ONE
    assert not figure.guessed
