"""Keys under the layouts of many countries, as X tells them: key, text, modifiers, place."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from gui.keys import APPLE, OPENING, PC, action_of

Key, Modifier = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, CTRL = Modifier.NoModifier, Modifier.ShiftModifier, Modifier.ControlModifier
ALTGR, BOTH = Modifier.GroupSwitchModifier, Modifier.ControlModifier | Modifier.ShiftModifier
ONE, SIX, ELEVEN = OPENING[0].name, OPENING[5].name, OPENING[10].name


def meant(
    key: int, text: str, held: Qt.KeyboardModifier, code: int, on_stage: bool = False
) -> str | None:
    """What a key press means."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, held, code, 0, 0, text)
    action = action_of(event, on_stage)
    return action.name if action else None


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        (0xCB, "ë", 27), (0xD8, "ø", 46), (0xB2, "²", 11),  # us(altgr-intl): R, L, 2
        (0xB6, "¶", 27), (0x141, "ł", 46), (0x7B, "{", 16),  # German: R, L, 7
        (0x7E, "~", 11), (0x60, "`", 16),  # French: 2, 7
        (0xA9, "©", 27), (0xA7, "§", 16),  # Polish: R, 7
        (0x40, "@", 11), (0x01001262, "", 16),  # Czech: 2; us(altgr-intl): 7, a dead key
        (Key.Key_R, "r", 27), (Key.Key_2, "2", 11), (0x05B3, "ֳ", 27),  # nothing of its own; Hebrew
    ],
)  # fmt: skip
def test_with_altgr_a_letter_or_digit_is_another(key: int, text: str, code: int) -> None:
    for on_stage in (False, True):
        assert meant(key, text, ALTGR, code, on_stage) is None


@pytest.mark.parametrize(
    ("key", "text", "held", "code", "name"),
    [
        (Key.Key_Plus, "+", BOTH, 21, "larger type"),  # United States: Ctrl+Shift+=
        (Key.Key_Equal, "=", CTRL, 21, "larger type"),
        (Key.Key_Plus, "+", BOTH, 47, "larger type"),  # Japanese
        (Key.Key_Plus, "+", CTRL, 16, "larger type"),  # bépo
        (Key.Key_Plus, "+", CTRL, 10, "larger type"),  # Czech
        (Key.Key_Plus, "+", CTRL | ALTGR, 35, "larger type"),
        (Key.Key_Minus, "-", CTRL, 15, "smaller type"),  # French
        (Key.Key_Minus, "-", CTRL, 17, "smaller type"),  # bépo
        (0x0E02, "ข", CTRL, 20, "smaller type"),  # Thai
        (0xC0, "à", CTRL, 19, "usual type"),  # French
        (Key.Key_0, "0", CTRL, 19, "usual type"),
        (Key.Key_ParenRight, ")", BOTH, 19, None),
        (Key.Key_Ampersand, "&", CTRL, 10, None),
        (Key.Key_Question, "?", SHIFT, 61, "keys"),
        (Key.Key_Question, "?", SHIFT, 16, "keys"),  # Russian: it lies on 7
        (Key.Key_Question, "?", SHIFT, 20, "keys"),  # German
        (Key.Key_Slash, "?", SHIFT, 61, "keys"),
        *((Key.Key_Question, "?", held | SHIFT, 61, None)
          for held in (CTRL, Modifier.AltModifier, Modifier.MetaModifier)),
    ],
)  # fmt: skip
def test_a_sign_counts_however_it_is_written(
    key: int, text: str, held: Qt.KeyboardModifier, code: int, name: str | None
) -> None:
    assert meant(key, text, held, code) == name


@pytest.mark.parametrize("held", [NONE, SHIFT])
def test_the_black_screen_is_a_sign_too(held: Qt.KeyboardModifier) -> None:
    assert meant(Key.Key_Period, ".", held, 60, on_stage=True) == "black"  # French: with Shift


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        (Key.Key_Comma, ",", 25), (Key.Key_Apostrophe, "'", 24),  # Dvorak, where W and Q lie
        (0xC9, "é", 25), (0xC8, "è", 28),  # bépo: W, T
        (Key.Key_Semicolon, ";", 33),  # Colemak: P
        (0x0131, "ı", 31), (0x011E, "ğ", 26), (0xD6, "ö", 47),  # Turkish, German
    ],
)  # fmt: skip
def test_letters_of_latin_layouts_count_as_they_are_written(key: int, text: str, code: int) -> None:
    for on_stage in (False, True):
        assert meant(key, text, NONE, code, on_stage) is None


@pytest.mark.parametrize(
    ("letter", "code", "held", "name"),
    [
        ("Я", 52, CTRL, "undo"), ("Ζ", 52, CTRL, "undo"), ("ז", 52, CTRL, "undo"),
        ("ผ", 52, CTRL, "undo"), ("Я", 52, BOTH, "redo"), ("Н", 29, CTRL, "redo"),
        ("Л", 45, CTRL, "find"), ("Κ", 45, CTRL, "find"), ("Ы", 39, CTRL, "save"),
        ("Щ", 32, CTRL, "open"), ("У", 26, CTRL, "save picture"), ("Д", 46, CTRL, "copy link"),
        ("К", 27, SHIFT, "reseed"), ("К", 27, CTRL, None), ("ะ", 28, NONE, "theme"),
    ],
)  # fmt: skip
def test_letters_of_other_scripts_count_by_their_place(
    letter: str, code: int, held: Qt.KeyboardModifier, name: str | None
) -> None:
    """A layout of another script alone; beside a Latin one Qt tells the Latin letter."""
    assert meant(ord(letter), letter, held, code) == name


@pytest.mark.parametrize(
    ("key", "text", "held", "code", "name"),
    [
        (Key.Key_Ampersand, "&", NONE, 10, ONE),  # French
        (Key.Key_1, "1", SHIFT, 10, ELEVEN),  # and as the sheet says: Shift and the key of 1
        (Key.Key_Plus, "+", NONE, 10, ONE),  # Czech
        (Key.Key_Minus, "-", NONE, 15, SIX),  # French
        (Key.Key_QuoteDbl, '"', NONE, 10, ONE),  # bépo
        (Key.Key_Exclam, "!", SHIFT, 10, ELEVEN),
        (0x0E45, "ๅ", NONE, 10, ONE),  # Thai
        (Key.Key_7, "7", SHIFT, 10, None),  # Dvorak for programmers: a digit is no other's place
        (Key.Key_4, "4", SHIFT, 13, None),  # French: no such key
    ],
)  # fmt: skip
def test_digits_count_by_their_place(
    key: int, text: str, held: Qt.KeyboardModifier, code: int, name: str
) -> None:
    assert meant(key, text, held, code) == name


def test_both_numberings_name_the_same_keys() -> None:
    assert set(PC.values()) == set(APPLE.values())
    assert len(set(PC)) == len(set(PC.values()))
    known = {0: "A", 6: "Z", 11: "B", 18: "1", 25: "9", 29: "0", 40: "K", 45: "N", 46: "M"}
    assert {code: chr(APPLE[code]) for code in known} == known
