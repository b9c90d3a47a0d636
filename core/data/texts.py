"""Tang poems."""

from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "data"


def poems() -> list[str]:
    """313 Tang poems in the order of the file, without titles, verses parted by newlines."""
    text = (ASSETS / "tang300.txt").read_text(encoding="utf-8")
    return text.strip().split("\n\n")
