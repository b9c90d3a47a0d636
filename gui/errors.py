"""Where errors go that no page tells, and what Qt has to say: into a file of the user's."""

import faulthandler
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from core.message import told

log = logging.getLogger("qujing")
# Where there is no file the terminal hears of errors, but not of Qt's.
qt_log = logging.getLogger("qujing.qt")
qt_log.addHandler(logging.NullHandler())

# The same error in every paint is logged so often in a row, then no more.
REPEATS = 5


class Excepthook:
    """Logs what reaches Qt's slots and events, with a limit for what repeats in every paint.

    `tell` is handed what failed and where, for who looks at the window.
    """

    def __init__(self, tell: Callable[[str, str], None] | None = None) -> None:
        self._last, self._count, self._tell = "", 0, tell

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        words = told(error)
        self._count = self._count + 1 if words == self._last else 1
        self._last = words
        if self._count <= REPEATS:
            log.error("An event failed.", exc_info=(kind, error, trace))
            if self._tell is not None:
                self._tell(words, "".join(traceback.format_exception(kind, error, trace)))


@contextmanager
def events_logged(tell: Callable[[str, str], None] | None = None) -> Iterator[None]:
    """Log and `tell` what fails in slots and events; outside of this it reaches the terminal, as
    it should while the program starts."""
    sys.excepthook = Excepthook(tell)
    try:
        yield
    finally:
        sys.excepthook = sys.__excepthook__


@contextmanager
def told_twice(what: str) -> Iterator[None]:
    """Log an error that the terminal will be told of: where there is none it would be lost."""
    try:
        yield
    except Exception as error:
        log.error(what, exc_info=error)
        raise


def take_qt_messages() -> None:
    """Send Qt's own messages to the log."""
    qInstallMessageHandler(_qt_message)


def _qt_message(_kind: QtMsgType, _context: QMessageLogContext, words: str) -> None:
    qt_log.warning("Qt: %s", words)


def keep_log() -> None:
    """Log to a file in the user's log folder; without one where that cannot be written."""
    try:
        folder = Path(platformdirs.user_log_dir("qujing"))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "qujing.log"
        log.addHandler(RotatingFileHandler(path, maxBytes=500_000, backupCount=1, encoding="utf-8"))
        faulthandler.enable((folder / "faults.log").open("a"))
    except OSError:
        faulthandler.enable()
