"""What is no text is known by its first bytes and refused by name, before a table is sought."""

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.door import bring, read
from core.experiment import Experiment
from core.experiments.flow_plane.page import FlowPlane
from core.experiments.lipschitz_surface.plane_page import PlaneComparison
from core.experiments.mlm_text.page import MlmText
from core.importing.picture import FORMATS
from core.importing.signatures import READ, format_of
from core.importing.source import Source
from core.message import InvalidInput
from tests.core.importing.made import ELLIPSE, figure_l, lines, saved


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "1,2\n" * 9)
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("own.csv"))
    return file.getvalue()


def array(save: Callable[..., None]) -> bytes:
    file = io.BytesIO()
    save(file, ELLIPSE)
    return file.getvalue()


ROWS = [{"x": x, "y": y} for x, y in ELLIPSE.tolist()]
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1,2 L3,4"/></svg>'
DOCTYPE = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n "svg11.dtd">'
FOUND = {
    "AVIF": [b"\0\0\0\x20ftypavif\0\0\0\0", b"\0\0\0\x20ftypavis\0\0\0\0"],
    "HEIC": [b"\0\0\0\x1cftyp" + brand + b"\0\0\0\0mif1" for brand in (b"heic", b"heix", b"mif1")],
    "JPEG 2000": [saved(figure_l(), "JPEG2000").content],
    "ICO": [saved(figure_l(), "ICO").content],
    "Netpbm": [saved(figure_l(), "PPM").content],
    "SVG": [SVG.encode(), b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- by hand -->\n" +
            DOCTYPE.encode() + SVG.encode(), b"<svg:svg xmlns:svg='x'/>"],
    "HTML": [b"<!doctype HTML>\n<table><tr><td>1", b"\n<html lang='en'><body>1,2"],
    "XML": [b"<?xml version='1.0'?><gpx><trkpt lat='1' lon='2'/></gpx>"],
    "PDF": [b"%PDF-1.7\n%\xe2\xe3\n1 0 obj\n"],
    "PostScript": [b"%!PS-Adobe-3.0 EPSF-3.0\n"],
    "RTF": [rb"{\rtf1\ansi 1,2\par}"],
    "JSON": [json.dumps(ROWS).encode(), json.dumps({"data": ROWS}, indent=2).encode(),
             "\n".join(map(json.dumps, ROWS)).encode(), json.dumps(ELLIPSE.tolist()).encode(),
             b"[1, 2, 3]"],
    "Excel": [zipped("[Content_Types].xml", "xl/workbook.xml")],
    "Word": [zipped("[Content_Types].xml", "word/document.xml")],
    "NumPy": [array(np.save), array(np.savez)],
    "ZIP": [zipped("own.csv")],
    "gzip": [gzip.compress(b"1,2\n", mtime=0)],
    "tar": [tarred()],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content"), [(name, each) for name, several in FOUND.items() for each in several]
)
def test_what_cannot_be_read_is_named_with_what_can(name: str, content: bytes) -> None:
    assert format_of(content) == name
    pages: dict[type[Experiment], str] = {
        FlowPlane: "tables as CSV or plain text;"
        " pictures as PNG, JPEG, BMP, GIF, WEBP, TIFF",
        MlmText: "texts as plain text",
    }  # fmt: skip
    for page, formats in pages.items():
        with pytest.raises(InvalidInput) as refused:
            read(page.takes, Source("own.csv", content))
        assert str(refused.value) == (
            f"own.csv has the format {name}, which this page does not read; it reads {formats}."
        )


def test_of_several_files_too(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(lines())
    (tmp_path / "two.xlsx").write_bytes(FOUND["Excel"][0])
    with pytest.raises(InvalidInput, match=r"two\.xlsx has the format Excel, which"):
        bring(PlaneComparison.takes, [tmp_path / "one.csv", tmp_path / "two.xlsx"])


@pytest.mark.parametrize(
    "text",
    [
        "BM,PAR1\n1,2", "II*", "GIF,RIFF", "PK,x,y\n1,2", "P4 1 2\nP5 3 4", "ID3,x", "% PDF\n1,2",
        "[1] The first.", "[1, 2] say so", "[MASK] on", "{x} and {y}", "[x],[y]\n1,2", "<1,>2",
        "\ufeffx,y\n1,2", "<b>1", "7z,x", "MM,DD", "SIMPLE,1", "x" * 128 + " DICM",
    ],
)  # fmt: skip
def test_a_text_has_no_format(text: str) -> None:
    for encoding in ("utf-8", "utf-16", "utf-16-le"):
        assert format_of(text.encode(encoding)) is None


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_that_is_damaged_is_called_so(kind: str) -> None:
    whole = saved(figure_l().convert("RGB"), kind).content
    assert set(READ) == {*FORMATS}
    assert format_of(whole) == kind
    for length in (20, len(whole) // 3):
        with pytest.raises(InvalidInput, match=r"^own\.csv is damaged"):
            read(FlowPlane.takes, Source("own.csv", whole[:length]))


def test_pixels_that_cannot_be_read_are_no_table() -> None:
    """Floats of 64 bits, of which Pillow writes none: those of 32 are said to be twice as long."""
    whole = bytearray(saved(Image.new("F", (20, 20), 0.5), "TIFF").content)
    at = whole.index(b"\x02\x01\x03\0\x01\0\0\0") + 8  # the tag of the bits of a sample
    whole[at] = 64
    with pytest.raises(InvalidInput, match=r"^own\.tif is damaged, or its pixels are of a kind"):
        read(FlowPlane.takes, Source("own.tif", bytes(whole)))
