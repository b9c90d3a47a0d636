"""The window opens with whatever stands in the settings, and says so where it cannot."""

import logging
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, qInstallMessageHandler
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

import main
from gui import preferences, screens
from gui.app import make_application
from gui.errors import REPEATS, Excepthook
from gui.stored import choice, content
from gui.theme import LIGHT
from gui.window import Window
from tests.bench.closing import close_in
from tests.patience import PATIENCE

ROOT = Path(main.__file__).parent
MUTATIONS = 150


@pytest.fixture
def _quiet_qt() -> Iterator[None]:
    """Qt warns of what it cannot read."""
    before = qInstallMessageHandler(lambda *_: None)
    yield
    qInstallMessageHandler(before)


def kept(tmp_path: Path) -> bytes:
    """What a window leaves behind."""
    path = tmp_path / "good.ini"
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    window = Window(LIGHT, settings, living=False)
    window.change_theme()
    window.scale_type(2)
    window.change_language()
    window.change_language()
    window.close()
    window.deleteLater()
    settings.sync()
    return path.read_bytes()


def junk(good: bytes) -> Iterator[bytes]:
    """Settings files as editors, disks and other programs leave them."""
    yield from (b"", b"\x00" * 3000, b"\xff\xfe[\x00", b"[General", b"=\n=\n", "曲径".encode("gbk"))
    for value in (b"hello", b"a, b", b"@ByteArray()", b"@Invalid()", b"@Rect(0 0 1 1)", b"-1e999"):
        yield b"[General]\n" + b"".join(
            name + b"=" + value + b"\n" for name in (b"geometry", b"theme", b"language", b"scale")
        )
    for kind in range(128):  # of some PySide has no Python value
        yield b"[General]\ntheme=@Variant(\\0\\0\\0\\x%02x\\0\\0\\0\\x1)\n" % kind
    draw = random.Random(3)
    for _ in range(MUTATIONS):
        changed = bytearray(good)
        for _ in range(draw.choice([1, 5, 20])):
            changed[draw.randrange(len(changed))] = draw.randrange(256)
        yield bytes(changed)


@pytest.mark.usefixtures("_quiet_qt")
def test_anything_in_the_settings_gives_a_window(qtbot: QtBot, tmp_path: Path) -> None:
    make_application()
    for number, held in enumerate(junk(kept(tmp_path))):
        path = tmp_path / f"{number}.ini"
        path.write_bytes(held)
        settings = QSettings(str(path), QSettings.Format.IniFormat)
        assert preferences.language(settings) in ("en", "zh")
        assert preferences.theme(settings) in ("light", "dark")
        assert 0.8 <= preferences.scale(settings) <= 2
        window = QMainWindow()
        screens.place(window, settings)
        assert window.width() >= screens.SMALLEST.width()
        window.deleteLater()


def test_what_means_nothing_is_told_in_the_log(
    qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = QSettings(str(tmp_path / "a.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", "loud")
    settings.setValue("geometry", "here")
    assert choice(settings, "theme", ["light", "dark"]) is None
    assert content(settings, "geometry") is None
    assert choice(settings, "absent", ["light"]) is None
    said = [record.message for record in caplog.records]
    assert [line.partition(" holds ")[2] for line in said] == [
        "no usable theme; the default stands.",
        "no usable geometry; the default stands.",
    ]


def test_a_program_with_a_bad_settings_file_opens_its_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "qujing").mkdir()
    file = tmp_path / "qujing" / "qujing.ini"
    file.write_text("[General]\ngeometry=hello\ntheme=@Variant(8)\n")
    for kind in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path))
    code, _, errors = close_in("gallery", delay=0.0)
    assert (code, errors) == (0, "")
    if sys.platform == "linux":
        log = (tmp_path / "qujing" / "log" / "qujing.log").read_text(encoding="utf-8")
        assert "no usable geometry" in log


FAILING = """
import main
from gui import preferences
def broken(*_):
    raise RuntimeError("asked to fail")
preferences.theme = broken
main.end(main.main([]))
"""


def test_what_fails_while_it_starts_reaches_the_terminal_and_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILING],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("RuntimeError: asked to fail") == 1
    if sys.platform == "linux":
        log = (tmp_path / "qujing" / "log" / "qujing.log").read_text(encoding="utf-8")
        assert "The window could not be opened." in log
        assert "asked to fail" in log


def test_an_event_that_fails_again_and_again_is_logged_a_few_times(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hook = Excepthook()
    with caplog.at_level(logging.ERROR):
        for words in ["a"] * 20 + ["b"]:
            hook(RuntimeError, RuntimeError(words), None)
    assert len(caplog.records) == REPEATS + 1
