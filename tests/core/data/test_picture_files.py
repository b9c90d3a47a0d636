"""A person's own picture: every mode and shape opens, everything broken gets one sentence."""

import os
import random
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from core.data import files
from core.data.files import CUT, GREY, ON_WHITE, TURNED, open_picture
from core.data.points_file import read_dark_pixels, read_table
from core.experiment import Experiment, read_file
from core.experiments.flow_plane.page import FlowPlane
from core.experiments.mae_images.page import MaeImages
from core.message import InvalidInput

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
    for name in ["missing.png", "empty.png", "text.png", ".", "nul\0.png"]:
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
    path.write_bytes(announcing(9_000))
    with pytest.raises(InvalidInput, match=r"wide\.png has 9000×9000 pixels; at most 64 million"):
        open_picture(path, 16, 1)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10**6)
    with pytest.raises(InvalidInput, match="pixels"):
        open_picture(saved(tmp_path, "L", (1200, 1200)), 16, 1)
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(InvalidInput, match="larger than"):
        open_picture(path, 16, 1)


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
READERS: list[Callable[[Path], object]] = [
    lambda path: open_picture(path, 16, 1),
    lambda path: read_dark_pixels(str(path)),
]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".eps"])
def test_postscript_is_no_picture_whatever_its_name_says(
    tmp_path: Path, suffix: str, read: Callable[[Path], object]
) -> None:
    path = tmp_path / f"loop{suffix}"
    path.write_bytes(POSTSCRIPT)
    with pytest.raises(InvalidInput, match="is not a picture"):
        read(path)


@pytest.mark.parametrize("kind", files.FORMATS)
@pytest.mark.parametrize("read", READERS)
def test_a_picture_is_what_its_first_bytes_say(
    tmp_path: Path, kind: str, read: Callable[[Path], object]
) -> None:
    path = tmp_path / "wrongly_named.png"
    pixels = np.full((24, 24), 255, np.uint8)
    pixels[6:18, 6:18] = 0
    Image.fromarray(pixels).save(path, format=kind)
    read(path)


@pytest.mark.parametrize("page", [FlowPlane, MaeImages])
@pytest.mark.parametrize("suffix", files.PICTURES)
def test_every_page_that_takes_pictures_takes_all_of_them(
    tmp_path: Path, suffix: str, page: type[Experiment]
) -> None:
    path = tmp_path / f"picture{suffix}"
    pixels = np.full((24, 24), 255, np.uint8)
    pixels[6:18, 6:18] = 0
    Image.fromarray(pixels).save(path)
    read_file(page, str(path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
@pytest.mark.parametrize("read", [*READERS, lambda path: read_table(str(path))])
def test_a_pipe_is_refused_instead_of_waited_for(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    path = tmp_path / "pipe.png"
    os.mkfifo(path)
    with pytest.raises(InvalidInput, match="There is no file"):
        read(path)
