"""A hand-out of a page: its run is walked through, and what was seen is written into one file."""

import math
import time
from pathlib import Path

from PySide6.QtCore import QBuffer, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QImage

from core.commands import GoTo, Pause, Play
from core.files import save
from core.message import InvalidInput
from core.snapshot import Past, Phase, Snapshot
from gui.handout_page import Film, Handout, Taken
from gui.i18n import format_message, tr
from gui.page import Page
from gui.pictures import Picture

MOMENTS = 24
"""Moments of a run that are shown at most."""
ROOM = 3_000_000
"""Bytes of all pictures: in the letters of an HTML file, with the lesson, below five megabytes."""
SHARPEST, WIDEST = 2.0, 1800
"""Pixels of a picture for one on the screen, and of all views side by side, at most."""
QUALITIES = ((1.0, 85), (1.0, 70), (1.0, 50), (0.5, 50), (0.5, 15))
"""How a picture is made smaller until it finds room: scale, quality of WebP."""
POLL, PATIENCE = 15, 3.0
"""Milliseconds between two looks; seconds until a picture is taken though it may get finer."""


def moments(past: Past, most: int = MOMENTS) -> tuple[int, ...]:
    """At most `most` kept steps, the last included; closer at the beginning, where most changes."""
    kept = sorted({*past.steps, past.end})
    while len(kept) > most:
        gaps = [
            (after - before) / math.sqrt(step + 1)
            for before, step, after in zip(kept, kept[1:], kept[2:], strict=False)
        ]
        del kept[1 + gaps.index(min(gaps))]
    return tuple(kept)


class HandoutRecorder(QObject):
    """Walks through the run of `page`, writes `path`, and comes back to where the run stood."""

    def __init__(self, page: Page, path: Path) -> None:
        super().__init__(page)
        seen = page.snapshot
        assert seen is not None
        self._page, self._path, self.over = page, path, False
        self._run, self._scene = seen.run, seen.scene
        self._plays, self._back = seen.phase is Phase.PLAYING, seen.step
        self._steps: tuple[int, ...] | None = None
        self._taken: dict[str, list[Taken]] = {}
        self._last: dict[str, QImage] = {}
        self._count, self._view, self._left = 0, 0, ROOM
        self._serial, self._since = page.send(Pause()), time.monotonic()
        self._timer = QTimer(self, interval=POLL)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        """Take what is shown once it is what was asked for, and ask for the next moment."""
        seen = self._page.snapshot
        if seen is None or seen.answered < self._serial or not self._page.isVisible():
            return
        strange = seen.run != self._run or seen.scene is not self._scene
        if strange or seen.phase is not Phase.PAUSED or self._left_by_hand(seen):
            self._drop()  # another hand has taken the run: it is not led back
            return
        if not seen.fine and time.monotonic() - self._since < PATIENCE:
            return
        if self._steps is None:
            self._back, self._steps = seen.step, moments(seen.past)
        elif not self._take():
            return  # the next view has its turn
        if self._count < len(self._steps):
            self._go(self._steps[self._count])
            self._page.transport.say(
                tr("Hand-out {count}/{all}, Esc drops it").format(
                    count=self._count + 1, all=len(self._steps)
                )
            )
        else:
            self._finish(seen)

    def _left_by_hand(self, seen: Snapshot) -> bool:
        return self._steps is not None and seen.step > self._steps[self._count]

    def _go(self, step: int) -> None:
        self._serial, self._since = self._page.send(GoTo(step)), time.monotonic()

    def _take(self) -> bool:
        """Take the next view, if it has changed; whether it was the last of this moment.

        One at a time: making a file takes long, and the window stays alive.
        """
        assert self._page.grid is not None
        grid = self._page.grid
        name, card = list(grid.cards.items())[self._view]
        card.retranslate()  # its numbers may be a quarter of a second old
        scale = min(SHARPEST, WIDEST / max(1, grid.width()))
        image = Picture(card, card.panel.theme).image(scale)
        if image != self._last.get(name):
            content = squeezed(image, self._room())
            self._last[name] = image
            self._taken.setdefault(name, []).append(Taken(self._count, content))
            self._left -= len(content)
        self._view = (self._view + 1) % len(grid.cards)
        self._count += self._view == 0
        return self._view == 0

    def _room(self) -> int:
        """Bytes for the next picture: of what is left, as its area is to that still to come."""
        assert self._page.grid is not None
        assert self._steps is not None
        areas = [card.width() * card.height() for card in self._page.grid.cards.values()]
        to_come = (len(self._steps) - self._count) * sum(areas) - sum(areas[: self._view])
        return self._left * areas[self._view] // max(1, to_come)

    def _finish(self, seen: Snapshot) -> None:
        """Write the file, and let the run stand where it stood."""
        handout = self._handout(seen)
        self._end()
        try:
            save(self._path, handout.html())
            said = tr("Saved: {name}").format(name=self._path.name)
        except InvalidInput as invalid:
            said = format_message(invalid.message)
        self._page.transport.say(said)

    def _handout(self, seen: Snapshot) -> Handout:
        page, grid = self._page, self._page.grid
        assert grid is not None
        assert self._steps is not None
        preset, cards = page.preset, grid.cards
        places = {n: QRect(c.mapTo(grid, QPoint()), c.size()) for n, c in cards.items()}
        whole = QRect()
        for place in places.values():  # where cards are scrolled, more than the grid
            whole = whole.united(place)
        return Handout(
            page=page.entry.name,
            title=tr(page.entry.title),
            said=" · ".join([*([tr(preset.name)] if preset else []), f"{tr('seed')} {seen.seed}"]),
            sentence=tr(preset.sentence) if preset else "",
            size=whole.size(),
            films=[
                Film(tr(cards[n].panel.view.title), place.translated(-whole.topLeft()), taken)
                for n, place in places.items()
                for taken in (self._taken[n],)
            ],
            steps=self._steps,
            params=seen.params,
            theme=next(iter(cards.values())).panel.theme,
        )

    # --- the end --------------------------------------------------------------------------------

    def cancel(self) -> bool:
        """Write nothing, and let the run stand where it stood; whether there was a hand-out."""
        was = not self.over
        if was:
            self._end()
            self._page.transport.say(tr("The hand-out was dropped."))
        return was

    def _drop(self) -> None:
        """The run is another hand's now."""
        self.over = True
        self._timer.stop()
        self._page.transport.say(tr("The hand-out was dropped."))

    def _end(self) -> None:
        self.over = True
        self._timer.stop()
        if self._steps is not None:
            self._page.send(GoTo(self._back))
        if self._plays:
            self._page.send(Play())


def squeezed(image: QImage, room: int) -> bytes:
    """A WebP file of a picture that takes `room` bytes, or as few as can be."""
    content = b""
    for scale, quality in QUALITIES:
        content = _webp(image, scale, quality)
        if len(content) <= room:
            break
    return content


def _webp(image: QImage, scale: float, quality: int) -> bytes:
    if scale < 1.0:
        smooth = Qt.TransformationMode.SmoothTransformation
        image = image.scaledToWidth(max(1, round(image.width() * scale)), smooth)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "WEBP", quality)  # type: ignore[call-overload]
    return bytes(buffer.data().data())
