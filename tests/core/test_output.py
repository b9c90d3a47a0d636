"""What is written to pipes, devices, closed streams and other encodings."""

import errno
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import main
from core import output
from core.command_line import Options
from core.experiments import find
from core.files import check_writable
from core.message import LONGEST, InvalidInput, Message, told
from core.output import complain, prepare_streams, write_out
from tests.patience import PATIENCE

ROOT = Path(main.__file__).parent
PROGRAM = f'"{sys.executable}" "{ROOT / "main.py"}"'

posix = pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX, and its devices")
full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")


def shell(words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a shell makes of `words`, in which main.py is the program."""
    return subprocess.run(
        ["bash", "-c", words.replace("main.py", PROGRAM)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, **environment},
    )


@posix
def test_a_pipe_that_nobody_reads_ends_it_as_it_ends_other_tools() -> None:
    done = shell("main.py --help | true; exit ${PIPESTATUS[0]}")
    assert (done.returncode, done.stderr) in ((141, ""), (0, ""))


@posix
@full
@pytest.mark.parametrize("words", ["main.py --help >/dev/full", "main.py --page x 2>/dev/full"])
def test_a_full_device_is_one_sentence_where_it_can_be_said(words: str) -> None:
    done = shell(words)
    assert done.returncode == 2
    assert done.stderr in ("", "main.py: The output cannot be written: No space left on device.\n")


@posix
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(("words", "code"), [("--help", 0), ("--page nowhere", 2)])
def test_closed_streams_change_no_code(words: str, code: int, closed: str) -> None:
    done = shell(f"main.py {words} {closed}")
    assert done.returncode == code
    assert "Traceback" not in done.stderr


class Broken(io.StringIO):
    """An output that cannot be written, for a reason."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code

    def write(self, text: str, /) -> int:
        """Fail."""
        raise OSError(self.code, os.strerror(self.code))

    def fileno(self) -> int:
        """A handle that may be lost."""
        return os.open(os.devnull, os.O_WRONLY)


def test_who_cannot_be_written_to_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Broken(errno.EPIPE))
    with pytest.raises(BrokenPipeError):
        write_out("a")
    monkeypatch.setattr(sys, "stdout", Broken(errno.EIO))
    with pytest.raises(InvalidInput, match="The output cannot be written: "):
        write_out("a")
    monkeypatch.setattr(sys, "stderr", Broken(errno.EIO))
    complain("nobody hears this")


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1", "cp1252", "utf-8", "utf-16"])
def test_json_is_the_same_in_any_encoding(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a redirect on a Chinese Windows, where there is no ∇ and no ×."""
    letters, bytes_written = "a × ∇ 曲径 \U0001f600 \udcff ẑ", io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(bytes_written, encoding=encoding))
    prepare_streams()
    write_out(json.dumps([letters], ensure_ascii=False))
    assert json.loads(bytes_written.getvalue().decode(encoding)) == [letters]


def test_a_result_for_nobody_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under pythonw both streams are None."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main.main(["--headless", "nce_density", "--steps", "1"]) == 0
    for stream in (sys.stdout, sys.stderr):
        assert stream.name == os.devnull
        stream.close()


def test_the_codes_are_those_of_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_reads(text: str) -> None:
        raise BrokenPipeError

    def interrupted(text: str) -> None:
        raise KeyboardInterrupt

    for stopped, code in ((nobody_reads, 141), (interrupted, 130)):
        monkeypatch.setattr("core.command_line.write_out", stopped)
        assert main.main(["--help"]) == code


WORDS = ["--steps {}", "--theme {}", "--seed {}", "--size {}x{}", "--page {}", "--{}", "--out {}"]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("what", ["9" * 5000, "a\nb\r\n\u2028c", "\udcff", "~nouser/x"])
def test_a_refusal_is_one_short_line(
    words: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [word.replace("{}", what) for word in words.split()]
    if words.startswith("--out"):
        arguments += ["--headless", "nce_density", "--steps", "0"]
        if "~" not in what:
            arguments[1] = f"/nowhere/{what}"
    assert main.main(arguments) == main.NOT_USABLE
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert len(said) < 2 * LONGEST


def test_numbers_keep_their_form_in_a_sentence() -> None:
    assert str(Message("{x:.2f} and {y}", {"x": 1.234, "y": "a"})) == "1.23 and a"


class Mute(Exception):  # noqa: N818 - a fault on request
    """An error that cannot be said."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "MemoryError"),
        (Mute(), "Mute"),
        (ValueError("a b"), "ValueError: a b"),
        (SystemExit(3), "SystemExit: 3"),
    ],
)
def test_an_error_says_its_kind_and_what_it_can(error: BaseException, words: str) -> None:
    assert told(error) == words


def test_letters_that_no_encoding_lacks_are_left_alone() -> None:
    with pytest.raises(UnicodeDecodeError):
        output._escaped(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"))


OPTIONS = (
    "--page", "--list", "--json", "--headless", "--shot", "--steps", "--seed", "--set", "--device",
    "--out", "--theme", "--lang", "--size", "--help", "-h", "--", "-", "", "--set=", "@file",
)  # fmt: skip
VALUES = (
    "nce_density", "flow_plane", "", " ", "0", "-1", "1e3", "nan", "١٢", "9" * 5000, "0" * 5000,
    "²", "half_width=5", "=", "a=b=c", "width=\ud800", "x" * 300 + ".png", "/", ".", "a.png",
    "~nobody/x.png", "/dev/null", "/proc/self/x.png", "640x480", "1x1", "x", "9x9x9", "zh", "dark",
    "cpu", "mps", "\n", "%s", "{0}", "{path}", "%(prog)s",
)  # fmt: skip


def test_any_list_of_arguments_is_taken_or_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def prepared(options: Options) -> int:
        """All that comes before training and windows."""
        for path in filter(None, (options.out, options.shot)):
            check_writable(path)
        if name := options.page or options.headless:
            find(name).chosen(options.settings or {})
        return 0

    monkeypatch.chdir(tmp_path)
    for mode in ("_headless", "_shot", "_window", "_list"):
        monkeypatch.setattr(main, mode, prepared)
    draw = random.Random(7)
    for _ in range(2000):
        words = [draw.choice(draw.choice([OPTIONS, VALUES])) for _ in range(draw.randrange(7))]
        try:
            code = main.main(words)
        except SystemExit as left:  # as --help does
            code = left.code  # type: ignore[assignment]
        said = capsys.readouterr().err
        assert (code, len(said.splitlines())) in ((0, 0), (main.NOT_USABLE, 1)), words
    assert os.listdir(tmp_path) == []
