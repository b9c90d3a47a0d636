"""Random events over all pages of a real window, as a child would that was left alone with it.

No exception may reach an event, a worker or the log; Qt may warn of nothing; every command must be
answered; and the window may never stand still for a second.
"""

import gc
import logging
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import torch
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from core.experiments import ENTRIES
from gui.app import collect_on_this_thread, make_application
from gui.i18n import set_language
from gui.theme import LIGHT
from gui.window import Window
from gui.worker import warm_up
from tests.bench.child import STALL, Child, Found
from tests.bench.frame import Figures, figure
from tests.bench.kept import files_in
from tests.patience import PATIENCE

EVENTS = 10_000
"""Of one seed."""
UNHEARD = ("This plugin does not support", "propagateSizeHints")
"""What the platform without a screen says at every resize."""


def measure(
    page: str = "", repeats: int = 5, steps: int = EVENTS, first_seed: int = 1
) -> list[Found]:
    """So many seeds of so many events each; of all pages, or of one."""
    torch.set_num_threads(1)
    pages = [page] if page else [entry.name for entry in ENTRIES]
    found = []
    for turn in range(repeats):
        found.append(let_loose(first_seed + turn, steps, pages))
        for line in [*found[-1].faults, *found[-1].stalls]:
            print(f"seed {first_seed + turn}: {line}", file=sys.stderr)
    return found


def figures(found: Sequence[Found]) -> Figures:
    """`ratio` is the longest time that an event had to wait, by seed, ÷ what is allowed."""
    return {
        "ratio": figure([max(seed.late) / STALL for seed in found], f"longest wait / {STALL} s"),
        "faults": figure([len(seed.faults) for seed in found], "a seed"),
        "stalls": figure([len(seed.stalls) for seed in found], "a seed"),
        "answers": figure([seed.answers for seed in found], "a seed"),
        "events": figure([seed.events for seed in found], "a seed"),
    }


def let_loose(seed: int, events: int, pages: Sequence[str]) -> Found:
    """One window, from its opening to its end."""
    make_application()
    found, before = Found(), set(threading.enumerate())
    with tempfile.TemporaryDirectory() as folder, listening(found):
        window = Window(LIGHT, living=False)
        window.resize(1280, 800)
        window.show()
        warm_up()  # as the program does when it starts
        collector = collect_on_this_thread()
        child = Child(window, seed, events, pages, files_in(Path(folder)), found)
        try:
            child.play()
        finally:
            collector.stop()
            gc.unfreeze()  # the next seed begins with the memory of the first
            gc.enable()
            set_language("en")
            window.close()
            # The window has waited a moment; beside other work a step or a look takes longer. What
            # still runs in C++ while Python is taken down ends the process with std::terminate.
            begun = set(threading.enumerate()) - before
            for thread in begun:
                thread.join(PATIENCE)
            window.deleteLater()
            # The platform without a screen would keep it until Python is gone, and crash then.
            QApplication.clipboard().clear()
    found.faults += [f"{thread.name} did not end" for thread in begun if thread.is_alive()]
    return found


@contextmanager
def listening(found: Found) -> Iterator[None]:
    """Hear of errors in events and in the log, and of what Qt has to say."""

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.faults.append(self.format(record))

    def in_event(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        logging.getLogger("qujing").error("An event failed.", exc_info=(kind, error, trace))

    def of_qt(_kind: object, _context: object, words: str) -> None:
        if not any(unheard in words for unheard in UNHEARD):
            found.faults.append(f"Qt: {words}")

    listener, hook = Listener(logging.ERROR), sys.excepthook
    handler = qInstallMessageHandler(of_qt)
    logging.getLogger("qujing").addHandler(listener)
    sys.excepthook = in_event
    try:
        yield
    finally:
        sys.excepthook = hook
        logging.getLogger("qujing").removeHandler(listener)
        qInstallMessageHandler(handler)
