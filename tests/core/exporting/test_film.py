"""Films have the frames that were put in, at their pace."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from core.exporting import KINDS, film
from core.exporting.film import RATE, Frame
from core.message import InvalidInput

COUNT, HIGH, WIDE = 6, 33, 48


def frames() -> Iterator[Frame]:
    for index in range(COUNT):
        frame = np.full((HIGH, WIDE, 3), 250, np.uint8)
        frame[:, 8 * index : 8 * index + 8] = (200, 30, 30)
        yield frame


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "mp4"])
def test_a_film_is_what_was_shown(kind: str) -> None:
    with Image.open(io.BytesIO(film(frames(), kind))) as found:
        assert found.format == kind.upper() if kind == "gif" else "WEBP"
        assert (found.n_frames, found.size) == (COUNT, (WIDE, HIGH))  # type: ignore[attr-defined]
        for index, wanted in enumerate(frames()):
            found.seek(index)
            near = np.abs(np.asarray(found.convert("RGB"), int) - wanted).mean()
            assert near < 20
            assert found.info["duration"] in (0, round(1000 / RATE))
        assert found.info["loop"] == 0


@pytest.mark.skipif("mp4" not in KINDS, reason="the extra `video` is not installed")
def test_mp4_is_written_with_even_sides() -> None:
    content = film(frames(), "mp4")
    assert content[4:8] == b"ftyp"
    assert len(content) > 500


def test_no_picture_is_no_film() -> None:
    with pytest.raises(InvalidInput, match="no picture"):
        film(iter(()), "gif")
