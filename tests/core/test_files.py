"""Files are whole or absent."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from core.files import STALE, SUFFIX, check_writable, save, write_atomically
from core.message import InvalidInput
from tests.patience import PATIENCE


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
    done = subprocess.run(command, timeout=PATIENCE, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == content * 1000
    strays = [tmp_path / name for name in os.listdir(tmp_path) if name != "run.json"]
    assert len(strays) == (content == b"old")
    assert all(stray.name.endswith(SUFFIX) for stray in strays)
    write_atomically(path, b"newer")
    assert [stray for stray in strays if stray.exists()] == strays, "its writer may live"
    for stray in strays:
        os.utime(stray, (0, stray.stat().st_mtime - STALE - 60))
    write_atomically(path, b"newest")
    assert os.listdir(tmp_path) == ["run.json"]


def test_unwritable_places_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    check_writable(tmp_path / "new.json")
    assert os.listdir(tmp_path) == ["file"]
    (tmp_path / "ring").symlink_to(tmp_path / "ring")
    names = ["", "no/x.json", "file/x", "/proc/x", "x" * 256, "ring", f"{'y' * 300}/x"]
    for path in (tmp_path / name for name in names):
        with pytest.raises(InvalidInput) as refused:
            check_writable(path)
        assert "\n" not in str(refused.value)
        with pytest.raises(InvalidInput):
            save(path, b"content")
    assert sorted(os.listdir(tmp_path)) == ["file", "ring"]


@pytest.mark.parametrize("name", ["x" * 255, "曲" * 85, "a b", "-", "nul.json"])
def test_any_name_that_the_disk_takes_will_do(tmp_path: Path, name: str) -> None:
    for content in (b"first", b"second"):
        check_writable(tmp_path / name)
        save(tmp_path / name, content)
        assert (tmp_path / name).read_bytes() == content
    assert os.listdir(tmp_path) == [name]


posix = pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")


@posix
def test_a_link_is_followed_and_a_mode_stays(tmp_path: Path) -> None:
    target, link, dangling = tmp_path / "target", tmp_path / "link", tmp_path / "dangling"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to("target")
    dangling.symlink_to(tmp_path / "new")
    for path in (link, dangling):
        check_writable(path)
        save(path, b"new")
        assert path.is_symlink()
        assert path.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o600


@posix
def test_a_pipe_and_a_device_take_the_content_and_stay(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", tmp_path / "got"
    os.mkfifo(pipe)
    with got.open("wb") as file, subprocess.Popen(["cat", str(pipe)], stdout=file):
        check_writable(pipe)
        save(pipe, b"through the pipe")
    assert got.read_bytes() == b"through the pipe"
    assert pipe.is_fifo()
    check_writable(Path(os.devnull))
    save(Path(os.devnull), b"content")
    assert Path(os.devnull).is_char_device()


@posix
def test_a_full_device_is_a_sentence_and_stays(tmp_path: Path) -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("only Linux has a full device")
    with pytest.raises(InvalidInput, match="/dev/full cannot be written: No space left"):
        save(device, b"content")
    assert device.is_char_device()


@posix
def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    address = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as here:
        here.bind(str(address))
        for act in (check_writable, lambda path: save(path, b"content")):
            with pytest.raises(InvalidInput, match="it is no file"):
                act(address)
    assert address.is_socket()
