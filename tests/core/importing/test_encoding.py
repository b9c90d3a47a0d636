"""Texts of two and four bytes a letter, without the mark that would say so."""

import numpy as np
import pytest

from core.importing.encoding import decoded
from core.importing.source import Source
from core.message import InvalidInput

TEXTS = (
    "打开空调\n关掉客厅的灯\n调到26度\n",
    "横坐标,纵坐标\n14.0,-2.041\n13.951,-1.76\n",
    "テレビをつけて。\nライト\n",
    "불을 켜 주세요\n네\n",
    "включи свет\nда\n",
    "turn on\nthe lights\n",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_letters_without_a_mark(encoding: str, text: str) -> None:
    found = decoded(Source("own.txt", text.encode(encoding)))
    assert (found.text, found.encoding, found.guessed) == (text, encoding, True)


@pytest.mark.parametrize("kind", ["<f4", "<f8", "<i2", ">i4", "u1"])
def test_numbers_as_a_computer_keeps_them_are_no_text(kind: str) -> None:
    values = np.random.default_rng(0).uniform(0, 100, 200).astype(kind)
    values[::9] = 0
    with pytest.raises(InvalidInput, match="not a text file"):
        decoded(Source("own.dat", values.tobytes()))
