"""A desktop of its own for a test: an X server, a window manager, real keys and a real mouse."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("Xvfb", "openbox", "xdotool", "xprop")
T = TypeVar("T")


def missing() -> list[str]:
    """What this machine lacks for a desktop."""
    return [name for name in NEEDED if shutil.which(name) is None]


class Desktop:
    """One screen, and the program on it, which keeps its settings in `home`."""

    def __init__(self, display: str, home: Path) -> None:
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("QT_")},
            "DISPLAY": display, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"),
            "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8", "LANGUAGE": "en",
        }  # fmt: skip
        self.program: subprocess.Popen[bytes] | None = None

    def start_manager(self) -> "subprocess.Popen[bytes]":
        """Start the window manager, and wait until it manages."""
        manager = subprocess.Popen(
            ["openbox"], env=self._environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

        def manages() -> bool:
            assert manager.poll() is None, "The window manager has ended."
            return "window id" in self.tell("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")

        self.until(manages)
        return manager

    def start(self, *arguments: str) -> None:
        """Start the program, and wait for its window."""
        command = [sys.executable, "main.py", *arguments]
        self.program = subprocess.Popen(command, cwd=ROOT, env=self._environment)
        self.until(lambda: "Qujing" in self.title())

    def close(self) -> int:
        """Close the window; the program's exit status."""
        assert self.program is not None
        self.key("alt+F4")
        return self.program.wait(PATIENCE)

    def tell(self, *command: str) -> str:
        """What a command of X says."""
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True)
        return done.stdout.strip()

    def _xdotool(self, *words: str) -> str:
        return self.tell("xdotool", *words)

    def _window(self, name: str = "Qujing") -> str:
        found = self._xdotool("search", "--onlyvisible", "--name", name).split()
        return found[0] if found else "0"

    def title(self) -> str:
        """What the window calls itself."""
        return self._xdotool("getwindowname", self._window())

    def standing(self, name: str) -> tuple[int, int, int, int] | None:
        """Left, top, width and height of a window within its frame; None where none is seen.

        Between two questions a window may go: nothing, or half of an answer, is then said.
        """
        told = self._xdotool("getwindowgeometry", "--shell", self._window(name))
        found = dict(line.split("=") for line in told.splitlines() if "=" in line)
        if not {"X", "Y", "WIDTH", "HEIGHT"} <= found.keys():
            return None
        return int(found["X"]), int(found["Y"]), int(found["WIDTH"]), int(found["HEIGHT"])

    def place(self) -> tuple[int, int, int, int]:
        """Where the window stands."""
        return self._answered(lambda: self.standing("Qujing"))

    def picture(self, name: str) -> str:
        """A digest of what is to be seen of a window."""

        def seen() -> str | None:
            window = self._window(name)
            none = window == "0"  # of which the command would ask the mouse
            return None if none else self.tell("convert", f"x:{window}", "-format", "%#", "info:-")

        return self._answered(seen)

    def _answered(self, ask: Callable[[], T | None]) -> T:
        """What is answered at last: a window may come in a while."""
        said: list[T] = []

        def answers() -> bool:
            answer = ask()
            if answer:
                said.append(answer)
            return bool(answer)

        self.until(answers)
        return said[-1]

    def states(self) -> str:
        """What the window manager says of the window's state."""
        return self.tell("xprop", "-id", self._window(), "_NET_WM_STATE")

    def maximise(self) -> None:
        """Choose Maximize from the menu of the window manager."""
        self.key("alt+space")
        time.sleep(0.3)
        self.key("x")

    def key(self, *keys: str) -> None:
        """Press keys one after the other, in xdotool's words."""
        self._xdotool("key", "--delay", "30", *keys)

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Click at a place of the window."""
        left, top, *_ = self.place()
        self._xdotool("mousemove", str(left + x), str(top + y))
        self._xdotool("click", str(button))

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        ends = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < ends, (self.title(), self.states())
            assert self.program is None or self.program.poll() is None, "The program has ended."
            time.sleep(0.05)


@contextmanager
def _screen(size: str) -> Iterator[str]:
    """An X server's name, such as ":7"; one at a time starts, since they choose free numbers."""
    import fcntl  # not on Windows, where there is no X server either

    lock, (reading, writing) = Path(tempfile.gettempdir()) / "qujing-screens.lock", os.pipe()
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        server = subprocess.Popen(
            # Without -noreset it begins anew whenever its last client goes, such as a question that
            # was asked before the window manager came, and that ends with it.
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-nolisten", "tcp",
             "-noreset"],
            pass_fds=(writing,), stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as told:
            number = told.readline().strip()
    try:
        assert number, "The X server has ended."
        yield f":{number}"
    finally:
        _end(server)


@contextmanager
def desktop(home: Path, size: str, scale: float = 1.0) -> Iterator[Desktop]:
    """A screen of `size`, such as "1366x768", with a window manager."""
    with ExitStack() as stack:
        there = Desktop(stack.enter_context(_screen(size)), home)
        if scale != 1.0:
            there._environment["QT_SCALE_FACTOR"] = str(scale)
        stack.callback(_end, there.start_manager())
        yield there
        if there.program is not None:
            _end(there.program)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
