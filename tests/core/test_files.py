"""Files are whole or absent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.files import SUFFIX, check_writable, write_atomically
from core.message import InvalidInput


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    for content in (b"first", b"second and longer", b""):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["run.json"]


def test_a_failed_write_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.json"
    write_atomically(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["run.json"]


KILLED = """
import sys
from pathlib import Path
from core.files import write_atomically
path, n = Path(sys.argv[1]), 0
while True:
    n = 1 - n
    write_atomically(path, bytes([n]) * 3_000_000)
"""


def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    """And its stray is swept."""
    path = tmp_path / "run.json"
    for pause in (0.0, 0.003, 0.011):
        writer = subprocess.Popen([sys.executable, "-c", KILLED, str(path)])
        deadline = time.monotonic() + 20
        while not path.exists() and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(pause)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        content = path.read_bytes()
        assert len(content) == 3_000_000
        assert len(set(content)) == 1
    strays = [name for name in os.listdir(tmp_path) if name != "run.json"]
    assert all(name.endswith(SUFFIX) for name in strays)


def test_unwritable_places_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    check_writable(tmp_path / "new.json")
    assert os.listdir(tmp_path) == ["file"]
    for path in (tmp_path, tmp_path / "no" / "x.json", tmp_path / "file" / "x", Path("/proc/x")):
        with pytest.raises(InvalidInput):
            check_writable(path)
