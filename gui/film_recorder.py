"""A film of a page while it runs: the window takes pictures, a thread makes a file of them."""

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import numpy as np
from PySide6.QtCore import QObject, QSize, QTimer
from PySide6.QtGui import QImage

from core.exporting.film import RATE, Frame, film
from core.files import save
from gui.answers import AbandonedError, Answers
from gui.i18n import tr
from gui.page import Page

LONGEST = 20.0
"""Seconds of a film: one of a page has a few megabytes then."""
WAITING = 25
"""Pictures that may wait for the thread; further ones are left out rather than kept in memory."""


class FilmRecorder(QObject):
    """Records `page` into `path` until it is ended or cancelled, or the film is long enough.

    A film of the `past` shows all moments that are kept, and ends with the last.
    """

    def __init__(self, page: Page, path: Path, past: bool = False) -> None:
        super().__init__(page)
        self._page, self._path = page, path
        self._frames: SimpleQueue[Frame | None] = SimpleQueue()
        self.count, self.records, self.over = 0, True, False
        self._size: QSize | None = None
        self._answers = Answers(self, self._refused)
        self._timer = QTimer(self, interval=round(1000 / RATE))
        self._timer.timeout.connect(self._take)
        self._timer.start()
        self._past = past
        if past:
            page.transport.timeline.play_past()
        self._answers.of_thread("film", self._write, self._saved)

    def _write(self) -> Path:
        """On the thread: wait for pictures until there is none, and save the film."""
        save(self._path, film(self._pictures(), self._path.suffix[1:].lower()))
        return self._path

    def _pictures(self) -> Iterator[Frame]:
        while (frame := self._frames.get()) is not None:
            if self.over:
                raise AbandonedError
            yield frame

    def _take(self) -> None:
        """Take a picture, and say how long the film is."""
        sides = self._page.sides
        grid = self._page.grid if sides.other is None else sides
        if grid is None or not self._page.isVisible() or self._frames.qsize() > WAITING:
            return
        self._frames.put(self._as_large_as_the_first(grid.grab().toImage()))
        self.count += 1
        seconds = self.count / RATE
        self._page.transport.say(
            tr("Recording, {seconds} s; once more ends the film, Esc drops it").format(
                seconds=f"{seconds:.0f}"
            )
        )
        ended = self._past and not self._page.transport.timeline.plays
        if ended or seconds >= LONGEST:
            self.end()

    def _as_large_as_the_first(self, image: QImage) -> Frame:
        """A frame of a window whose size may have been changed since."""
        if self._size is None:
            self._size = image.size()
        return as_frame(image if image.size() == self._size else image.scaled(self._size))

    def end(self) -> None:
        """The film is long enough: the thread finishes it."""
        if self.records:
            self.records = False
            self._timer.stop()
            self._frames.put(None)
            self._page.transport.say(tr("Writing the film; Esc drops it"))

    def cancel(self) -> bool:
        """Drop the film; whether there was one."""
        was, self.over = not self.over, True
        self.end()
        if was:
            self._page.transport.say(tr("The film was dropped."))
        return was

    def _saved(self, path: Path) -> None:
        if self.over:
            return
        self.over = True
        self._page.transport.say(tr("Saved: {name}").format(name=path.name))

    def _refused(self, why: str) -> None:
        self.cancel()
        self._page.transport.say(why)


def as_frame(image: QImage) -> Frame:
    """Red, green, blue (H, W, 3) of a picture."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()
