"""What it costs a run that many of its moments are kept: steps a second with and without."""

import time
from dataclasses import dataclass, field

import torch

from core.experiments import ENTRIES
from core.record import KEEP_EVERY, KEEP_OFTEN
from core.ring import MOST
from tests.bench.arms import Headless, turned
from tests.bench.frame import Figures, figure, ratios


@dataclass
class Keeping:
    """Steps a second, turn by turn."""

    kept: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)


def measure(
    page: str = ENTRIES[0].name, repeats: int = 10, seconds: float = 3.0, knob: str = ""
) -> Keeping:
    """One run; in turns it keeps its last state alone, and many."""
    torch.set_num_threads(1)
    found, alone = Keeping(), Headless(page, turned(knob))
    record = alone.run.record
    alone.train_until(time.perf_counter() + 1)
    for _ in range(repeats):
        for rates, often, most in ((found.plain, KEEP_EVERY, 1), (found.kept, KEEP_OFTEN, MOST)):
            record._often, record.ring.most = often, most
            before, began = alone.run.step, time.perf_counter()
            alone.train_until(began + seconds)
            rates.append((alone.run.step - before) / (time.perf_counter() - began))
    return found


def figures(found: Keeping) -> Figures:
    """`ratio` is with ÷ without; the bar is 0.97."""
    return {
        "ratio": figure(ratios(found.kept, found.plain), "keeping / not"),
        "kept": figure(found.kept, "steps/s"),
        "plain": figure(found.plain, "steps/s"),
    }
