"""Where a window stands: within what the screen has free, whatever was remembered."""

from PySide6.QtCore import QByteArray, QRect, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from gui.stored import content

SIZE = QSize(1280, 800)
"""What a window likes to have, in pixels without the scale of the screen."""
SMALLEST = QSize(760, 480)
"""A screen of 1920×1080 at 200 % has 960×540, some of it taken by the desktop."""
FRAME = QSize(8, 40)
"""Pixels that the desktop puts round a window, before it has said how many."""
GEOMETRY = "geometry"


def place(window: QMainWindow, settings: QSettings | None) -> None:
    """Give a window its size and place: as it was left, if that fits, else as large as it may be.

    It never begins filling the screen, for nothing on it would say how to leave that.
    """
    window.setMinimumSize(SMALLEST)
    kept = content(settings, GEOMETRY) if settings is not None else None
    if kept is not None and window.restoreGeometry(kept):
        if window.isFullScreen():
            normal = window.normalGeometry()
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowFullScreen)
            if not window.isMaximized():
                window.setGeometry(normal)
        if any(free.contains(window.normalGeometry()) for free in _free()):
            return
    free = (window.screen() or QGuiApplication.primaryScreen()).availableGeometry()
    room = QRect(free.topLeft(), free.size() - FRAME)
    size = SIZE.boundedTo(room.size())
    window.resize(size)
    middle = room.center() - QRect(room.topLeft(), size).center() + room.topLeft()
    window.move(middle)


def _free() -> list[QRect]:
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]


class FullScreen:
    """A window that fills the screen, and is as before afterwards."""

    def __init__(self, window: QMainWindow) -> None:
        self._window, self._before = window, window.windowState()
        self._geometry: QByteArray | None = None

    def fill(self, wanted: bool) -> None:
        """Fill the screen, or be again as before."""
        full, fills = Qt.WindowState.WindowFullScreen, self._window.isFullScreen()
        if wanted and not fills:
            self._before = self._window.windowState()
            self._geometry = self._window.saveGeometry()
            self._window.setWindowState(self._before | full)
        elif fills and not wanted:
            self._window.setWindowState(self._before & ~full)

    def keep(self, settings: QSettings) -> None:
        """Remember size and place: those from before, as long as the window covers its screen.

        It does so for a while after it was asked not to, for the desktop has to answer.
        """
        window, kept = self._window, self._geometry
        covers = window.isFullScreen() or window.geometry() == window.screen().geometry()
        settings.setValue(GEOMETRY, kept if covers and kept else window.saveGeometry())
