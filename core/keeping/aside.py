"""A run that is left as it stands, while a copy of it is played with."""

from collections.abc import Callable
from dataclasses import dataclass

from core.keeping.session import Session
from core.message import InvalidInput
from core.run import Run


class Aside:
    """Opens a copy of the run of `page` that was left."""

    def __init__(self, page: str) -> None:
        self._page = page
        self.left: Run | None = None
        """The run itself, untouched."""
        self._copy: Session | None = None

    def leave(self, run: Run) -> None:
        """Take a copy of a run, on its thread. Raises NonFiniteError where it has failed."""
        self.left = run
        self._copy = Session.of(self._page, run)

    def run(self, _clock: Callable[[], float], /) -> Run:
        """A copy that goes on as the run would. Raises InvalidInput where there is none."""
        if self._copy is None:
            raise InvalidInput("There is no sound state to go back to; restart the run.")
        return self._copy.revived(_clock)


@dataclass(frozen=True, slots=True)
class Back:
    """Opens the run again that was left aside."""

    aside: Aside

    def run(self, _clock: Callable[[], float], /) -> Run:
        """The run as it was. Raises InvalidInput where none was left."""
        if self.aside.left is None:
            raise InvalidInput("There is no sound state to go back to; restart the run.")
        return self.aside.left
