"""Files are whole or absent."""

import os
import signal
import subprocess
import sys
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
import os, resource, signal, sys
from pathlib import Path
from core.files import write_atomically

moment, path = sys.argv[1], Path(sys.argv[2])
write_atomically(path, b"old" * 1000)

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

match moment:
    case "half is written":
        signal.signal(signal.SIGXFSZ, lambda *_: killed())
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))
    case "all is written":
        os.fsync = killed
    case "the name stands for the old":
        os.replace = killed
    case "the name stands for the new":
        rename = os.replace
        os.replace = lambda *names: (rename(*names), killed())
write_atomically(path, b"new" * 1000)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signals")
@pytest.mark.parametrize(
    ("moment", "content"),
    [
        ("half is written", b"old"),
        ("all is written", b"old"),
        ("the name stands for the old", b"old"),
        ("the name stands for the new", b"new"),
    ],
)
def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path, moment: str, content: bytes) -> None:
    """And its stray is known by its name."""
    path = tmp_path / "run.json"
    command = [sys.executable, "-c", KILLED, moment, str(path)]
    done = subprocess.run(command, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == content * 1000
    strays = [name for name in os.listdir(tmp_path) if name != "run.json"]
    assert len(strays) == (content == b"old")
    assert all(name.endswith(SUFFIX) for name in strays)


def test_unwritable_places_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    check_writable(tmp_path / "new.json")
    assert os.listdir(tmp_path) == ["file"]
    for path in (tmp_path, tmp_path / "no" / "x.json", tmp_path / "file" / "x", Path("/proc/x")):
        with pytest.raises(InvalidInput):
            check_writable(path)
