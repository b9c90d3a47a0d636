"""A machine that cannot open a window is told why before Qt is asked, and Qt never aborts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import main
from core.message import InvalidInput
from gui import system
from tests.patience import PATIENCE

ROOT = Path(main.__file__).parent

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these libraries")


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def _said() -> str:
    with pytest.raises(InvalidInput) as caught:
        system.check_window()
    said = str(caught.value)
    assert "\n" not in said
    return said


@linux_only
def test_without_a_display_it_says_so() -> None:
    said = _said()
    assert "no display" in said
    assert "--headless" in said
    assert "--shot" in said


@linux_only
@pytest.mark.parametrize("display", [":64077", "nowhere.invalid:0", "nonsense"])
def test_a_display_that_does_not_answer_is_named(
    display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    if not all(map(system.loads, system.X_LIBRARIES)):
        pytest.skip("the libraries of X are missing here, which is said first")
    assert f"{display} does not answer" in _said()


@linux_only
@pytest.mark.parametrize(
    ("library", "package"), [("libEGL.so.1", "libegl1"), ("libxcb-cursor.so.0", "libxcb-cursor0")]
)
def test_a_missing_library_names_the_package(
    library: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":64077")
    monkeypatch.setattr(system, "loads", lambda name: name != library)
    said = _said()
    assert f"apt-get install {package}`" in said
    assert library in said
    assert "--headless" in said


@linux_only
def test_an_unknown_platform_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "teletype")
    assert "teletype" in _said()


@linux_only
def test_offscreen_needs_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    system.check_window()


@linux_only
def test_main_says_it_in_one_line() -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    for display in ({}, {"DISPLAY": ":64077"}):
        done = subprocess.run(
            [sys.executable, str(ROOT / "main.py")],
            env={**environment, **display},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        assert "--headless" in done.stderr
