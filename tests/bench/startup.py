"""From the start of the process to the first paint and the first training step.

Beside them `import torch` and the first optimiser in a process of their own, without which no step
can be; all in turn.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from core.experiments import ENTRIES
from tests.bench.frame import Figures, figure, in_turn, ratios
from tests.patience import PATIENCE

ROOT = Path(__file__).parent.parent.parent

TORCH = """
import json, time, torch
imported = time.time()
torch.optim.Adam([torch.zeros(1)])
print(json.dumps({"import": imported, "optimiser": time.time()}))
"""

WINDOW = """
import json, sys, time
import main
from core.environment import prepare
prepare()
from PySide6.QtCore import QEvent, QObject, QTimer
from core.commands import Play
from gui import app
times = {}
page = sys.argv[1] or None

class Watch(QObject):
    def __init__(self, window):
        super().__init__()
        self.window = window
        self.timer = QTimer(self, interval=1)
        self.timer.timeout.connect(self.look)
        window.centralWidget().installEventFilter(self)

    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.Paint and "paint" not in times:
            times["paint"] = None
            QTimer.singleShot(0, self, self.painted)
        return False

    def painted(self):
        times["paint"] = time.time()
        if page is None:
            return self.window.close()
        self.window.page.send(Play())
        self.timer.start()

    def look(self):
        seen = self.window.page.snapshot
        if seen is not None and seen.step > 0:
            times["step"] = time.time()
            self.timer.stop()
            self.window.close()

watches = []
Window = app.Window
def watched(*values, **named):
    window = Window(*values, **named)
    watches.append(Watch(window))
    return window
app.Window = watched
main.main(["--page", page] if page else [])
print(json.dumps(times))
"""


def measure(page: str = ENTRIES[0].name, repeats: int = 7) -> dict[str, list[float]]:
    """Seconds from the start of the process, repeat by repeat."""
    return in_turn(
        {
            "first paint": lambda: _seconds(WINDOW, "", "paint"),
            "first paint of a page": lambda: _seconds(WINDOW, page, "paint"),
            "first step": lambda: _seconds(WINDOW, page, "step"),
            "import torch": lambda: _seconds(TORCH, "", "import"),
            "import torch and the first optimiser": lambda: _seconds(TORCH, "", "optimiser"),
        },
        repeats,
        warm_up=1,
    )


def figures(found: dict[str, list[float]]) -> Figures:
    """`ratio` is the first step ÷ what torch alone needs."""
    torch_alone = found["import torch and the first optimiser"]
    return {
        "ratio": figure(ratios(found["first step"], torch_alone), "first step / torch alone"),
        **{name: figure(values, "s") for name, values in found.items()},
    }


def _seconds(code: str, argument: str, moment: str) -> float:
    """From the start of a process to one moment in it."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code, argument],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    moments: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return moments[moment] - began
