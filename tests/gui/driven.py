"""A window that a test drives: it waits on conditions, never for luck."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

from core.commands import Command
from core.experiments import ENTRIES
from core.snapshot import Phase, Snapshot
from gui.app import make_application
from gui.i18n import set_language
from gui.page import Page
from gui.theme import LIGHT
from gui.window import Window

PAGE = ENTRIES[0].name


class Driven:
    """A window, and what a test does with it."""

    def __init__(self, window: Window, bot: QtBot) -> None:
        self.window, self.bot = window, bot

    @property
    def page(self) -> Page:
        """The page that stands open."""
        page = self.window.page
        assert page is not None
        return page

    @property
    def seen(self) -> Snapshot:
        """What the page shows."""
        assert self.page.snapshot is not None
        return self.page.snapshot

    def open(self, name: str = PAGE) -> None:
        """Open a page and wait for its first picture."""
        self.window.open_page(name)
        self.until(lambda seen: bool(seen.views) and seen.phase is not Phase.BUILDING)

    def send(self, *commands: Command) -> None:
        """Hand commands to the run."""
        for command in commands:
            self.page.send(command)

    def until(self, done: Callable[[Snapshot], bool]) -> None:
        """Wait until the page shows a snapshot that is `done`."""

        def shown() -> bool:
            return self.page.snapshot is not None and done(self.page.snapshot)

        self.bot.waitUntil(shown)


@contextmanager
def driven(bot: QtBot, living: bool = False, folder: Path | None = None) -> Iterator[Driven]:
    """A window in English, closed and deleted afterwards; runs are kept in `folder`."""
    make_application()
    set_language("en")
    window = Window(LIGHT, living=living, folder=folder)
    window.show()
    try:
        yield Driven(window, bot)
    finally:
        window.close()
        window.deleteLater()
        set_language("en")
