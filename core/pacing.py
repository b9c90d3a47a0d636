"""Pacing: how many steps are to be made, and how long to wait between two of them."""

from collections.abc import Callable


class Pacing:
    """Keeps a person's pace and that of the page, whichever is slower; 0 is none.

    `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._began = clock, float("-inf")
        self.asked = 0.0
        """Steps a second at most that a person has asked for."""
        self._remaining: int | None = None

    def ask(self, count: int | None, playing: bool) -> None:
        """So many steps are asked for, or any number; what is owed while playing is added."""
        owed = self._remaining if playing and count is not None else None
        self._remaining = count if owed is None or count is None else count + owed

    def begin(self) -> float:
        """A step begins; the time."""
        self._began = self._clock()
        return self._began

    def end(self) -> bool:
        """A step was made; whether it was the last of those that were asked for."""
        if self._remaining is not None:
            self._remaining -= 1
        return self._remaining == 0

    def rest(self, natural: float) -> float:
        """Seconds until the next step is due, where the page makes `natural` steps a second.

        Steps that were asked for one by one are due at once.
        """
        if self._remaining is not None:
            return 0.0
        slowest = min((pace for pace in (self.asked, natural) if pace > 0), default=0.0)
        return self._began + 1 / slowest - self._clock() if slowest > 0 else 0.0
