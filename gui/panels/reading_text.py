"""Readings as text: the value, and what it is."""

import math
import re

from PySide6.QtGui import QFontMetrics

from core.views import Reading
from gui.i18n import tr

EXPONENT = re.compile(r"e\+?(-?)0*(?=\d)")
PLAIN = (0.01, 1e4)
"""Sizes at which a number needs no power of ten."""
CLOSE_UNITS = ("°",)
"""Units that stand at their number without a blank."""


def value_text(
    reading: Reading, width: float = math.inf, metrics: QFontMetrics | None = None
) -> str:
    """The value as people write it, with fewer digits where it is wider than `width` pixels."""
    unit = reading.unit if reading.unit in CLOSE_UNITS else ""
    said = [written(reading.value, form) + unit for form in (reading.form, ".3g", ".1e")]
    if metrics is None:
        return said[0]
    fitting = (words for words in said if metrics.horizontalAdvance(words) <= width + 8)
    return next(fitting, min(said, key=metrics.horizontalAdvance))


def unit_text(unit: str) -> str:
    """A unit as it stands behind its number."""
    return unit if unit in CLOSE_UNITS else f" {tr(unit)}" if unit else ""


def written(value: float, form: str) -> str:
    """A number in a format of Python's, as people write it."""
    if math.isnan(value):
        return "—"
    if form.endswith("e") and PLAIN[0] <= abs(value) < PLAIN[1]:
        form = ".3g"
    words = EXPONENT.sub(r"e\1", format(value, form)).removesuffix("e0")
    return words.replace("-", "−").replace("inf", "∞")


def explained(reading: Reading, *more: str) -> str:
    """What a number is: its name and unit, a sentence, and what can be done with it."""
    unit = f", {tr(reading.unit)}" if reading.unit else ""
    said = dict.fromkeys((f"{tr(reading.label)}{unit}", tr(reading.help), *more))
    return "\n".join(filter(None, said))
