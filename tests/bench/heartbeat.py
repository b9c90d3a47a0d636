"""How late the GUI thread is, on a fixed schedule, while a page plays and while it stands still.

Every beat that a stall swallowed is counted with the lateness that it had (ENGINEERING §6), so
that one long stall counts as many beats, not as one.
"""

import math
import time

import numpy as np
import torch
from PySide6.QtCore import Qt, QTimer

from core.commands import Play
from core.experiments import ENTRIES
from tests.bench.arms import Windowed, turned
from tests.bench.frame import Figures, figure

PERIOD = 0.01
"""Seconds between two beats."""
BAR = 16.7
"""One picture at 60 a second, in milliseconds: p99 is to stay below."""
SETTLING = 2.0
"""Seconds of playing that are not counted: the first step imports the optimiser."""
PARTS = 12
"""The run is cut into so many parts, whose spread is told."""

Lateness = dict[str, list[float]]


class Heart:
    """Beats on the event loop; `late` holds milliseconds, one for every beat that was due."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._timer = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._due = time.perf_counter() + PERIOD
        self._again()

    def _beat(self) -> None:
        now = time.perf_counter()
        while self._due <= now:
            self.late.append(1000 * (now - self._due))
            self._due += PERIOD
        self._again()

    def _again(self) -> None:
        # Rounded up to whole milliseconds, as Qt counts: a beat before its time would be none.
        self._timer.start(max(0, math.ceil(1000 * (self._due - time.perf_counter()))))

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()


def measure(page: str = ENTRIES[0].name, seconds: float = 120.0, knob: str = "") -> Lateness:
    """Lateness in milliseconds of every beat, playing and idle (a quarter of the time)."""
    torch.set_num_threads(1)
    shown = Windowed(page, turned(knob))
    try:
        idle = _listen(shown, seconds / 4)
        shown.send(Play())
        shown.run_until(time.perf_counter() + SETTLING)
        pictures, began = shown.page.pictures, time.perf_counter()
        playing = _listen(shown, seconds)
        rate = (shown.page.pictures - pictures) / (time.perf_counter() - began)
    finally:
        shown.close()
    return {"playing": playing, "idle": idle, "pictures": [rate]}


def figures(late: Lateness) -> Figures:
    """p50, p99 and the worst, with their spread over the parts; `ratio` is p99 ÷ its bar."""
    found: Figures = {"pictures": figure(late["pictures"], "1/s")}
    for name in ("playing", "idle"):
        for words, share in (("p50", 50), ("p99", 99), ("max", 100)):
            found[f"{name} {words}"] = _percentile(late[name], share)
    p99 = found["playing p99"]
    found["ratio"] = {
        **{key: float(p99[key]) / BAR for key in ("median", "min", "max")},
        "unit": f"playing p99 / {BAR} ms",
    }
    return found


def _percentile(values: list[float], share: float) -> dict[str, float | str]:
    """That of the whole run, with the least and greatest of its parts as its spread."""
    parts = [float(np.percentile(part, share)) for part in np.array_split(values, PARTS)]
    return {**figure(parts, "ms"), "median": float(np.percentile(values, share))}


def _listen(shown: Windowed, seconds: float) -> list[float]:
    heart = Heart()
    shown.run_until(time.perf_counter() + seconds)
    heart.stop()
    return heart.late
