"""Read 2,000 made files, most of them broken: `python -m tests.bench fuzz [--repeats FILES]`.

None may end in anything but a value or a sentence, start a process, take two seconds or more
memory than 300 MB above what was there before.
"""

import io
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.importing.drawing import figure, read_drawing
from core.importing.picture import read_picture
from core.importing.points import points
from core.importing.sentences import sentences_of_table, sentences_of_text
from core.importing.source import Source
from core.importing.table import LARGEST, read_table
from core.importing.text import read_text
from core.importing.words import words
from core.message import InvalidInput
from tests.bench.frame import Figures
from tests.bench.frame import figure as spread

SLOWEST, MOST_MEMORY = 2.0, 300.0
STATUS = Path("/proc/self/status")
STARTS = ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.system", "os.exec")
ENCODINGS = ("utf-8", "utf-16", "gb18030", "cp1252", "utf-8-sig")
PIECES = (
    "1", "-2.5", "3,5", "1e400", "NaN", "", "x", '"', "'", "#", "%", "\t", ",", ";", "|", " ",
    "\n", "\r\n", "\r", "−", "１", "\u00a0", "\u200b", "sep=;", "2020-01-02", "12:30", "👩\u200d👧",
    "天", "é", "\ufeff", "\0", "1.234.567", "(mm)", "a" * 300, "9" * 400,
)  # fmt: skip


Use = Callable[[Any], object]
USES: dict[Use, list[Use]] = {
    read_table: [points, sentences_of_table],
    lambda source: read_drawing(read_picture(source)): [figure],
    read_picture: [lambda picture: picture.square(24, 3)],
    read_text: [sentences_of_text, lambda text: words(text.text[:20_000])],
}
"""The readers, and what pages make of what was read."""


def measure(repeats: int = 2000) -> dict[str, list[float]]:
    """Of `repeats` files, each read as every kind: seconds, megabytes, and whether refused.

    Raises AssertionError where a bar is missed.
    """
    draw, started = random.Random(0), list[str]()
    sys.addaudithook(lambda event, _: started.append(event) if event in STARTS else None)
    found: dict[str, list[float]] = {"seconds": [], "memory": [], "refused": []}
    for number in range(repeats):
        source = Source("own.csv", _content(draw, number).strip() or b"1")
        for place, read in enumerate(USES):
            before, began = peak(reset=True), time.perf_counter()
            refused = _is_refused(read, source)
            took, memory = time.perf_counter() - began, peak() - before
            assert took < SLOWEST, (number, place, took)
            assert memory < MOST_MEMORY, (number, place, memory)
            for name, value in zip(found, (took, memory, float(refused)), strict=True):
                found[name].append(value)
    assert not started, started
    return found


def figures(found: dict[str, list[float]]) -> Figures:
    """The median and the worst of each."""
    units = {"seconds": "s", "memory": "MB", "refused": "of all readers"}
    return {name: spread(values, units[name]) for name, values in found.items()}


def _is_refused(read: Use, source: Source) -> bool:
    """Whether no use can be made of a source by a reader."""
    refused = []
    try:
        found = read(source)
    except InvalidInput:
        return True
    for use in USES[read]:
        try:
            use(found)
        except InvalidInput as invalid:
            refused.append(str(invalid))
    return len(refused) == len(USES[read])


def _content(draw: random.Random, number: int) -> bytes:
    makers = (_pieces, _table, _picture, _noise)
    if number % 100 == 99:
        return _large(draw)
    return makers[number % len(makers)](draw)


def _pieces(draw: random.Random) -> bytes:
    text = "".join(draw.choices(PIECES, k=draw.randrange(1, 3000)))
    return _broken(text.encode(draw.choice(ENCODINGS), "replace"), draw)


def _table(draw: random.Random) -> bytes:
    separator, width = draw.choice(",;\t| "), draw.randrange(1, 8)
    rows = [
        separator.join(draw.choice([f"{draw.gauss(0, 10**6):.3f}", draw.choice(PIECES)])
                       for _ in range(width))
        for _ in range(draw.randrange(1, 500))
    ]  # fmt: skip
    return _broken("\n".join(rows).encode(draw.choice(ENCODINGS), "replace"), draw)


def _picture(draw: random.Random) -> bytes:
    height, width = (draw.choice([1, 7, 60, 400]) for _ in range(2))
    levels = np.random.default_rng(draw.randrange(10**6)).integers(0, 256, (height, width, 3))
    picture = Image.fromarray(levels.astype(np.uint8))
    mode, kind = draw.choice(
        [("RGB", "PNG"), ("L", "JPEG"), ("P", "GIF"), ("RGBA", "WEBP"), ("CMYK", "TIFF"),
         ("1", "BMP"), ("I", "TIFF"), ("F", "TIFF"), ("LA", "PNG"), ("L", "PPM")]
    )  # fmt: skip
    file = io.BytesIO()
    picture.convert("L" if mode in "IF" else "RGB").convert(mode).save(file, kind)
    return _broken(file.getvalue(), draw)


def _noise(draw: random.Random) -> bytes:
    start = draw.choice([b"", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"<svg ", b"\x89PNG\r\n\x1a\n", b"BM"])
    return start + draw.randbytes(draw.randrange(1, 4000))


def _large(draw: random.Random) -> bytes:
    """As long as a table may be, or a picture that says it has very many pixels."""
    if draw.random() < 0.3:
        file = io.BytesIO()
        side = draw.choice([(1, 30_000_000), (6000, 6000), (8000, 7999)])
        Image.new(draw.choice(["1", "L", "RGB"]), side).save(file, "PNG")
        return file.getvalue()
    lines = ["1,2\n", "1;-3,5\n", ",\n", "a,b\n", "1," * 400 + "\n", '"a\n', "\n", "é,1\n", "# 1\n"]
    line = draw.choice(lines).encode("cp1252")
    return b"x,y\n" + line * ((LARGEST - 4) // len(line))


def _broken(content: bytes, draw: random.Random) -> bytes:
    """As it was, cut short, or with some bytes altered."""
    broken = bytearray(content)
    if draw.random() < 0.3:
        del broken[draw.randrange(len(broken) + 1) :]
    for _ in range(draw.choice([0, 0, 1, 5])):
        if broken:
            broken[draw.randrange(len(broken))] = draw.randrange(256)
    return bytes(broken)


def peak(reset: bool = False) -> float:
    """Megabytes in use, the most since the last reset; 0 where the system does not say."""
    if not STATUS.exists():
        return 0.0
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    key = "VmRSS" if reset else "VmHWM"
    found: Iterator[str] = (line for line in STATUS.read_text().splitlines() if key in line)
    return int(next(found).split()[1]) / 1024
