"""Go to kept moments at random, in a window: how long until all views show them (issue 18)."""

import random
import time
from dataclasses import dataclass, field

import torch

from core import record
from core.commands import GoTo, Pause, Play
from core.experiments import ENTRIES
from core.ring import CAP, MOST
from core.snapshot import Phase
from tests.bench.arms import Windowed, turned
from tests.bench.frame import Figures, figure

PERCENT = 95
BAR = 0.05
"""Seconds."""


@dataclass
class Scrub:
    """Seconds of each jump, and what was kept."""

    seconds: list[float] = field(default_factory=list)
    kept: int = 0
    bytes: int = 0


def measure(page: str = ENTRIES[0].name, repeats: int = 300, knob: str = "") -> Scrub:
    """Train until MOST moments are kept, or as many as fit; then go to and fro."""
    torch.set_num_threads(1)
    usual, record.KEEP_OFTEN, record.KEEP_SHARE = (record.KEEP_OFTEN, record.KEEP_SHARE), 0.0, 1.0
    found, shown, draw = Scrub(), Windowed(page, turned(knob)), random.Random(1)
    try:
        shown.send(Play())
        shown.until(lambda seen: len(seen.past.steps) >= MOST - 1 or seen.past.bytes > 0.9 * CAP)
        shown.send(Pause())
        shown.until(lambda seen: seen.phase is Phase.PAUSED and seen.fine)
        snapshot = shown.page.snapshot
        assert snapshot is not None
        past = snapshot.past
        found.kept, found.bytes = len(past.steps), past.bytes
        for _ in range(repeats):
            found.seconds.append(_jump(shown, draw.choice(past.steps)))
    finally:
        record.KEEP_OFTEN, record.KEEP_SHARE = usual
        shown.close()
    return found


def _jump(shown: Windowed, step: int) -> float:
    began = time.perf_counter()
    serial = shown.page.send(GoTo(step))
    while shown.page.snapshot is None or shown.page.snapshot.answered < serial:
        shown.run_until(time.perf_counter() + 0.001)
    shown.application.processEvents()  # what was shown is painted
    return time.perf_counter() - began


def figures(found: Scrub) -> Figures:
    """`ratio` is the 95th percentile by its bar."""
    worst = sorted(found.seconds)[PERCENT * len(found.seconds) // 100]
    return {
        "ratio": figure([worst / BAR], "95th percentile / 50 ms"),
        "jump": figure([1000 * seconds for seconds in found.seconds], "ms"),
        "p95": figure([1000 * worst], "ms"),
        "kept": figure([float(found.kept)], "moments"),
        "memory": figure([found.bytes / 2**20], "MB"),
    }
