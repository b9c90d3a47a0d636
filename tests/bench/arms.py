"""A page in a real window, and the same run without one, counted step by step."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication
from torch import Tensor

from core.commands import Command, Pause, Play, Reset, Step
from core.experiment import Experiment, build, choose_device
from core.experiments import find
from core.run import Run
from core.snapshot import Phase, Snapshot
from gui.app import collect_on_this_thread, make_application
from gui.page import Page
from gui.theme import LIGHT
from gui.window import Window
from tests.patience import PATIENCE

SEED = 1


@dataclass
class Counter:
    """How often any experiment has trained since `begin`, and which one it was."""

    steps: int = 0
    experiment: Experiment | None = field(default=None, repr=False)

    def begin(self) -> None:
        """Count anew."""
        self.steps, self.experiment = 0, None


@contextmanager
def counted(kind: type[Experiment]) -> Iterator[Counter]:
    """Count every `step` of `kind`, at the same small cost in all arms."""
    counter, step = Counter(), kind.step

    def count(self: Experiment) -> Mapping[str, Tensor | float]:
        counter.steps += 1
        counter.experiment = self
        return step(self)

    kind.step = count  # type: ignore[method-assign]
    try:
        yield counter
    finally:
        kind.step = step  # type: ignore[method-assign]


def turned(knob: str) -> dict[str, str]:
    """The knob of an option such as "task=infer", "" for none."""
    name, _, value = knob.partition("=")
    return {name: value} if name else {}


class Headless:
    """The run as main.py --headless trains it, on this thread."""

    def __init__(self, page: str, knobs: Mapping[str, str]) -> None:
        scene, params = find(page).chosen(knobs)
        device = choose_device(scene.experiment)
        experiment = build(scene.experiment, params, SEED, device)
        self.run = Run(scene, experiment, time.perf_counter)

    def train_until(self, ends: float) -> None:
        """Steps until the clock says `ends`."""
        while time.perf_counter() < ends:
            self.run.train()


class Windowed:
    """A page in a window, driven as a person would, on this thread's event loop."""

    def __init__(self, page: str, knobs: Mapping[str, str]) -> None:
        self.application: QApplication = make_application()
        self.window = Window(LIGHT, living=False, seed=SEED, texts=dict(knobs))
        self.window.resize(1280, 800)
        self.window.open_page(page)
        self.window.show()
        self.collector = collect_on_this_thread()
        self.until(lambda seen: seen.phase is Phase.PAUSED and seen.fine)

    @property
    def page(self) -> Page:
        """The page that stands open."""
        page = self.window.page
        assert page is not None
        return page

    def send(self, command: Command) -> None:
        """PlotInteraction a command to the run."""
        self.page.send(command)

    def run_until(self, ends: float) -> None:
        """Let the window live until the clock says `ends`."""
        live_until(ends)

    def until(self, done: Callable[[Snapshot], bool]) -> None:
        """Let the window live until its page's snapshot is `done`. Raises TimeoutError."""
        ends = time.perf_counter() + PATIENCE
        while self.page.snapshot is None or not done(self.page.snapshot):
            self.run_until(time.perf_counter() + 0.02)
            if time.perf_counter() > ends:
                seen = self.page.snapshot
                raise TimeoutError(f"the page is {seen and (seen.phase, seen.step, seen.reason)}")

    def play_anew(self, counter: Counter, hidden: bool = False) -> None:
        """Begin the run again from its seed, hide the window if so told, and play."""
        self.send(Pause())
        before = self.page.snapshot
        assert before is not None
        self.send(Reset(SEED))
        self.until(lambda seen: seen.run > before.run and seen.phase is Phase.PAUSED)
        self.window.setVisible(not hidden)
        counter.begin()
        self.send(Play())

    def pause(self, counter: Counter) -> None:
        """Stop, show the window, and wait until the worker stands still.

        A hidden window still holds the snapshot from before it played: the step tells it apart.
        """
        self.send(Pause())
        self.window.show()
        self.until(lambda seen: seen.phase is Phase.PAUSED and seen.step == counter.steps)

    def train(self, counter: Counter, steps: int) -> None:
        """`steps` more, uncounted by any clock."""
        if steps > 0:
            wanted = counter.steps + steps
            self.send(Step(steps))
            self.until(lambda seen: seen.step >= wanted and seen.phase is Phase.PAUSED)

    def close(self) -> None:
        """End the worker and the window."""
        self.collector.stop()
        self.window.close()


def state_of(counter: Counter) -> Any:
    """All that training changed of the run that was counted last; it must stand still."""
    assert counter.experiment is not None
    return counter.experiment.state()


def live_until(ends: float) -> None:
    """Let what Qt shows live until the clock says `ends`."""
    # A loop of its own, since quitting the application would close the window.
    loop = QEventLoop()
    timer = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start(max(0, round((ends - time.perf_counter()) * 1000)))
    loop.exec()
