"""A picture of the window, for who has none."""

import math
import time
from pathlib import Path

from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from core.commands import Command, Step
from core.files import save
from core.message import InvalidInput
from core.snapshot import Phase
from core.stories.meaning import meant
from core.stories.story import Story
from gui.app import Interrupt, make_application, open_first
from gui.errors import keep_log, take_qt_messages
from gui.i18n import format_message, set_language
from gui.screens import SMALLEST
from gui.stage.stage import Stage
from gui.theme import THEMES
from gui.window import Window

# A shot waits this long, in seconds, for its picture; training dominates.
PATIENCE = 600.0
# A shot of the gallery waits this long, in seconds, for its tiles to have lived.
GALLERY_PATIENCE = 12.0
# On stage words follow pictures within this time, in seconds.
SETTLES = 0.5


def shot(
    page: str | None,
    path: Path,
    steps: int,
    theme: str = "light",
    language: str = "en",
    size: tuple[int, int] = (1280, 800),
    seed: int = 0,
    settings: dict[str, str] | None = None,
    first: Command | None = None,
) -> None:
    """Save a picture of a page after `steps` training steps, of `size` in pixels.

    Raises InvalidInput if it cannot, KeyboardInterrupt after Ctrl-C.
    """
    keep_log()
    take_qt_messages()  # the offscreen plugin says what it cannot do
    application = make_application()
    set_language(language)
    window = Window(THEMES[theme], living=page is None, seed=seed, texts=settings)
    lay_out(window, *size)
    if page is not None:
        open_first(window, page, first)
        window.pages[page].send(Step(steps))
    window.show()
    try:
        with Interrupt() as interrupt:
            wait_for_picture(application, window, interrupt)
        save(path, as_png(painted(window, *size)))
    finally:
        window.close()


def shot_of_talk(
    story: Story, path: Path, beat: int, theme: str, language: str, size: tuple[int, int]
) -> None:
    """Save a picture of the stage with a beat that has come to its end, 0 for the opening.

    Raises InvalidInput if it cannot, or the talk means nothing, KeyboardInterrupt after Ctrl-C.
    """
    meant(story, story.language or language)
    if beat > len(story.beats):
        raise InvalidInput(
            "There is no beat {number}; the last is {last}.", number=beat, last=len(story.beats)
        )
    keep_log()
    take_qt_messages()
    application = make_application()
    set_language(language)
    window = Window(THEMES[theme], living=False)
    lay_out(window, *size)
    stage = window.talks.give(story, full=False)
    window.show()
    try:
        with Interrupt() as interrupt:
            if beat:
                stage.go(beat - 1)
            ends = time.monotonic() + PATIENCE
            while time.monotonic() < ends and not (beat == 0 or _stands(stage)):
                application.processEvents()
                time.sleep(0.005)
                interrupt.check()
            ends = time.monotonic() + SETTLES
            while time.monotonic() < ends:
                application.processEvents()
                time.sleep(0.005)
        save(path, as_png(painted(window, *size)))
    finally:
        window.close()


def _stands(stage: Stage) -> bool:
    """Whether the beat that is shown has come to its end, and shows it finely, or has broken."""
    shown = stage.shown
    if shown is not None and shown.waits and shown.session.ready:
        shown.begin()
    seen = shown.page.snapshot if shown is not None else None
    if shown is None or seen is None:
        return False
    return shown.over and (seen.fine or shown.session.broken)


def lay_out(window: Window, width: int, height: int) -> None:
    """Give the window the room of so many pixels, or the least that it needs in that shape."""
    scale = _scale(window, width, height)
    window.resize(math.ceil(width / scale), math.ceil(height / scale))


def _scale(window: Window, width: int, height: int) -> float:
    """Pixels of the picture for each that the window counts."""
    needed = width / SMALLEST.width(), height / SMALLEST.height()
    return min(window.devicePixelRatioF(), *needed)


def painted(window: Window, width: int, height: int) -> QImage:
    """The window in exactly so many pixels, whatever the scale of the screen."""
    image = window.grab().toImage()
    if _scale(window, width, height) == window.devicePixelRatioF():
        return image.copy(0, 0, width, height)
    fill, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(width, height, fill, smooth)


def as_png(image: QImage) -> bytes:
    """The content of a file."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def wait_for_picture(application: QApplication, window: Window, interrupt: Interrupt) -> None:
    """Run the window until its page has trained the steps that it was told to, or was stopped by
    a callback, and shows the fine picture."""
    page = window.page
    ends = time.monotonic() + (PATIENCE if page else GALLERY_PATIENCE)
    while time.monotonic() < ends:
        application.processEvents()
        time.sleep(0.005)
        interrupt.check()
        if page is None:
            continue
        seen = page.snapshot
        if seen is not None and seen.scene is None and seen.reason is not None:
            raise InvalidInput("{why}", why=format_message(seen.reason))
        if seen is None or seen.phase in (Phase.BUILDING, Phase.PLAYING):
            continue
        if seen.phase is Phase.FAILED or (seen.answered and seen.fine):
            break
    for _ in range(20):
        application.processEvents()
