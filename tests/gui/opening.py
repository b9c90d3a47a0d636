"""Open pages of the toy experiment for the tests of the window."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from core.experiment import Experiment
from core.experiments import Entry
from core.snapshot import Phase, Snapshot
from gui.page import Page
from gui.theme import LIGHT
from gui.worker import Session
from tests.toy import Toy

# Waiting for a worker ends after this many milliseconds: far above what it takes, even loaded.
PATIENCE = 20_000


class ToyEntry(Entry):
    """An entry that loads the toy."""

    def load(self) -> type[Experiment]:
        """The toy's class."""
        return Toy


TOY = ToyEntry("toy", "Toy", "A line fitted to points", "waves", "Toy")


def open_page(qtbot: QtBot, settings: dict[str, str] | None = None) -> Page:
    """A page of the toy, shown, with its first picture; closes its session at the end."""
    page = Page(TOY, Session(TOY, settings=settings), LIGHT)
    qtbot.addWidget(page, before_close_func=lambda _page: end(page))
    page.resize(1200, 760)
    page.show()
    return page


def end(page: Page) -> None:
    """Close the run and wait for its thread."""
    page.session.close()
    assert page.session.wait(PATIENCE / 1000)


def until(qtbot: QtBot, page: Page, holds: Callable[[Snapshot], bool]) -> Snapshot:
    """Wait until the page shows a snapshot for which `holds` is true; that snapshot."""
    qtbot.waitUntil(lambda: page.snapshot is not None and holds(page.snapshot), timeout=PATIENCE)
    assert page.snapshot is not None
    return page.snapshot


def paused(snapshot: Snapshot) -> bool:
    """Whether the run rests."""
    return snapshot.phase is Phase.PAUSED


def playing(snapshot: Snapshot) -> bool:
    """Whether the run trains and has trained."""
    return snapshot.phase is Phase.PLAYING and snapshot.step > 3


def failed(snapshot: Snapshot) -> bool:
    """Whether the run has failed."""
    return snapshot.phase is Phase.FAILED
