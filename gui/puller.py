"""The puller: looks for pictures at the rate of painting, and leaves time for all else."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

# Milliseconds between two pictures of training at least, and between two looks for one that has not
# come: while it is on its way, and at rest, where nobody should be woken for nothing.
FRAME, POLL, REST = 25, 6, 16
# Drawing and painting take at most this share of the wall time of training.
SHARE = 0.35


class Puller(QObject):
    """Calls `show`, which says whether there was anything new, while `widget` is seen.

    `plays` says whether there is training to leave time for, `waits` whether a picture is on its
    way.
    """

    def __init__(
        self,
        widget: QWidget,
        show: Callable[[], bool],
        plays: Callable[[], bool],
        waits: Callable[[], bool],
    ) -> None:
        super().__init__(widget)
        self._widget, self._show, self._plays, self._waits = widget, show, plays, waits
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.pull)

    def begin(self) -> None:
        """Look for pictures from now on."""
        self._timer.start(0)

    def end(self) -> None:
        """Look for none any more."""
        self._timer.stop()

    @property
    def active(self) -> bool:
        """Whether it looks for pictures."""
        return self._timer.isActive()

    def pull(self) -> None:
        """Show what is new, then come again after the frame or when painting is paid."""
        began = time.perf_counter()
        fresh = True
        try:
            fresh = self._show()
        finally:  # whatever one picture did, the next one comes
            if fresh:
                # Painting follows before the event loop is idle again; then its cost is known.
                QTimer.singleShot(0, self, lambda: self._come_again(began))
            else:
                self._timer.start(POLL if self._waits() else REST)

    def _come_again(self, began: float) -> None:
        spent = time.perf_counter() - began
        if self._widget.isVisible():
            rest = max(FRAME / 1000, spent / SHARE) - spent if self._plays() else 0.0
            self._timer.start(max(1, round(rest * 1000)))
