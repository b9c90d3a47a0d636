"""What the program says on its output and to the terminal, whatever stands at the other end."""

import codecs
import contextlib
import errno
import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

from core.message import InvalidInput, told

if TYPE_CHECKING:
    from tqdm import tqdm

ESCAPED = "qujing.escaped"
"""The name under which the codecs know how letters are written that an encoding lacks."""


def prepare_streams() -> None:
    """Let anything be written: a letter that an encoding lacks as JSON escapes it.

    What is written to a stream that is closed, as both are under pythonw, goes nowhere.
    """
    codecs.register_error(ESCAPED, _escaped)
    sys.stdout, sys.stderr = _usable(sys.stdout), _usable(sys.stderr)


def _usable(stream: TextIO | None) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=ESCAPED)
    return stream


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return json.dumps(error.object[error.start : error.end])[1:-1], error.end


def write_out(text: str) -> None:
    """Write `text` to the output at once.

    Raises BrokenPipeError where nobody reads it any more, InvalidInput where it finds no room.
    """
    try:
        _write(sys.stdout, text)
    except OSError as error:
        # Windows calls a pipe that was closed an invalid argument.
        if isinstance(error, BrokenPipeError) or (os.name == "nt" and error.errno == errno.EINVAL):
            raise BrokenPipeError from None
        raise InvalidInput(
            "The output cannot be written: {why}.", why=error.strerror or told(error)
        ) from None


def progress(total: int, name: str) -> "tqdm[Any]":
    """A bar of `total` steps, shown on a terminal alone; it starts no thread."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its guard against long pauses is a thread
    return tqdm(total=total, desc=name, disable=None, leave=False)


def complain(text: str) -> None:
    """Say `text` in the terminal; where that cannot be written either there is nobody to tell."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, text + "\n")


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        # What is left in the buffer would be tried again, and complained of, as Python ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        raise
