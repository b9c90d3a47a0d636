"""Play a page for ten minutes: memory, threads, handles and widgets must stay what they are.

Meanwhile it is saved, opened, gone back with, taken back and compared, again and again.
"""

import os
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from PySide6.QtWidgets import QApplication

from core.commands import Play, SwitchTwin
from core.experiments import ENTRIES
from core.message import InvalidInput
from tests.bench import kept
from tests.bench.arms import Windowed, turned
from tests.bench.frame import Figures, figure

EVERY = 1.0
"""Seconds between two looks."""
KEEP, ACTS = 20, 4
"""Looks between two rounds of acts, and acts of a round."""
SETTLING = 0.1
"""The share of the time after which memory is to stand still: a minute of ten."""
BAR = 0.3
"""Megabytes a minute."""


@dataclass
class Soak:
    """What was found, look by look."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    threads: list[float] = field(default_factory=list)
    handles: list[float] = field(default_factory=list)
    widgets: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Count."""
        self.seconds.append(time.perf_counter())
        self.megabytes.append(resident())
        self.threads.append(len(os.listdir("/proc/self/task")))
        self.handles.append(len(os.listdir("/proc/self/fd")))
        self.widgets.append(len(QApplication.allWidgets()))

    @property
    def slope(self) -> float:
        """Megabytes a minute, by least squares."""
        if len(self.seconds) < 3:
            return 0.0
        return float(60 * np.polyfit(self.seconds, self.megabytes, 1)[0])


def measure(page: str = ENTRIES[0].name, seconds: float = 600.0, knob: str = "") -> Soak:
    """Play for so long, and look when a tenth of it has passed."""
    if not Path("/proc/self/statm").exists():
        raise InvalidInput("Only Linux says how much memory a process has.")
    torch.set_num_threads(1)
    found, shown = Soak(), Windowed(page, turned(knob))
    folder, draw = TemporaryDirectory(), random.Random(1)
    path = Path(folder.name) / "a.qujing"
    try:
        shown.send(Play())
        began = time.perf_counter()
        shown.run_until(began + SETTLING * seconds)
        while time.perf_counter() < began + seconds:
            found.look()
            if len(found.seconds) % KEEP == 0:
                _keep(shown, path, draw)
            shown.run_until(time.perf_counter() + EVERY)
    finally:
        shown.close()
        folder.cleanup()
    return found


def _keep(shown: Windowed, path: Path, draw: random.Random) -> None:
    """Some acts, then train on alone."""
    for _ in range(ACTS):
        kept.act(shown.window, path, draw)
        shown.run_until(time.perf_counter() + EVERY / 4)
    shown.page.sides.leave()
    if shown.page.snapshot is not None and shown.page.snapshot.past.twin:
        shown.send(SwitchTwin())
    shown.send(Play())


def figures(soak: Soak) -> Figures:
    """`ratio` is the slope of the memory ÷ its bar."""
    return {
        "ratio": figure([soak.slope / BAR], f"slope / {BAR} MB/min"),
        "slope": figure([soak.slope], "MB/min"),
        "memory": figure(soak.megabytes, "MB"),
        "threads": figure(soak.threads, ""),
        "handles": figure(soak.handles, ""),
        "widgets": figure(soak.widgets, ""),
    }


def resident() -> float:
    """Megabytes of memory that this process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
