"""Points from files: what is read, and the sentence for each file that cannot be used."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.data.points_file import LARGEST_TABLE, MOST_POINTS, read_dark_pixels, read_table
from core.message import InvalidInput

ROWS = [(i / 2, -i) for i in range(12)]


def written(folder: Path, content: str | bytes, name: str = "points.csv") -> str:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


@pytest.mark.parametrize("separator", [",", ";", "\t", " ", ", ", "   "])
@pytest.mark.parametrize("header", ["", "# made by hand\n\n"])
def test_two_columns(tmp_path: Path, separator: str, header: str) -> None:
    lines = [f"{x}{separator}{y}" for x, y in ROWS]
    assert np.allclose(read_table(written(tmp_path, header + "\n".join(lines))), ROWS)


@pytest.mark.parametrize("header", ["x,y", '"Length","Width"', "\ufeffx,y"])
def test_a_header_is_passed_over(tmp_path: Path, header: str) -> None:
    lines = [header, *(f"{x},{y}" for x, y in ROWS)]
    assert np.allclose(read_table(written(tmp_path, "\r\n".join(lines))), ROWS)


def test_decimal_commas(tmp_path: Path) -> None:
    lines = [f"{x};{y}".replace(".", ",") for x, y in ROWS]
    assert np.allclose(read_table(written(tmp_path, "\n".join(lines))), ROWS)


def test_a_long_table_is_thinned_evenly(tmp_path: Path) -> None:
    lines = "\n".join(f"{i},{i}" for i in range(10_000))
    points = read_table(written(tmp_path, lines))
    assert points.shape == (MOST_POINTS, 2)
    assert points[0, 0] == 0
    assert points[-1, 0] == 9_999


GOOD = "\n".join(f"{x},{y}" for x, y in ROWS)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "points.csv is empty."),
        ("  \n ", "points.csv is empty."),
        (b"\x89PNG\x00\x01\x02", "points.csv is not a text file in UTF-8."),
        (b"1,2\n\x00\n", "points.csv is not a text file in UTF-8."),
        (GOOD + "\n1,two", "Line 13 of points.csv holds 'two', which is not a number."),
        ("x,y\n1,2\nx,y\n", "Line 3 of points.csv holds 'x', which is not a number."),
        (GOOD + "\n1", "Line 13 of points.csv has 1 columns; two are needed, x and y."),
        ("1,2,3", "Line 1 of points.csv has 3 columns; two are needed, x and y."),
        (
            GOOD + "\nnan,1",
            "Line 13 of points.csv holds nan, which is not a finite number of usable size.",
        ),
        (
            "1,1e300\n" + GOOD,
            "Line 1 of points.csv holds 1e300, which is not a finite number of usable size.",
        ),
        ("x,y\n1,2\n3,4", "points.csv holds 2 points; at least 10 are needed."),
        ("x,y", "points.csv holds 0 points; at least 10 are needed."),
        ("1,2\n" * 20, "All points of points.csv are the same."),
        ("1" * (LARGEST_TABLE + 1), "points.csv is larger than 8 MB."),
    ],
)
def test_the_sentence_for_a_table_that_cannot_be_used(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_table(written(tmp_path, content))
    assert str(refused.value) == sentence


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for read in (read_table, read_dark_pixels):
        with pytest.raises(InvalidInput, match=r"There is no file absent\.png"):
            read(str(tmp_path / "absent.png"))
        with pytest.raises(InvalidInput, match="There is no file"):
            read(str(tmp_path))


def test_dark_pixels_stand_upright(tmp_path: Path) -> None:
    picture = Image.new("L", (100, 50), 255)
    ImageDraw.Draw(picture).rectangle((10, 5, 29, 9), fill=0)
    picture.save(tmp_path / "bar.png")
    points = read_dark_pixels(str(tmp_path / "bar.png"))
    assert len(points) == 20 * 5
    assert points.min(axis=0).tolist() == [10, -9]
    assert points.max(axis=0).tolist() == [29, -5]


def test_a_large_transparent_picture_is_read_on_white(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (2000, 1000), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((500, 200, 1500, 800), fill=(20, 20, 80, 255))
    picture.save(tmp_path / "disc.png")
    points = read_dark_pixels(str(tmp_path / "disc.png"))
    assert len(points) == MOST_POINTS
    assert np.allclose(points.mean(axis=0), [128, -64], atol=1.5)


@pytest.mark.parametrize(
    ("colour", "sentence"),
    [
        ("white", "plain.png holds 0 points; at least 10 are needed."),
        (
            "black",
            "plain.png is dark all over; a dark figure on a light ground is needed.",
        ),
    ],
)
def test_a_picture_without_a_figure(tmp_path: Path, colour: str, sentence: str) -> None:
    Image.new("RGB", (40, 40), colour).save(tmp_path / "plain.png")
    with pytest.raises(InvalidInput) as refused:
        read_dark_pixels(str(tmp_path / "plain.png"))
    assert str(refused.value) == sentence


def test_a_picture_that_is_none_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is not a picture that can be read"):
        read_dark_pixels(written(tmp_path, "no picture", "text.png"))
    Image.effect_noise((64, 64), 50).save(tmp_path / "whole.png")
    half = (tmp_path / "whole.png").read_bytes()[:700]
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_dark_pixels(written(tmp_path, half, "half.png"))
