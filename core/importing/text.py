"""Texts that a person brings, from bytes to lines."""

import unicodedata
from dataclasses import dataclass
from functools import cached_property

from core.importing.encoding import decoded
from core.importing.source import MEGABYTE, Source
from core.message import Message

LARGEST = 4 * MEGABYTE
"""A long novel; no page learns more of it within a lesson."""


@dataclass(frozen=True)
class TextChoices:
    """How a text is read: a key of ENCODINGS, or None for what it seems to be."""

    encoding: str | None = None


@dataclass(frozen=True)
class Text:
    """A text composed (NFC), with line ends "\\n", as it is to be shown; its words: words.words.

    `read` has the encoding settled, and `guessed` names it where it is open to doubt.
    """

    name: str
    text: str
    read: TextChoices
    guessed: frozenset[str]

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Its lines without blanks around them, in the groups that empty lines part."""
        found: list[list[str]] = [[]]
        for line in map(str.strip, self.text.split("\n")):
            if line:
                found[-1].append(line)
            elif found[-1]:
                found.append([])
        return tuple(tuple(group) for group in found if group)

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines that hold anything."""
        return tuple(line for group in self.groups for line in group)

    @property
    def said(self) -> Message:
        """What was read, in one sentence."""
        return Message(
            "{name} has {lines} lines and {letters} characters.",
            {"name": self.name, "lines": len(self.lines), "letters": len(self.text)},
        )


def read_text(source: Source, choices: TextChoices = TextChoices()) -> Text:
    """Read a text. Raises InvalidInput, with one exact sentence, for what is none."""
    source.check_length(LARGEST)
    found = decoded(source, choices.encoding)
    guessed = frozenset({"encoding"} if found.guessed else ())
    text = unicodedata.normalize("NFC", found.text)
    return Text(source.name, text, TextChoices(found.encoding), guessed)
