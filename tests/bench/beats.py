"""Give the shipped talks in a window: how long until the next beat stands, once it is prepared."""

import time
from collections.abc import Sequence

import torch

from core.stories.shelf import shelf
from gui.app import make_application
from gui.stage.stage import Stage
from gui.theme import LIGHT
from gui.window import Window
from tests.bench.arms import live_until
from tests.bench.frame import Figures, figure
from tests.patience import PATIENCE

BAR = 0.2
"""Seconds for the next beat."""


def measure(repeats: int = 5, seconds: float = 5.0) -> list[float]:
    """The seconds of each beat of so many talks, looked at for so many seconds before the next."""
    torch.set_num_threads(1)
    make_application()
    window, found = Window(LIGHT, living=False), list[float]()
    window.resize(1280, 800)
    window.show()

    for story in shelf("en")[:repeats]:
        window.talks.give(story)
        stage = window.talks.stage
        assert stage is not None
        for index in range(len(story.beats)):
            live_until(time.perf_counter() + seconds)
            began = time.perf_counter()
            stage.go(index)
            while not _stands(stage):
                assert time.perf_counter() < began + PATIENCE, (story.name, index)
                live_until(time.perf_counter() + 0.001)
            if index:  # the first is prepared behind the opening
                found.append(time.perf_counter() - began)
        window.talks.leave()
    window.close()
    return found


def _stands(stage: Stage) -> bool:
    grid = stage.shown.page.grid if stage.shown is not None else None
    return grid is not None and grid.isVisible()


def figures(found: Sequence[float]) -> Figures:
    """`ratio` is the seconds of a beat by the bar."""
    return {
        "ratio": figure([seconds / BAR for seconds in found], "next beat / 200 ms"),
        "beats": figure([float(len(found))], "beats"),
    }
