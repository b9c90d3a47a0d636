"""The application round the window: fonts, settings, what happens to errors, shots."""

import faulthandler
import gc
import itertools
import logging
import sys
import time
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs
from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from core.commands import Step
from core.message import InvalidInput
from core.snapshot import Phase
from gui import preferences
from gui.assets import load_fonts
from gui.i18n import format_message, set_language
from gui.theme import THEMES
from gui.window import Window
from gui.worker import warm_up

log = logging.getLogger("qujing")

# Milliseconds between two collections of garbage.
COLLECT = 1000
# At every so many of them all that was set aside is looked through: a quarter of a second.
WHOLE = 300
# For so many at the start nothing is looked through: importing torch must not wait for it.
STARTING = 5
# The same error in every paint is logged so often in a row, then no more.
REPEATS = 5
# A shot waits this long, in seconds, for its picture; training dominates.
SHOT_PATIENCE = 600.0
# A shot of the gallery waits this long, in seconds, for its tiles to have lived.
GALLERY_PATIENCE = 12.0


class Excepthook:
    """Logs what reaches Qt's slots and events, with a limit for what repeats in every paint."""

    def __init__(self) -> None:
        self._last, self._count = "", 0

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        words = f"{kind.__name__}: {error}"
        self._count = self._count + 1 if words == self._last else 1
        self._last = words
        if self._count <= REPEATS:
            log.error("An event failed.", exc_info=(kind, error, trace))


def qt_message(_kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
    """Send Qt's own messages to the log."""
    log.warning("Qt: %s", words)


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


def keep_log() -> None:
    """Log to a file in the user's log folder; without one where that cannot be written."""
    try:
        folder = Path(platformdirs.user_log_dir("qujing"))
        folder.mkdir(parents=True, exist_ok=True)
        log.addHandler(RotatingFileHandler(folder / "qujing.log", maxBytes=500_000, backupCount=1))
        faulthandler.enable((folder / "faults.log").open("a"))
    except OSError:
        faulthandler.enable()


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
) -> int:
    """Show the window until it is closed; the exit code. Raises InvalidInput for bad settings."""
    keep_log()
    sys.excepthook = Excepthook()
    qInstallMessageHandler(qt_message)
    application = make_application()
    kept = preferences.stored()
    set_language(preferences.language(kept, language))
    window = Window(THEMES[preferences.theme(kept, theme)], kept, seed=seed, texts=settings)
    window.look.scale = preferences.scale(kept)
    application.styleHints().colorSchemeChanged.connect(
        lambda: window.restyle(THEMES[preferences.theme(kept, theme)])
    )
    if page is not None:
        window.open_page(page)
    else:
        QTimer.singleShot(0, warm_up)
    window.show()
    collector = collect_on_this_thread()
    result = application.exec()
    collector.stop()
    kept.sync()
    return result


def shot(
    page: str | None,
    path: str,
    steps: int,
    theme: str = "light",
    language: str = "en",
    size: tuple[int, int] = (1280, 800),
    seed: int = 0,
    settings: dict[str, str] | None = None,
) -> None:
    """Save a picture of a page after `steps` training steps. Raises InvalidInput if it cannot."""
    qInstallMessageHandler(qt_message)  # the offscreen plugin says what it cannot do
    application = make_application()
    set_language(language)
    window = Window(THEMES[theme], living=page is None, seed=seed, texts=settings)
    window.resize(*size)
    if page is not None:
        window.open_page(page)
        window.pages[page].send(Step(steps))
    window.show()
    try:
        wait_for_picture(application, window)
        if not window.grab().save(path):
            raise InvalidInput("{path} cannot be written.", path=path)
    finally:
        window.close()


def wait_for_picture(application: QApplication, window: Window) -> None:
    """Run the window until its page has trained the steps that it was told to, or was stopped by
    a callback, and shows the fine picture."""
    page = window.page
    ends = time.monotonic() + (SHOT_PATIENCE if page else GALLERY_PATIENCE)
    while time.monotonic() < ends:
        application.processEvents()
        time.sleep(0.005)
        if page is None:
            continue
        seen = page.snapshot
        if seen is not None and seen.scene is None and seen.reason is not None:
            raise InvalidInput(format_message(seen.reason).replace("{", "{{").replace("}", "}}"))
        if seen is None or seen.phase in (Phase.BUILDING, Phase.PLAYING):
            continue
        if seen.phase is Phase.FAILED or (seen.answered and seen.fine):
            break
    for _ in range(20):
        application.processEvents()
