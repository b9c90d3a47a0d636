"""The one normal form of texts, and their words: the same for training, typing and files."""

import re
import unicodedata

import regex

APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʹ′‛`´"), "'") | dict.fromkeys(map(ord, "‐‑"), "-")
LIGATURES = {n: unicodedata.normalize("NFKC", chr(n)) for n in range(0xFB00, 0xFB07)}
# Half-width forms of what East Asian keyboards make wide; the blank is found as one.
NARROW = {0xFF01 + n: chr(0x21 + n) for n in range(94)} | APOSTROPHES | LIGATURES
WIDE = {0x21 + n: chr(0xFF01 + n) for n in range(94)}
# Joiners stay between pictures, of which they make one, and so do the letters within a flag.
FORMAT = regex.compile(
    r"(?<!\p{Extended_Pictographic}[\p{Mn}\p{EMod}]*)\u200d|\u200d(?!\p{Extended_Pictographic})"
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]"
    r"|(?![\u200d\U000e0020-\U000e007f])\p{Cf}"
    r"|(?<!\p{Extended_Pictographic})[\ufe00-\ufe0f\U000e0100-\U000e01ef](?!\u20e3)"
)
# Behind a Chinese character the marks that it is written with, whichever were typed.
MARK = regex.compile(r"(?<=\p{Han})[,!?:;]+")
STOP = regex.compile(r"(?<=\p{Han})\.(?![.\p{Nd}\p{Latin}])")
DOTTED = regex.compile("i\u0307+")
"""What small letters make of the Turkish capital İ."""
BLANK = re.compile(r"[^\S\n]+")
WORD = regex.compile(
    r"(?:(?!\p{Han})[\p{L}\p{M}])+(?:'(?:(?!\p{Han})[\p{L}\p{M}])+)*"  # letters, as in don't
    r"|\p{Nd}+(?!\uFE0F?\u20E3)|(?![\s_])\X"  # figures; else one sign as it is seen, all of it
)
SAYING = regex.compile(r"[\p{L}\p{N}]")


def normalised(text: str) -> str:
    """`text` composed (NFC), in small letters, with half-width forms and straight apostrophes.

    What has no shape is gone, what cannot be shown is a blank, runs of blanks are one; lines stay.
    Ligatures are parted, and marks behind a Chinese character are the wide ones.
    """
    shown = "".join(each if each.isprintable() or each == "\n" else _unseen(each) for each in text)
    composed = unicodedata.normalize("NFC", FORMAT.sub("", shown).translate(NARROW))
    small = DOTTED.sub("i", unicodedata.normalize("NFC", composed.lower()))
    wide = MARK.sub(lambda marks: marks[0].translate(WIDE), STOP.sub("。", BLANK.sub(" ", small)))
    return unicodedata.normalize("NFC", wide)


def _unseen(character: str) -> str:
    return character if unicodedata.category(character) == "Cf" else " "


def words(text: str) -> list[str]:
    """The words of a text, normalised: Chinese by character, an emoji or a flag as one sign."""
    found: list[str] = WORD.findall(normalised(text))
    return found


def is_word(token: str) -> bool:
    """Whether a token says something, as letters and figures do and a full stop does not."""
    return SAYING.search(token) is not None
