"""Words of the data on the screen: harmless, elided where room ends, readable on any ground."""

import unicodedata
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF

from gui.theme import Theme

LONGEST = 200
"""Characters of a word that are looked at; no panel has room for more."""
NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t", " ": "·"}
SHADES = 64
"""Steps from one colour to another; a finer one cannot be seen."""
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories that print nothing, or turn the direction of what follows."""


@lru_cache(maxsize=4096)
def visible(text: str) -> str:
    """`text` with control characters written out and a lone space as a dot."""
    text = text[:LONGEST]
    if text and text.isspace():
        return "".join(NAMED.get(letter, _code(letter)) for letter in text)
    return "".join(_item(letter) for letter in text)


def elided(text: str, width: float, metrics: QFontMetricsF) -> str:
    """`text` made visible, and ended by an ellipsis where it is wider than `width` pixels."""
    return metrics.elidedText(visible(text), Qt.TextElideMode.ElideRight, max(0.0, width))


def readable_on(ground: QColor, theme: Theme) -> QColor:
    """The text or the surface colour, whichever stands out more from `ground`."""
    return _readable(ground.rgb(), theme.text, theme.surface)


def mixed(over: QColor, under: QColor, share: float) -> QColor:
    """`share` of one colour painted over another, opaque."""
    return _mixed(over.rgb(), under.rgb(), round(share * SHADES))


@lru_cache(maxsize=4096)
def _readable(ground: int, text: str, surface: str) -> QColor:
    light = _luminance(QColor(ground))
    inks = (QColor(text), QColor(surface))
    return max(inks, key=lambda colour: _contrast(_luminance(colour), light))


@lru_cache(maxsize=4096)
def _mixed(over: int, under: int, shade: int) -> QColor:
    share = shade / SHADES
    parts = zip(_channels(QColor(over)), _channels(QColor(under)), strict=True)
    return QColor.fromRgbF(*(share * a + (1 - share) * b for a, b in parts))


def _item(letter: str) -> str:
    if unicodedata.category(letter) not in INVISIBLE:
        return letter
    return NAMED.get(letter, _code(letter))


def _code(letter: str) -> str:
    return f"\\x{ord(letter):02x}" if ord(letter) < 256 else f"U+{ord(letter):04X}"


def _luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.1)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
        for part in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
