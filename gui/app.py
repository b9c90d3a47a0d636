"""The application round the window: fonts, settings, Ctrl-C, and when garbage is collected."""

import contextlib
import gc
import itertools
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import platformdirs
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from core.commands import Command, Open
from core.stories.story import Story
from gui import preferences
from gui.assets import load_fonts
from gui.crash_dialog import CrashTeller
from gui.errors import events_logged, keep_log, take_qt_messages, told_twice
from gui.i18n import set_language
from gui.offer import Running
from gui.stored import stored
from gui.style import sheet
from gui.theme import THEMES
from gui.window import Window
from gui.worker import warm_up

# Milliseconds between two collections of garbage.
COLLECT = 1000
# At every so many of them all that was set aside is looked through: a quarter of a second.
WHOLE = 300
# For so many at the start nothing is looked through: importing torch must not wait for it.
STARTING = 5


class Interrupt:
    """While this holds, Ctrl-C closes the windows, which waits for the workers.

    Raised as KeyboardInterrupt it would end whatever slot runs just then, and be forgotten.
    """

    def __init__(self) -> None:
        self.came = False

    def __enter__(self) -> "Interrupt":
        self._before = signal.signal(signal.SIGINT, self._take)
        return self

    def __exit__(self, *_error: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True
        QTimer.singleShot(0, QApplication.closeAllWindows)

    def check(self) -> None:
        """Raise KeyboardInterrupt if Ctrl-C came."""
        if self.came:
            raise KeyboardInterrupt


def make_application() -> QApplication:
    """The one QApplication, with style, fonts and collector set; the same one at a second call."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    application = QApplication(sys.argv[:1])
    application.setApplicationName("qujing")
    application.setApplicationDisplayName("Qujing 曲径")
    application.setStyle("Fusion")
    load_fonts()
    return application


def collect_on_this_thread() -> QTimer:
    """Collect garbage on the GUI thread only: elsewhere it would destroy Qt objects there.

    What outlives a collection is set aside, since to look through all that torch brings takes a
    quarter of a second; now and then that is done all the same. While the program starts it is
    set aside unseen.
    """
    gc.disable()
    turns = itertools.count()

    def collect() -> None:
        turn = next(turns)
        if turn and turn % WHOLE == 0:
            gc.unfreeze()
        if turn == 0 or turn > STARTING:
            gc.collect()
        gc.freeze()

    collect()
    timer = QTimer(interval=COLLECT)
    timer.timeout.connect(collect)
    timer.start()
    return timer


def run(
    page: str | None,
    theme: str | None = None,
    language: str | None = None,
    seed: int = 0,
    settings: dict[str, str] | None = None,
    first: Command | None = None,
    safe: bool = False,
    story: Story | None = None,
) -> int:
    """Show the window until it is closed; the exit code. Raises KeyboardInterrupt after Ctrl-C.

    With a `story` it opens with that talk. In `safe` mode settings and kept runs of earlier times
    are left alone. What fails until it stands raises too.
    """
    keep_log()
    take_qt_messages()
    application = make_application()
    with Interrupt() as interrupt, _empty(safe) as empty:
        with told_twice("The window could not be opened."):
            kept = stored(empty)
            running = Running(folder := empty or kept_runs())
            window = _open(kept, page, theme, language, seed, settings, folder, first)
            if first is None or page is None:
                window.files.offer_kept(folder, window.gallery.offer, running.crashed)
            window.show()
            if story is not None:
                window.talks.give(story)
            collector = collect_on_this_thread()
        with events_logged(CrashTeller(window, lambda: sheet(window.look.worn()))):
            result = application.exec()
        collector.stop()
        kept.sync()
        running.end()
        interrupt.check()
    return result


@contextlib.contextmanager
def _empty(safe: bool) -> Iterator[Path | None]:
    """In safe mode a folder in which nothing stands yet, and which is gone afterwards."""
    if not safe:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="qujing-") as folder:
        yield Path(folder)


def kept_runs() -> Path:
    """The folder in which runs are kept by themselves."""
    folder = Path(platformdirs.user_data_dir("qujing", appauthor=False))
    with contextlib.suppress(OSError):  # then nothing is kept, and the log says so
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def open_first(window: Window, page: str, first: Command | None) -> None:
    """Open a page on what is to be opened, or tell it something at first."""
    window.open_page(page, first.opened if isinstance(first, Open) else None)
    if first is not None and not isinstance(first, Open):
        window.pages[page].send(first)


def _open(
    kept: QSettings,
    page: str | None,
    theme: str | None,
    language: str | None,
    seed: int,
    texts: dict[str, str] | None,
    folder: Path,
    first: Command | None,
) -> Window:
    set_language(preferences.language(kept, language))
    look, still = THEMES[preferences.theme(kept, theme)], preferences.still(kept)
    window = Window(look, kept, seed=seed, texts=texts, still=still, folder=folder)
    window.look.scale = preferences.scale(kept)
    QApplication.styleHints().colorSchemeChanged.connect(
        lambda: window.restyle(THEMES[preferences.theme(kept, theme)])
    )
    if page is not None:
        open_first(window, page, first)
    else:
        QTimer.singleShot(0, warm_up)
    return window
