"""Bytes that a person brings, from a file or pasted; whatever is no file is refused at once."""

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from core.message import InvalidInput

MEGABYTE = 2**20
MAX_BYTES = 64 * MEGABYTE  # any camera's JPEG fits; more is a mistake
# Opening a pipe waits for its other end unless one says not to; Windows has neither.
FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
# What begins so is an address, of which Path leaves one stroke; a drive has a single letter.
WEB = re.compile("(https?|ftp):/", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A name to call it by, and all its bytes."""

    name: str
    content: bytes = field(repr=False)

    @classmethod
    def of_file(cls, path: str | Path) -> "Source":
        """The bytes of a regular file. Raises InvalidInput for whatever else stands at `path`."""
        name = readable_name(Path(path).name or str(path))
        try:
            descriptor = os.open(path, FLAGS)
        except IsADirectoryError:
            raise InvalidInput("{name} is a folder, not a file.", name=name) from None
        except (OSError, ValueError):  # ValueError: a null character in the name
            folder = "\0" not in str(path) and os.path.isdir(path)  # Windows denies to open one
            raise InvalidInput(
                "{name} is a folder, not a file." if folder
                else "{name} has an address of the web; download it first." if WEB.match(str(path))
                else "There is no file {name} that can be opened.",
                name=name,
            ) from None  # fmt: skip
        try:
            return cls(name, _read(descriptor, name))
        except OSError:
            raise InvalidInput("{name} cannot be read to its end.", name=name) from None
        finally:
            os.close(descriptor)

    def __post_init__(self) -> None:
        self.check_length(MAX_BYTES)

    def check_length(self, most: int) -> None:
        """Raise InvalidInput where there is nothing, or more than `most` bytes."""
        if len(self.content) > most:
            raise _too_large(self.name, most)
        if not self.content.strip():
            raise InvalidInput("{name} is empty.", name=self.name)


def readable_name(name: str) -> str:
    """A file's name as it can stand in a sentence: one line, what cannot be shown as a box."""
    return "".join(each if each.isprintable() else "□" for each in name)


def _read(descriptor: int, name: str) -> bytes:
    kind = os.fstat(descriptor)
    if stat.S_ISDIR(kind.st_mode):
        raise InvalidInput("{name} is a folder, not a file.", name=name)
    if not stat.S_ISREG(kind.st_mode):
        raise InvalidInput("{name} is a pipe or a device, not a file.", name=name)
    if kind.st_size > MAX_BYTES:
        raise _too_large(name, MAX_BYTES)
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        return file.read(MAX_BYTES + 1)


def _too_large(name: str, most: int) -> InvalidInput:
    return InvalidInput("{name} is larger than {size} MB.", name=name, size=most // MEGABYTE)
