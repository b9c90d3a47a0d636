"""Tang poems, and texts as characters or words."""

import re
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "data"


def poems() -> list[str]:
    """313 Tang poems in the order of the file, without titles, verses parted by newlines."""
    text = (ASSETS / "tang300.txt").read_text(encoding="utf-8")
    return text.strip().split("\n\n")


def characters(text: str) -> list[str]:
    """Chinese text as tokens: one a character, without blanks."""
    return [character for character in text if not character.isspace()]


def words(text: str) -> list[str]:
    """English text as tokens: words in lower case, figures, each other sign alone."""
    return re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]", text.lower())
