"""What is no regular file is refused at once, each in its own sentence."""

import os
from pathlib import Path

import pytest

from core.importing import source as module
from core.importing.source import Source
from core.message import InvalidInput


def refused(path: str | Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        Source.of_file(path)
    return str(caught.value)


def test_the_bytes_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(b"1,2\r\n")
    assert Source.of_file(path) == Source("own.csv", b"1,2\r\n")
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    assert Source.of_file(str(link)).content == b"1,2\r\n"


def test_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.csv") == "There is no file absent.csv that can be opened."
    for address in (
        "https://example.org/data/a.csv",
        "HTTP://example.org/a.csv",
        "ftp://a.b/a.csv",
    ):
        for path in (address, Path(address)):
            assert refused(path) == "a.csv has an address of the web; download it first."
    assert refused("c:/data/a.csv") == "There is no file a.csv that can be opened."
    assert refused(tmp_path / "nul\0.csv") == "There is no file nul□.csv that can be opened."
    assert refused(tmp_path / "two\nlines.csv").startswith("There is no file two□lines.csv")
    assert refused(tmp_path) == f"{tmp_path.name} is a folder, not a file."
    (tmp_path / "empty.csv").touch()
    assert refused(tmp_path / "empty.csv") == "empty.csv is empty."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_a_pipe_and_a_device_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert refused(tmp_path / "pipe.png") == "pipe.png is a pipe or a device, not a file."
    assert refused("/dev/zero") == "zero is a pipe or a device, not a file."


def test_what_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.truncate(module.MAX_BYTES + 1)
    assert refused(path) == "long.csv is larger than 64 MB."
    monkeypatch.setattr(module, "MAX_BYTES", 2)
    with pytest.raises(InvalidInput, match="larger than"):
        Source("pasted", b"1,2,3")
