"""Close the window a hundred times in the middle of something: `python -m tests.bench.closing`.

Each process must end by itself within three seconds of being closed, with exit code 0, or with 130
where Ctrl-C closed it.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from core.experiments import ENTRIES
from tests.patience import PATIENCE

ROOT = Path(__file__).parent.parent.parent
LIMIT = 3.0
"""Seconds between closing and the end of the process."""
MOMENTS = ("gallery", "loading", "building", "training", "failing", "leaving")
TIMES = 100
INTERRUPTED = 130

CLOSER = """
import signal, sys, time
import main
from core.environment import prepare
prepare()
from PySide6.QtCore import QObject, QTimer
from core.commands import Play, Reset, ApplyTouch
from core.snapshot import Phase
from gui import app
moment, page, delay, by_key = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4:]
began = time.monotonic()

def broken(self):
    raise RuntimeError("asked to fail")

class Closer(QObject):
    def __init__(self, window):
        super().__init__()
        self.window, self.asked = window, False
        self.timer = QTimer(self, interval=2)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    def ready(self):
        if moment in ("gallery", "loading"):
            return True
        seen = self.window.page.snapshot if self.window.page else None
        if seen is None or not seen.views:
            return moment == "leaving" and self.asked
        if not self.asked:
            self.asked = True
            if moment == "failing":
                seen.scene.experiment.step = broken
            self.window.page.send(Reset() if moment == "building" else Play())
            if moment == "building":
                return True
            if moment == "leaving":
                self.window.open_page("")
                return True
            return False
        return seen.phase is (Phase.FAILED if moment == "failing" else Phase.PLAYING)

    def look(self):
        if self.ready():
            self.timer.stop()
            QTimer.singleShot(round(1000 * delay), self, self.close)

    def close(self):
        print(time.time(), flush=True)
        signal.raise_signal(signal.SIGINT) if by_key else self.window.close()

closers = []
Window = app.Window
def watched(*values, **named):
    window = Window(*values, **named)
    closers.append(Closer(window))
    return window
app.Window = watched
main.end(main.main(["--page", page] if moment != "gallery" else []))
"""


def close_in(
    moment: str, delay: float, page: str = ENTRIES[0].name, by_key: bool = False
) -> tuple[int, float, str]:
    """Exit code, seconds from closing, or Ctrl-C, to the end, and what was said on stderr."""
    process = subprocess.Popen(
        [sys.executable, "-c", CLOSER, moment, page, str(delay), *["Ctrl-C"] * by_key],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said, errors = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return -1, PATIENCE, "it never ended"
    ended = time.time()
    closed = float(said.split()[-1]) if said.split() else ended - PATIENCE
    return process.returncode, ended - closed, errors


def main(times: int) -> int:
    """Close so many windows; how many of them ended badly."""
    pages, wrong = [entry.name for entry in ENTRIES], 0
    slowest = 0.0
    for turn in range(times):
        moment, page, by_key = MOMENTS[turn % len(MOMENTS)], pages[turn % len(pages)], turn % 5 == 0
        code, seconds, errors = close_in(moment, 0.013 * (turn % 23), page, by_key)
        slowest = max(slowest, seconds)
        if code != INTERRUPTED * by_key or seconds > LIMIT:
            wrong += 1
            print(f"{moment} on {page}: exit code {code} after {seconds:.2f} s\n{errors}")
    print(f"{times - wrong} of {times} ended well; the slowest took {slowest:.2f} s")
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES))
