"""What `--open` and the window open: a session in a file or of another run, or a link."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.experiments import find
from core.importing.source import Source
from core.keeping import container
from core.keeping.container import SCHEME, Container

if TYPE_CHECKING:  # the window asks for the page before torch is imported
    from core.keeping.session import Session
    from core.run import Run


@dataclass(frozen=True, eq=False)
class Opened:
    """A session, one whose bytes are whole, or a link; none is made a run of yet."""

    page: str
    found: Container | None = None
    link: str = ""
    held: "Session | None" = None

    @property
    def session(self) -> "Session | None":
        """The session, None for a link. Raises InvalidInput where it means none here."""
        from core.keeping.session import unpacked

        return unpacked(self.found) if self.found is not None else self.held

    def check(self) -> None:
        """Raise InvalidInput, in one sentence, where it means nothing here."""
        from core.keeping.link import beginning

        if self.session is None:
            beginning(self.link)

    def run(self, clock: Callable[[], float]) -> "Run":
        """A run that goes on from here. Raises InvalidInput where it cannot."""
        from core.keeping.link import beginning

        session = self.session
        if session is None:
            return beginning(self.link).run(clock)
        return session.revived(clock, past=True)


def opened(what: str | Path) -> Opened:
    """What a link or the name of a file means. Raises InvalidInput, in one sentence."""
    text = str(what).strip()
    if text.startswith(SCHEME):
        return Opened(find(text.removeprefix(SCHEME).partition(":")[0]).name, link=text)
    found = container.read(Source.of_file(what))
    return Opened(find(found.head.page).name, found)
