"""A person's own picture: every mode and shape opens, everything broken gets one sentence."""

import random
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from core.door import bring
from core.experiment import Experiment
from core.experiments.flow_plane.page import FlowPlane
from core.experiments.mae_images.page import MaeImages
from core.importing import picture as module
from core.importing.depth import STRETCHED
from core.importing.drawing import read_drawing
from core.importing.picture import (
    CUT,
    FORMATS,
    GREY,
    ON_BLACK,
    ON_WHITE,
    PICTURES,
    TURNED,
    read_picture,
)
from core.importing.source import Source
from core.message import InvalidInput, Message
from tests.core.importing.made import INK_L, figure_l
from tests.core.importing.made import saved as in_memory


def open_picture(path: Path, size: int, channels: int) -> tuple[torch.Tensor, tuple[Message, ...]]:
    return read_picture(Source.of_file(path)).square(size, channels)


MODES = ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16", "I", "F"]


def saved(tmp_path: Path, mode: str, size: tuple[int, int] = (40, 30)) -> Path:
    suffix = "tif" if mode in ("CMYK", "F", "I") else "png"
    path = tmp_path / f"picture.{suffix}"
    grey = Image.fromarray(np.full(size[::-1], 128, np.uint8))
    if mode in ("I", "I;16"):
        grey = Image.fromarray(np.full(size[::-1], 128 * 257, np.uint16))
    picture = grey if mode == "I;16" else grey.convert(mode)
    if mode == "F":
        picture = Image.fromarray(np.full(size[::-1], 128 / 255, np.float32))
    picture.save(path)
    return path


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("channels", [1, 3])
def test_every_mode_gives_its_grey(mode: str, channels: int, tmp_path: Path) -> None:
    pixels, done = open_picture(saved(tmp_path, mode), 16, channels)
    assert pixels.shape == (channels, 16, 16)
    assert pixels.dtype == torch.float32
    assert CUT in done
    assert float(pixels.mean()) == pytest.approx(128 / 255, abs=0.03)


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (3000, 2), (1500, 1400), (16, 16)])
def test_every_shape_opens(size: tuple[int, int], tmp_path: Path) -> None:
    pixels, done = open_picture(saved(tmp_path, "RGB", size), 16, 3)
    assert pixels.shape == (3, 16, 16)
    assert (CUT in done) == (size[0] != size[1])
    assert f"{size[0]}×{size[1]}" in str(done[0])


def test_the_middle_is_cut_and_averaged(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 256, (32, 48), dtype=np.uint8)
    Image.fromarray(values).save(tmp_path / "noise.png")
    pixels, _ = open_picture(tmp_path / "noise.png", 16, 1)
    naive = values[:, 8:40].reshape(16, 2, 16, 2).mean((1, 3)) / 255
    assert np.allclose(pixels[0].numpy(), naive, atol=1e-6)


def test_transparency_is_white_and_colour_turns_grey(tmp_path: Path) -> None:
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    pixels, done = open_picture(tmp_path / "clear.png", 8, 1)
    assert torch.equal(pixels, torch.ones(1, 8, 8))
    assert ON_WHITE in done
    assert GREY in done


def test_a_camera_held_upright(tmp_path: Path) -> None:
    picture = Image.new("RGB", (8, 8), "black")
    picture.paste("white", (0, 0, 8, 4))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter, clockwise
    picture.save(tmp_path / "turned.png", exif=exif)
    pixels, done = open_picture(tmp_path / "turned.png", 8, 1)
    assert TURNED in done
    assert torch.equal(pixels[0, :, 4:], torch.ones(8, 4))


def test_what_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("no picture")
    for name in ["missing.png", "empty.png", "text.png"]:
        with pytest.raises(InvalidInput):
            open_picture(tmp_path / name, 16, 1)
    with pytest.raises(InvalidInput, match=r"text\.png is not a picture"):
        open_picture(tmp_path / "text.png", 16, 1)


def announcing(side: int) -> bytes:
    """A PNG of which only the header is there, with that many pixels a side."""
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + header
        + struct.pack(">II", zlib.crc32(header), 0)
        + b"IDAT"
    )


def test_enormous_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "wide.png"
    path.write_bytes(announcing(20_000))
    with pytest.raises(InvalidInput, match="too many pixels"):
        open_picture(path, 16, 1)
    path.write_bytes(announcing(9_500))
    with pytest.raises(InvalidInput, match=r"wide\.png has 9500×9500 pixels; at most 83 million"):
        open_picture(path, 16, 1)
    monkeypatch.setattr(module, "MAX_MEMORY", 10**6)
    with pytest.raises(InvalidInput, match="pixels"):
        open_picture(saved(tmp_path, "L", (1200, 1200)), 16, 1)


def test_what_is_very_long_or_very_large_is_averaged_down() -> None:
    long = read_picture(in_memory(Image.new("L", (1, 60_000), 90)))
    assert (long.width, long.height) == (1, 60_000)
    with pytest.raises(InvalidInput, match=r"has 1×70000 pixels; at most 65535 a side"):
        read_picture(in_memory(Image.new("L", (1, 70_000), 90)))
    large = figure_l(size=(6000, 3000)).convert("RGB")
    for kind in ("PNG", "JPEG", "WEBP"):
        found = read_picture(in_memory(large, kind))
        assert (found.width, found.height) == (6000, 3000)
        assert found.pixels.shape[0] * found.pixels.shape[1] <= module.MAX_PIXELS


@pytest.mark.parametrize("suffix", ["png", "jpg", "gif", "bmp", "tif", "webp"])
def test_damaged_files_open_or_are_refused(suffix: str, tmp_path: Path) -> None:
    """Cut short or with bytes altered: a picture or a InvalidInput, never another exception."""
    path = tmp_path / f"whole.{suffix}"
    noise = np.random.default_rng(0).integers(0, 256, (24, 32, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    whole = path.read_bytes()
    draw = random.Random(0)
    refused = 0
    for trial in range(60):
        broken = bytearray(whole[: draw.randrange(len(whole))] if trial % 2 else whole)
        for _ in range(trial % 4):
            if broken:
                broken[draw.randrange(min(len(broken), 200))] = draw.randrange(256)
        path.write_bytes(broken)
        try:
            assert open_picture(path, 16, 3)[0].shape == (3, 16, 16)
        except InvalidInput:
            refused += 1
    assert refused > 0


POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n{} loop\n"


@pytest.mark.parametrize("content", [POSTSCRIPT, b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
@pytest.mark.parametrize("name", ["loop.png", "loop.jpg", "loop.eps"])
def test_postscript_and_svg_are_no_pictures_whatever_their_name(content: bytes, name: str) -> None:
    with pytest.raises(InvalidInput, match="is not a picture"):
        read_picture(Source(name, content))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_is_what_its_first_bytes_say(kind: str) -> None:
    file = in_memory(figure_l(), kind, "wrongly_named.png")
    assert np.array_equal(read_drawing(read_picture(file)).ink, INK_L)


@pytest.mark.parametrize("page", [FlowPlane, MaeImages])
@pytest.mark.parametrize("suffix", PICTURES)
def test_every_page_that_takes_pictures_takes_all_of_them(
    tmp_path: Path, suffix: str, page: type[Experiment]
) -> None:
    path = tmp_path / f"picture{suffix}"
    pixels = np.full((24, 24), 255, np.uint8)
    pixels[6:18, 6:18] = 0
    Image.fromarray(pixels).save(path)
    bring(page.takes, [path]).own()


def test_white_is_what_the_camera_means_by_it() -> None:
    """A camera of 12 bits fills a sixteenth of a file of 16."""
    levels = np.where(INK_L, 200, 3900).astype(np.uint16)
    for kind in ("PNG", "TIFF"):
        found = read_picture(in_memory(Image.fromarray(levels), kind))
        assert found.pixels.min() == pytest.approx(0.05 * 255, abs=1)
        assert found.pixels.max() == pytest.approx(0.95 * 255, abs=1)


def test_nothing_is_said_that_was_not_done() -> None:
    opaque = figure_l().convert("RGBA")
    assert read_picture(in_memory(opaque)).done == read_picture(in_memory(figure_l(), "TIFF")).done
    hidden = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert ON_WHITE in read_picture(in_memory(hidden)).done
    assert read_picture(in_memory(hidden)).pixels.min() == 255


def test_the_first_frame_is_shown() -> None:
    frames = [Image.new("L", (20, 20), level) for level in (200, 50)]
    for kind in ("GIF", "TIFF", "WEBP", "PNG"):
        file = in_memory(frames[0], kind, save_all=True, append_images=frames[1:])
        found = read_picture(file)
        assert abs(int(found.pixels.mean()) - 200) < 3
        assert module.FIRST_FRAME in found.done


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
@pytest.mark.parametrize("turn", [1, 2, 6])
def test_a_turned_picture_says_its_upright_size(kind: str, turn: int) -> None:
    exif = Image.Exif()
    exif[module.ORIENTATION] = turn
    found = read_picture(in_memory(figure_l(), kind, exif=exif))
    assert (TURNED in found.done) == (turn > 1)
    assert (found.width, found.height) == ((120, 200) if turn == 6 else (200, 120))
    assert found.pixels.shape[:2] == (found.height, found.width)


def white_is_zero(levels: np.ndarray, order: str) -> bytes:
    """A TIFF of 16 bits in which 0 is white, with the low byte first or last."""
    height, width = levels.shape
    data = levels.astype(f"{order}u2").tobytes()
    tags = [(256, width), (257, height), (258, 16), (259, 1), (262, 0), (273, 110), (277, 1),
            (279, len(data))]  # fmt: skip
    head = struct.pack(f"{order}2sHIH", b"II" if order == "<" else b"MM", 42, 8, len(tags))
    entries = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in tags)
    return head + entries + struct.pack(f"{order}I", 0) + data


@pytest.mark.parametrize("order", ["<", ">"])
def test_where_zero_is_white_it_becomes_white(order: str) -> None:
    right = np.asarray(figure_l(12, 240))
    content = white_is_zero(65535 - right.astype(np.uint16) * 257, order)
    found = read_picture(Source("own.tif", content))
    assert np.array_equal(found.pixels[:, :, 0], right)


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [(30_000, 31_000, "uint16"), (2000, 2200, "uint16"), (2**20, 2**20 + 5000, "int32"),
     (0.5, 0.52, "float32"), (1000.2, 1000.9, "float32")],
)  # fmt: skip
def test_few_levels_of_many_are_stretched(low: float, high: float, kind: str) -> None:
    levels = np.where(INK_L, low, high).astype(kind)
    found = read_picture(in_memory(Image.fromarray(levels), "TIFF"))
    assert np.array_equal(read_drawing(found).ink, INK_L)
    assert STRETCHED in found.done
    full = np.where(INK_L, 12, 240).astype(np.uint16) * 257
    assert STRETCHED not in read_picture(in_memory(Image.fromarray(full))).done


def test_the_grain_of_a_deep_picture_is_no_figure() -> None:
    levels = np.random.default_rng(0).normal(30_000, 100, (120, 200)).astype(np.uint16)
    assert read_drawing(read_picture(in_memory(Image.fromarray(levels)))).share == 0


def test_a_level_that_is_transparent_in_16_bits_is_on_white() -> None:
    levels = np.where(INK_L, 3000, 20_000).astype(np.uint16)
    found = read_picture(in_memory(Image.fromarray(levels), transparency=20_000))
    assert ON_WHITE in found.done
    assert np.array_equal(found.pixels[:, :, 0] == 255, ~INK_L)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("ink", [255, 245, 0, 120])
def test_ink_on_nothing_is_seen(ink: int, mode: str) -> None:
    """White ink on white would be none."""
    picture = Image.new("L", (200, 120), ink).convert(mode)
    picture.putalpha(figure_l(255, 0))
    found = read_picture(in_memory(picture))
    assert np.array_equal(read_drawing(found).ink, INK_L)
    assert (ON_BLACK if ink > 200 else ON_WHITE) in found.done
