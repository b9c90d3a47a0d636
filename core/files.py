"""Files that are whole or absent: written beside, made safe, then put in place."""

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path

from core.message import InvalidInput, told

SUFFIX = ".qujing-part"
"""The end of the name of a file that is being written."""
STALE = 3600.0
"""Seconds after which such a file is a stray, of a writer that was killed: writing takes one."""


def save(path: Path, content: bytes) -> None:
    """Write a file for a person. Raises InvalidInput, in one sentence, where that fails.

    Raises BrokenPipeError where `path` is a pipe that nobody reads any more.
    """
    try:
        write_atomically(path, content)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _refusal(path, error) from None


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path`, which holds the old file or the new one at every moment.

    Temporary file in the same folder, fsync, rename, fsync of the folder. A link is followed, the
    mode of the old file stays. Into a pipe or a device the content goes as it is. Raises OSError,
    and then leaves nothing behind.
    """
    if _takes_a_stream(path):
        path.write_bytes(content)
        return
    target = Path(os.path.realpath(path))
    part = _part_of(target)
    try:
        with part.open("xb") as file:
            with contextlib.suppress(FileNotFoundError):
                part.chmod(stat.S_IMODE(target.stat().st_mode))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _sweep(part)
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def check_writable(path: Path) -> None:
    """Raise InvalidInput, in one sentence, where no file can be written at `path`."""
    try:
        if path.is_dir():
            raise InvalidInput("{path} is a folder, not a file.", path=path)
        stream, target = _takes_a_stream(path), Path(os.path.realpath(path))
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if not stream and not target.parent.is_dir():
            raise InvalidInput("There is no folder {folder}.", folder=target.parent)
        if not stream:
            probe = _part_of(target)
            probe.touch()
            probe.unlink()
    except OSError as error:
        raise _refusal(path, error) from None


def _refusal(path: Path, error: OSError) -> InvalidInput:
    why = error.strerror or told(error)
    return InvalidInput("{path} cannot be written: {why}.", path=path, why=why)


def _takes_a_stream(path: Path) -> bool:
    """Whether a pipe or a device such as /dev/null stands there. Raises OSError for a disk."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
        raise OSError(errno.EINVAL, "it is no file")
    return not stat.S_ISREG(mode)


def _part_of(target: Path) -> Path:
    return target.with_name(f".{secrets.token_hex(4)}{SUFFIX}")


def _sweep(part: Path) -> None:
    """Remove the strays beside `part`; its own age tells the time of that disk."""
    now = part.stat().st_mtime
    for stray in part.parent.glob(f".*{SUFFIX}"):
        with contextlib.suppress(OSError):  # another may have swept it, or own it
            if now - stray.lstat().st_mtime > STALE:
                stray.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
