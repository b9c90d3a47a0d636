"""Knobs in words: their values, and by which of them two runs differ."""

from textwrap import shorten

from core.params import Knob, Value
from core.snapshot import Snapshot
from gui.i18n import tr

LONGEST = 120
"""Letters of a knob that is a text."""
MOST = 3
"""Knobs that are named; more say little."""


def value_words(knob: Knob, value: Value) -> str:
    """The value of a knob, with its unit."""
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, str):
        known = dict(zip(knob.choices, knob.words or knob.choices, strict=True))
        return shorten(tr(known.get(value, value)), LONGEST, placeholder=" …")
    return f"{value:.6g} {tr(knob.unit)}".strip()


def differences(one: Snapshot, other: Snapshot) -> tuple[str, str]:
    """What two runs are called: by what differs between them."""
    turned = one.params.turned(other.params)
    names = [
        [f"{tr(knob.label)} {value_words(knob, getattr(seen.params, name))}"
         for name, knob in list(turned.items())[:MOST]] + ["…"] * (len(turned) > MOST)
        for seen in (one, other)
    ]  # fmt: skip
    if one.seed != other.seed:
        for words, seen in zip(names, (one, other), strict=True):
            words.append(f"{tr('seed')} {seen.seed}")
    if one.own is not other.own and (one.own and one.own.name) != (other.own and other.own.name):
        for words, seen in zip(names, (one, other), strict=True):
            words.append(seen.own.name if seen.own else tr("built-in data"))
    first, second = (" · ".join(words) for words in names)
    return (first, second) if first != second else ("", "")
