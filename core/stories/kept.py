"""What is kept of stories on this machine: recordings, states trained beforehand, plans.

All of it can be made again, so it stands in the folder for caches, and the oldest goes.
"""

import contextlib
import logging
from pathlib import Path

import platformdirs

from core.digest import digest
from core.environment import versions
from core.files import write_atomically
from core.stories.meaning import Staged

log = logging.getLogger("qujing")
MOST = 200
"""Files."""


def folder() -> Path:
    """Where it is kept."""
    return Path(platformdirs.user_cache_dir("qujing", appauthor=False)) / "stories"


def kept_at(name: str) -> Path:
    """The file called so, whether it is there or not."""
    return folder() / name


def keep(name: str, content: bytes) -> bool:
    """Keep a file; whether that was possible. Where it is not, the log says so."""
    path = kept_at(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
        _sweep(path.parent)
    except OSError as error:
        log.warning("%s is not kept: %s.", path.name, error)
        return False
    return True


def _sweep(place: Path) -> None:
    """Remove what is oldest where there is too much."""
    dated = []
    for path in place.iterdir():
        with contextlib.suppress(OSError):  # another window sweeps too
            dated.append((path.stat().st_mtime, path))
    for _, path in sorted(dated)[: max(0, len(dated) - MOST)]:
        with contextlib.suppress(OSError):
            path.unlink()


def key(staged: Staged) -> str:
    """What names all that decides the run of a beat, on this version of the program."""
    beat, begin = staged.beat, staged.beginning
    told = [
        begin.page, begin.scene.name, begin.params.values(), begin.seed, begin.own,
        begin.carried and begin.carried.made, list(staged.turns), beat.trained, beat.steps,
        str(beat.until), beat.aha.step, versions(),
    ]  # fmt: skip
    return digest(told).hex()
