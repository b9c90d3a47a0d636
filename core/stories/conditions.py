"""Conditions and expectations as they are written: *accuracy above 0.95 by step 400*."""

import re

from core.message import InvalidInput
from core.stories.story import Condition, Expectation
from core.written_number import parse_number

CONDITION = re.compile(r"(.+?) (above|below) (.+)")
WHEN = re.compile(r"(.+?) (at|by|from) step (\d{1,9})")
FACTOR = re.compile(r"(\S+) ?[×*·] ?(.+)")
BREAKS = "breaks"


def condition(text: str) -> Condition:
    """What *NUMBER above VALUE*, *NUMBER below OTHER* or *below 2 × OTHER* says.

    Raises InvalidInput where it says nothing of the kind.
    """
    found = CONDITION.fullmatch(text.strip())
    if not found:
        raise InvalidInput(
            "Write a condition as NUMBER above VALUE or NUMBER below VALUE, not {words}.",
            words=repr(text),
        )
    number, word, than = (part.strip() for part in found.groups())
    factor = FACTOR.fullmatch(than)
    try:
        if factor:
            value, other = parse_number(factor[1]), factor[2].strip()
        else:
            value, other = parse_number(than), ""
    except ValueError:
        value, other = 1.0, than
    return Condition(number, word == "above", value, other)


def expectation(text: str, line: int, end: int) -> Expectation:
    """What is expected of a run that trains up to step `end`. Raises InvalidInput.

    Without a step it is to hold at the end.
    """
    found = WHEN.fullmatch(text.strip())
    what, when, step = (found[1], found[2], int(found[3])) if found else (text, "", end)
    if step > end:
        raise InvalidInput(
            "Step {step} is never reached: this beat ends at step {end}.", step=step, end=end
        )
    if what.strip() == BREAKS:
        if when not in ("", "by"):
            raise InvalidInput("A run breaks by a step, not at one.")
        return Expectation(text, line, None, "by", step)
    return Expectation(text, line, condition(what), when or "at", step)
