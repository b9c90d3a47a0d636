"""Kill a writer at any moment, a hundred times: the file is the old one or the new one, and whole.

`--page` has a session of that page saved instead.

Each writer is a process of its own that puts one content after another into the same file, until
SIGKILL meets it.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from core.files import STALE, SUFFIX, write_atomically
from core.importing.source import Source
from core.keeping.session import opened
from tests.bench.frame import Figures, figure

ROOT = Path(__file__).parent.parent.parent
LONGEST = 0.05
"""Seconds that a writer lives at most: some tens of files."""

WRITER = """
import itertools, sys
from pathlib import Path
from core.files import write_atomically
path = Path(sys.argv[1])
for turn in itertools.count():
    size = 1 + 37_813 * (turn * turn) % 2_000_003
    write_atomically(path, b"%d\\n" % size + bytes([turn % 256]) * size)
    if turn == 0:
        print("ready", flush=True)
"""

SESSIONS = """
import sys, time
from pathlib import Path
from core.environment import prepare
prepare()
from core.experiments import find
from core.files import save
from core.keeping.beginning import Beginning
from core.keeping.session import Session, as_bytes
path, page = Path(sys.argv[1]), sys.argv[2]
scene = find(page).scenes()[0]
run = Beginning(page, scene, scene.params(), 0).run(time.perf_counter)
while True:
    save(path, as_bytes(Session.of(page, run)))
    if run.step == 0:
        print("ready", flush=True)
    run.train()
"""

Kills = list[tuple[bool, int]]
"""For each writer whether its file was whole, and how many strays it left."""


def measure(repeats: int = 100, page: str = "") -> Kills:
    """Kill so many writers, of sessions of a page where one is named."""
    draw = random.Random(0)
    longest = 10 * LONGEST if page else LONGEST
    with tempfile.TemporaryDirectory() as folder:
        found = [_kill(Path(folder), longest * draw.random(), page) for _ in range(repeats)]
        _check_swept(Path(folder))
    return found


def figures(kills: Kills) -> Figures:
    """The `ratio` of the files that were whole, and the strays that one writer left."""
    return {
        "ratio": figure([sum(whole for whole, _ in kills) / len(kills)], "whole / all"),
        "strays": figure([strays for _, strays in kills], "of one writer"),
    }


def _kill(folder: Path, seconds: float, page: str) -> tuple[bool, int]:
    before = len(_strays(folder))
    path = folder / "run.json"
    with subprocess.Popen(
        [sys.executable, "-c", SESSIONS if page else WRITER, str(path), page],
        cwd=ROOT, stdout=subprocess.PIPE,
    ) as writer:  # fmt: skip
        assert writer.stdout is not None
        writer.stdout.readline()
        with suppress(subprocess.TimeoutExpired):  # it never ends by itself
            writer.wait(seconds)
        writer.kill()
    if writer.returncode not in (-signal.SIGKILL, 1):  # Windows knows no signals
        raise RuntimeError(f"the writer ended by itself with code {writer.returncode}")
    content = path.read_bytes()
    return is_session(content) if page else is_whole(content), len(_strays(folder)) - before


def is_whole(content: bytes) -> bool:
    """Whether these are as many bytes as they say, and all alike."""
    size, _, rest = content.partition(b"\n")
    return len(rest) == int(size) and len(set(rest)) == 1


def is_session(content: bytes) -> bool:
    """Whether a run can go on from these bytes."""
    return opened(Source("run.qujing", content)).revived(time.perf_counter).step >= 0


def _strays(folder: Path) -> list[Path]:
    return list(folder.glob(f".*{SUFFIX}"))


def _check_swept(folder: Path) -> None:
    """An hour later the next writer takes the strays away."""
    for stray in _strays(folder):
        os.utime(stray, (0, stray.stat().st_mtime - STALE - 60))
    write_atomically(folder / "next", b"")
    if _strays(folder):
        raise RuntimeError("strays are left")
