"""Open pages of the toy experiment for the tests of the window."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from core.experiments import Entry
from core.scene import Scene
from core.snapshot import Phase, Snapshot
from gui.page import Page
from gui.theme import LIGHT
from gui.worker import Session
from tests.patience import PATIENCE
from tests.toy import TOY


class Listed(Entry):
    """An entry of scenes that stand in no list."""

    shown: tuple[Scene, ...] = (TOY,)

    def scenes(self) -> tuple[Scene, ...]:
        """The toy."""
        return self.shown


ENTRY = Listed("toy", "Toy", "A line fitted to points", "waves")


def open_page(qtbot: QtBot, settings: dict[str, str] | None = None, entry: Entry = ENTRY) -> Page:
    """A page of the toy, shown, with its first picture; closes its session at the end."""
    page = Page(entry, Session(entry, settings=settings), LIGHT)
    qtbot.addWidget(page, before_close_func=lambda _page: end(page))
    page.resize(1200, 760)
    page.show()
    return page


def end(page: Page) -> None:
    """Close the run and wait for its thread."""
    page.session.close()
    assert page.session.wait(PATIENCE)


def until(qtbot: QtBot, page: Page, holds: Callable[[Snapshot], bool]) -> Snapshot:
    """Wait until the page shows a snapshot for which `holds` is true; that snapshot."""
    qtbot.waitUntil(lambda: page.snapshot is not None and holds(page.snapshot))
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
