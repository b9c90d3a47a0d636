"""Whatever a table, a picture or a text is written like, it is read as what it is, or refused."""

import contextlib
import csv
import io
import unicodedata
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from core.importing.columns import Values
from core.importing.drawing import read_drawing
from core.importing.picture import ORIENTATION, read_picture
from core.importing.source import Source
from core.importing.table import read_table
from core.importing.words import normalised, words
from core.message import InvalidInput
from tests.core.importing.made import INK_L, figure_l, saved, source

settings.register_profile("house", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("house")

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "cp1252")
NAMES = some.sampled_from(
    [None, ("x", "y", "z"), ("Länge", "Breite", "Höhe"), ("length (mm)", "time, s", "n")]
)


@some.composite
def tables(draw: some.DrawFn) -> tuple[Values, bytes]:
    """Numbers, and how a program of some country writes them."""
    width, height = draw(some.integers(2, 3)), draw(some.integers(12, 30))
    digits = draw(some.integers(1, 4))
    number = some.floats(-9999, 9999).map(lambda value: round(value, digits))
    rows = some.lists(number, min_size=width, max_size=width)
    values = np.array(draw(some.lists(rows, min_size=height, max_size=height)))
    separator = draw(some.sampled_from(",;\t|"))
    decimal = "." if separator == "," else draw(some.sampled_from(".,"))
    other = "," if decimal == "." else "."
    thousands = draw(some.sampled_from(["", "\u00a0", "\u202f", " ", "'", other]))
    signs = {",": thousands, ".": decimal, "-": draw(some.sampled_from("-−"))}

    def written(value: float) -> str:
        return "".join(signs.get(sign, sign) for sign in f"{value:,.{digits}f}")

    text = io.StringIO()
    quoting: Literal[0, 1] = csv.QUOTE_ALL if draw(some.booleans()) else csv.QUOTE_MINIMAL
    end = draw(some.sampled_from(["\n", "\r\n", "\r"]))
    writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=end)
    if names := draw(NAMES):
        writer.writerow(names[:width])
    writer.writerows([[written(value) for value in row] for row in values])
    try:
        return values, text.getvalue().encode(draw(some.sampled_from(ENCODINGS)))
    except UnicodeEncodeError:
        return values, text.getvalue().encode()


@given(tables())
def test_a_table_of_any_dialect_encoding_and_country_is_read_equal(
    made: tuple[Values, bytes],
) -> None:
    """But where 290,123 may be a number of six figures as well: then it is said to be a guess."""
    values, content = made
    found = read_table(source(content))
    read = np.stack([column.values for column in found.columns], axis=1)
    assert read.shape == values.shape
    assert np.allclose(read, values, rtol=1e-12) or found.guessed


@given(some.binary(max_size=300) | some.text(max_size=300).map(str.encode))
def test_no_bytes_raise_anything_but_a_sentence(content: bytes) -> None:
    for read in (read_table, read_picture):
        with contextlib.suppress(InvalidInput):
            read(Source("own.csv", content))


WRITTEN = {
    "grey": (figure_l(), "PNG"),
    "bits": (figure_l().convert("1"), "PNG"),
    "colours": (figure_l().convert("RGB"), "PNG"),
    "palette": (figure_l().convert("RGB").convert("P"), "PNG"),
    "cmyk": (figure_l().convert("CMYK"), "TIFF"),
    "opaque": (figure_l().convert("RGBA"), "WEBP"),
    "16 bits": (Image.fromarray(np.asarray(figure_l(12, 240)).astype(np.uint16) * 257), "PNG"),
    "12 bits": (Image.fromarray(np.asarray(figure_l(12, 240)).astype(np.uint16) * 16), "TIFF"),
    "floats": (Image.fromarray(np.asarray(figure_l()).astype(np.float32) / 255), "TIFF"),
    "whole numbers": (Image.fromarray(np.asarray(figure_l()).astype(np.int32) * 257), "TIFF"),
}
BACK = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
}  # fmt: skip
"""How a camera that is held so sees what is upright."""


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("mode", WRITTEN)
def test_a_picture_in_any_mode_depth_and_turn_shows_the_same_figure(mode: str, turn: int) -> None:
    picture, kind = WRITTEN[mode]
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    seen = picture.transpose(BACK[turn]) if turn in BACK else picture
    found = read_drawing(read_picture(saved(seen, kind, lossless=True, exif=exif)))
    assert np.array_equal(found.ink, INK_L)


ODD = "\u200b\u200d\u00ad\ufe0f\u0301’ｆ２eİΣς👩👧🇨🇳天、,"
LETTERS = some.text(some.characters(codec="utf-8") | some.sampled_from(ODD), max_size=40)


@given(LETTERS)
def test_the_normal_form_of_a_text_is_its_own(text: str) -> None:
    plain = normalised(text)
    assert normalised(plain) == plain
    assert unicodedata.is_normalized("NFC", plain)
    assert words(text) == words(plain)
    assert words(" ".join(words(text))) == words(text)
