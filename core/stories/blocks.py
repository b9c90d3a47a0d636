"""The lines of a beat, each with its key and its place in the file."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from core.lesson import CHOICE
from core.message import InvalidInput

KEY = re.compile(r"([a-z]+(?: \d{1,9})?): *(.*)")
ONCE = (
    "page", "scene", "preset", "set", "begin", "seed", "trained", "train", "until", "light",
    "camera", "predict", "draw", "answer", "aha", "minutes", "say",
)  # fmt: skip
SEVERAL = ("expect", "at")
AT = re.compile(r"at (\d{1,9})")


class Line(NamedTuple):
    """A key, its value, and where it stands."""

    key: str
    value: str
    line: int


@contextmanager
def at_line(path: Path, line: int) -> Iterator[None]:
    """Have what is refused within say where it stands."""
    try:
        yield
    except InvalidInput as invalid:
        if "line" in invalid.message.values:
            raise
        raise InvalidInput(
            "{file}, line {line}: {why}",
            file=path.name, line=line, why=invalid.message,
        ) from None  # fmt: skip


@dataclass(frozen=True)
class Block:
    """The lines of one beat, and those of its choices."""

    path: Path
    line: int
    lines: tuple[Line, ...]
    choices: tuple[tuple[bool, str], ...]

    @classmethod
    def of(cls, content: Sequence[str], first: int, path: Path) -> "Block":
        """What stands in `content`, whose first line is line `first` of the file."""
        lines: list[Line] = []
        choices: list[tuple[bool, str]] = []
        for number, text in enumerate(content, first):
            if not text.strip():
                continue
            with at_line(path, number):
                if text[0].isspace() and lines:
                    last = lines[-1]
                    lines[-1] = last._replace(value=f"{last.value} {text.strip()}".strip())
                elif choice := CHOICE.fullmatch(text.strip()):
                    choices.append((choice[1] == "x", choice[2]))
                else:
                    lines.append(_line(text.strip(), number, lines))
        return cls(path, first - 1, tuple(lines), tuple(choices))

    def value(self, key: str, default: str = "") -> str:
        """What stands behind `key`."""
        return next((line.value for line in self.lines if line.key == key), default)

    def place(self, key: str) -> int:
        """The line of `key`, or of the block where it has none."""
        return next((line.line for line in self.lines if line.key == key), self.line)

    def all(self, key: str) -> tuple[Line, ...]:
        """All lines of a key that may come several times; for "at" with the step in their key."""
        return tuple(line for line in self.lines if line.key.partition(" ")[0] == key)

    def places(self) -> dict[str, int]:
        """Where each key stands."""
        return {line.key: line.line for line in reversed(self.lines)}


def _line(text: str, number: int, before: Sequence[Line]) -> Line:
    found = KEY.fullmatch(text)
    if not found:
        raise InvalidInput("Write key: value, not {words}.", words=repr(text))
    key, value = found[1], found[2].strip()
    known = key in (*ONCE, "expect") or AT.fullmatch(key)
    if not known:
        raise InvalidInput(
            "There is no key {key}; there are {known}.",
            key=repr(key), known=", ".join((*ONCE, *SEVERAL)),
        )  # fmt: skip
    if key in ONCE and any(line.key == key for line in before):
        raise InvalidInput("{key} stands here twice.", key=key)
    if not value:
        raise InvalidInput("{key} says nothing.", key=key)
    return Line(key, value, number)
