"""Sentences for people: plain English source strings that the window translates."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST = 300
"""Letters of what fills a gap: a sentence stays one line, and a person can read it."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named gaps, `"The loss became {value}."`, and what fills them.

    A tuple is a list of words, each of which is translated.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**{name: fit(value) for name, value in self.values.items()})


def fit(value: object) -> Any:
    """What fills a gap: of a text or the name of a file at most LONGEST letters on one line."""
    if isinstance(value, tuple):
        return fit("; ".join(map(str, value)))
    if not isinstance(value, str | os.PathLike):
        return value
    line = " ".join(str(value).splitlines())
    return line if len(line) <= LONGEST else f"{line[: LONGEST // 2]} … {line[-LONGEST // 2 :]}"


def told(error: BaseException) -> str:
    """The kind of an error and what it says, if it says anything and does not fail to."""
    kind = type(error).__name__
    try:
        said = str(error)
    except Exception:
        return kind
    return f"{kind}: {said}" if said else kind


class InvalidInput(ValueError):  # noqa: N818 - a invalid is no error of the program
    """Input that cannot be used. Carries the one sentence that a person is shown."""

    def __init__(self, text: str, **values: object) -> None:
        self.message = Message(text, values)
        super().__init__(str(self.message))
