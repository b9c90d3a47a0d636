"""What people bring comes in: tables as spreadsheets write them, pictures as cameras do."""

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import door
from core.data.brought import Lines, Pictures, Rows
from core.door import Choices, Reading, bring
from core.importing.drawing import DrawingChoices
from core.importing.points import PointChoices
from core.importing.source import Source
from core.message import InvalidInput
from core.own_data import Takes

TABLE = Takes("table", "Table", lambda rows: rows, ("x", "y"))
LABELLED = Takes("table", "Table", lambda rows: rows, ("x", "y", "label"))
DRAWING = Takes("drawing", "Figure", lambda rows: rows)
PICTURES = Takes("pictures", "Pictures", lambda pictures: pictures)
TEXT = Takes("text", "Text", lambda lines: lines, ("text", "label"))

X = np.round(10 + 4 * np.cos(np.linspace(0, 6.1, 40)), 3)
Y = np.round(-3 + 2 * np.sin(np.linspace(0, 6.1, 40)), 3)


def read(content: str | bytes, *takes: Takes, choices: Choices | None = None) -> Reading:
    raw = content.encode() if isinstance(content, str) else content
    return door.read(takes or (TABLE,), Source("file", raw), choices)


def table(form: str = "{x},{y}", head: str = "x,y\n") -> str:
    return head + "\n".join(form.format(x=x, y=y) for x, y in zip(X, Y, strict=True)) + "\n"


def comma(number: float) -> str:
    return str(number).replace(".", ",")


TABLES = {
    "plain": table(),
    "semicolons and decimal commas": "x;y\n" + "".join(
        f"{comma(x)};{comma(y)}\n" for x, y in zip(X, Y, strict=True)
    ),
    "quoted decimal commas": "x,y\n" + "".join(
        f'"{comma(x)}","{comma(y)}"\n' for x, y in zip(X, Y, strict=True)
    ),
    "a title": "Messung vom Montag\n\n" + table(),
    "sep=": "sep=;\n" + table("{x};{y}", "x;y\n"),
    "units": table(head="x,y\ncm,kg\n"),
    "a separator at the end": table("{x},{y},", "x,y,\n"),
    "empty rows": table() + ",\n,\n,\n",
    "minus signs": table().replace("-", "\u2212"),
    "full-width digits": table().translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
    "Fortran": "".join(f" {x:.3E}  {y:.3E}\n".replace("E", "D") for x, y in zip(X, Y, strict=True)),
    "comments": "# made by hand\n" + table(),
    "pipes": table("{x}|{y}", "x|y\n"),
    "UTF-16": table().encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + table().encode(),
    "GBK": ("横坐标,纵坐标\n" + table(head="")).encode("gbk"),
    "old Macs": table().replace("\n", "\r"),
}  # fmt: skip


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES.keys())
def test_a_table_is_read_as_it_was_meant(content: str | bytes) -> None:
    rows = read(content).brought
    assert isinstance(rows, Rows)
    np.testing.assert_allclose(rows.numbers, np.stack([X, Y], axis=1), rtol=2e-3)


def test_rows_with_a_missing_value_are_left_out_and_counted() -> None:
    for missing in ("", "NA", "nan", "?", "n. v."):
        lines = table().splitlines()
        lines[7] = f"9.5,{missing}"
        found = read("\n".join(lines))
        assert len(found.brought.numbers) == 39, missing
        assert any("left out" in str(said) for said in found.said)


def test_what_is_no_table_of_numbers_is_refused() -> None:
    for content in ("x\n" + "".join(f"{comma(x)}\n" for x in X), "a,b\n1,x\n2,y\n" * 9,
                    "".join(f"100_{n},{n}\n" for n in range(20))):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            read(content).own()
        assert "\n" not in str(refused.value)


def test_a_period_of_the_data_survives_thinning() -> None:
    content = "x,y\n" + "".join(f"{-5 if n % 2 else 5},{n / 3999:.4f}\n" for n in range(3999))
    found = read(content)
    x = found.brought.numbers[:, 0]
    assert len(x) == 2000
    assert 0.4 < (x < 0).mean() < 0.6
    assert any("random" in str(said) for said in found.said)


def test_labels_are_found_and_other_columns_can_be_chosen() -> None:
    content = "id,x,y,kind\n" + "".join(
        f"{n + 1},{x},{y},{'ab'[n % 2]}\n" for n, (x, y) in enumerate(zip(X, Y, strict=True))
    )
    found = read(content, LABELLED)
    assert set(found.brought.labels) == {"a", "b"}
    np.testing.assert_allclose(found.brought.numbers[:, 0], X)
    settled = found.choices.points
    assert (settled.columns, settled.label) == ((1, 2), 3)
    turned = Choices(table=found.choices.table, points=PointChoices((2, 1), 3))
    np.testing.assert_allclose(read(content, LABELLED, choices=turned).brought.numbers[:, 0], Y)
    with pytest.raises(InvalidInput, match="label"):
        read(table(), LABELLED)


def test_a_table_can_be_read_otherwise() -> None:
    found = read("".join(f"{n},{2 * n}\n" for n in range(1, 30)))
    assert len(found.brought.numbers) == 29
    headed = Choices(table=type(found.choices.table)(header=True))
    assert (
        len(read("".join(f"{n},{2 * n}\n" for n in range(1, 30)), choices=headed).brought.numbers)
        == 28
    )


# --- pictures -----------------------------------------------------------------------------------


def letter(width: int = 120, height: int = 180, ink: int = 0, paper: int = 255) -> Image.Image:
    """An L."""
    pixels = np.full((height, width), paper, np.uint8)
    pixels[20:160, 20:36] = ink
    pixels[140:160, 20:96] = ink
    return Image.fromarray(pixels)


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def figure(content: bytes, choices: Choices | None = None) -> np.ndarray:
    rows = read(content, DRAWING, choices=choices).brought
    assert isinstance(rows, Rows)
    return rows.numbers


def same_figure(one: np.ndarray, other: np.ndarray) -> bool:
    close = [abs(one[:, n].mean() - other[:, n].mean()) < 3 for n in (0, 1)]
    return all(close) and abs(np.log(one.std(axis=0) / other.std(axis=0))).max() < 0.05


def shadowed() -> Image.Image:
    light = np.linspace(1.0, 0.4, 120)[None] * np.asarray(letter(ink=60), dtype=float)
    return Image.fromarray(light.astype(np.uint8))


def deep() -> Image.Image:
    return Image.fromarray((np.asarray(letter(), dtype=np.uint16) * 257).astype(np.uint16))


def twelve_bits() -> Image.Image:
    return Image.fromarray((np.asarray(letter(), dtype=np.uint16) * 16).astype(np.uint16))


def turned(orientation: int) -> bytes:
    undo = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90,
            8: Image.Transpose.ROTATE_270, 2: Image.Transpose.FLIP_LEFT_RIGHT,
            4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
            7: Image.Transpose.TRANSVERSE}  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(letter().transpose(undo[orientation]), "PNG", exif=exif)


def transparent() -> Image.Image:
    made = Image.new("RGBA", (120, 180), (0, 0, 0, 0))
    made.paste((0, 0, 0, 255), mask=letter().point(lambda value: 255 - value))
    return made


FIGURES = {
    "grey": saved(letter()),
    "1 bit": saved(letter().convert("1")),
    "palette": saved(letter().convert("P")),
    "CMYK": saved(letter().convert("CMYK"), "JPEG", quality=95),
    "16 bits": saved(deep()),
    "12 bits in 16": saved(twelve_bits()),
    "16 bits, TIFF": saved(deep(), "TIFF"),
    "blackboard": saved(letter(ink=230, paper=20)),
    "pencil": saved(letter(ink=190)),
    "shadow": saved(shadowed()),
    "hidden alpha": saved(transparent()),
    "WebP": saved(letter(), "WEBP", lossless=True),
    "GIF": saved(letter(), "GIF"),
    **{f"turned {n}": turned(n) for n in (2, 3, 4, 5, 6, 7, 8)},
}


@pytest.mark.parametrize("content", FIGURES.values(), ids=FIGURES.keys())
def test_the_figure_is_the_same_however_it_was_kept(content: bytes) -> None:
    assert same_figure(figure(content), figure(FIGURES["grey"]))


def test_a_thin_pen_on_a_large_page_is_a_closed_ring() -> None:
    y, x = np.mgrid[:2400, :1700]
    ring = np.abs(np.hypot(x - 800, y - 1200) - 600) < 2
    places = figure(saved(Image.fromarray(np.where(ring, 40, 255).astype(np.uint8))))
    angles = np.arctan2(places[:, 1] + 1200, places[:, 0] - 800)
    assert len(places) > 300
    assert np.diff(np.sort(angles)).max() < 0.1


def test_threshold_and_ground_can_be_corrected() -> None:
    content = saved(letter(ink=190))
    with pytest.raises(InvalidInput, match="figure"):
        figure(content, Choices(drawing=DrawingChoices(threshold=100)))
    light = figure(saved(letter(ink=230, paper=20)), Choices(drawing=DrawingChoices(dark=False)))
    assert same_figure(light, figure(FIGURES["grey"]))


@pytest.mark.parametrize(
    "content", [b"", b"%!PS-Adobe-3.0\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\x89PNG",
                saved(letter())[:-60], saved(Image.new("L", (50, 50), 255))]
)  # fmt: skip
def test_what_shows_no_figure_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(content, DRAWING)
    assert "\n" not in str(refused.value)


def test_folders_are_classes(tmp_path: Path) -> None:
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
        for n in range(3):
            letter().save(tmp_path / name / f"{n}.png")
    (tmp_path / "cats" / "notes.txt").write_text("none")
    found = bring([PICTURES], [tmp_path])
    assert isinstance(found.brought, Pictures)
    assert found.brought.labels == ("cats",) * 3 + ("dogs",) * 3
    assert any("passed over" in str(said) for said in found.said)
    several = bring([PICTURES], sorted((tmp_path / "dogs").iterdir()))
    assert several.brought.labels == ()
    with pytest.raises(InvalidInput):
        bring([TABLE], [tmp_path])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInput, match="pipe"):
        bring([TABLE], [tmp_path / "pipe"])


# --- texts --------------------------------------------------------------------------------------


def test_lines_and_groups_parted_by_blank_lines() -> None:
    found = read("turn on the lights\nlights on\n\ncafe\u0301\nwhat’s\u200b up\n", TEXT).brought
    assert isinstance(found, Lines)
    assert found.texts == ("turn on the lights", "lights on", "café", "what's up")
    one, two, three, four = found.labels
    assert (one, three) == (two, four)
    assert one != three
    assert read("one\ntwo\n", TEXT).brought.labels == ()


def test_a_table_of_text_and_label() -> None:
    content = 'text,label\n"open, please",0\n"close",1\n"shut it, now",1\n"open up",0\n'
    found = read(content, TEXT).brought
    assert found.texts[0] == "open, please"
    assert found.labels == ("0", "1", "1", "0")


def test_chinese_in_an_old_encoding() -> None:
    found = read("打开空调\r\n关掉客厅的灯\r\n调到２６度\r\n".encode("gbk"), TEXT).brought
    assert found.texts == ("打开空调", "关掉客厅的灯", "调到26度")


def test_several_tables_are_a_class_each(tmp_path: Path) -> None:
    for name, offset in (("near.csv", 0), ("far.csv", 40)):
        rows = "".join(f"{n + offset},{n % 5}\n" for n in range(20 + offset))
        (tmp_path / name).write_text("x,y\n" + rows)
    found = bring((LABELLED, TABLE), [tmp_path / "near.csv", tmp_path / "far.csv"])
    assert found.brought.numbers.shape == (80, 2)
    assert found.brought.labels == ("near.csv",) * 20 + ("far.csv",) * 60
    assert len(found.said) == 2


def test_of_several_tables_the_first_counts_whose_columns_are_there() -> None:
    content = b"x,y,kind\n" + b"".join(b"%d,%d,%c\n" % (n, n % 7, b"ab"[n % 2]) for n in range(30))
    assert read(content, LABELLED, TABLE).brought.labels[:2] == ("a", "b")
    plain = b"x,y\n" + b"".join(b"%d,%d\n" % (n, n % 7) for n in range(30))
    assert read(plain, LABELLED, TABLE).brought.labels == ()
