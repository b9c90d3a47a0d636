"""Files that are whole or absent: written beside, made safe, then put in place."""

import os
import secrets
from pathlib import Path

from core.message import InvalidInput

SUFFIX = ".qujing-part"
"""The end of the name of a file that is being written; strays are swept at the next start."""


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path`, which holds the old file or the new one at every moment.

    Temporary file in the same folder, fsync, rename, fsync of the folder. Raises OSError, and
    then leaves nothing behind.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{SUFFIX}")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut; Windows does so without being asked."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_writable(path: Path) -> None:
    """Raise InvalidInput, in one sentence, where no file can be written at `path`."""
    if path.is_dir():
        raise InvalidInput("{path} is a folder, not a file.", path=path)
    if not path.parent.is_dir():
        raise InvalidInput("There is no folder {folder}.", folder=path.parent)
    probe = path.with_name(f".{path.name}.{secrets.token_hex(4)}{SUFFIX}")
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise InvalidInput(
            "{path} cannot be written: {why}.", path=path, why=error.strerror or error
        ) from None
