"""What fails in the window is told once, with ways on; safe mode leaves settings alone."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core import command_line
from gui.crash_dialog import CrashTeller
from gui.errors import Excepthook
from gui.stored import stored


def fail(hook: Excepthook, words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError as error:
        hook(ValueError, error, error.__traceback__)


def test_an_error_is_told_once_and_one_at_a_time(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    tell = CrashTeller(window, str)
    hook = Excepthook(tell)
    fail(hook, "first")
    dialog = tell.dialog
    assert dialog is not None
    assert dialog.isVisible()
    fail(hook, "second")
    assert tell.dialog is dialog
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "ValueError: first" in copied
    assert "torch" in copied
    dialog.go_on.click()
    assert tell.dialog is None
    assert window.isVisible()
    fail(hook, "first")
    assert tell.dialog is None
    fail(hook, "third")
    assert tell.dialog is not None
    tell.dialog.quit.click()
    assert not window.isVisible()


def test_safe_mode_reads_and_writes_elsewhere(tmp_path: Path) -> None:
    assert command_line.parse(["--safe-mode"]).safe_mode
    settings = stored(tmp_path)
    assert Path(settings.fileName()).parent == tmp_path
    assert settings.allKeys() == []
