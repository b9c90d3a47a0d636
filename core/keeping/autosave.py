"""What is kept by itself, so that no more than half a minute of training is ever lost."""

import logging
from pathlib import Path

from core.files import write_atomically
from core.importing.source import MEGABYTE
from core.keeping.container import ENDING
from core.keeping.session import Session, as_bytes
from core.message import InvalidInput
from core.run import Run

log = logging.getLogger("qujing")
EVERY, AT_PAUSES = 30.0, 1.0
"""Seconds between two savings at least: while it trains or is looked back on, whose moments are in
the file already, and at pauses, which steps end with."""
ROOM = 4 * MEGABYTE
"""Bytes of its past, for nothing else is done meanwhile; what is saved by hand has more."""


class Autosave:
    """Keeps the newest state of a page's run in a folder: at each pause, and while it trains.

    What cannot be written is logged once, and nothing is lost by it but this safety.
    """

    def __init__(self, folder: Path, page: str) -> None:
        self.path, self._page = folder / f"{page}{ENDING}", page
        self._kept: tuple[int, int] | None = None
        self._at = float("-inf")
        self._fails = False

    def consider(self, run: Run | None, playing: bool, now: float) -> bool:
        """Save where that is due at `now` (seconds) or training has paused; whether it was."""
        if run is None or run.deeds.made == 0:
            return False
        state = id(run), run.deeds.made
        seldom = playing or run.record.history.now is not None
        if state == self._kept or now - self._at < (EVERY if seldom else AT_PAUSES):
            return False
        self._kept, self._at = state, now
        return self.save(run)

    def save(self, run: Run) -> bool:
        """Save now; whether that was possible."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.path, as_bytes(Session.of(self._page, run, past=True), ROOM))
        except (OSError, InvalidInput, ArithmeticError) as error:
            if not self._fails:
                log.warning("The run of %s is not kept: %s.", self._page, error)
            self._fails = True
            return False
        return True
