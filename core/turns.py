"""Turns: which of the values that may wait are renewed at a look, so that training goes on."""

from collections.abc import Callable, Hashable

# Of the time from one look to the next this share may be spent on values that only wait, so that
# they never crowd out training; what is not spent is not saved up for longer than MOST seconds.
SHARE, MOST = 0.025, 0.1


class Turns:
    """What may wait takes turns while a run plays, the stalest first, within SHARE of the time.

    `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._credit, self._began = 0.0, clock()
        self._waiting: dict[Hashable, None] = {}
        self._chosen: set[Hashable] = set()
        self._playing = self._may_wait = False
        self._counts = True

    def begin(self, playing: bool, stale: Callable[[Hashable], tuple[int, float] | None]) -> None:
        """Begin a look. Values may wait while the run is playing; nothing waits otherwise.

        `stale` gives the version and the seconds of a value, None where it is gone.
        """
        self._playing = self._may_wait = playing
        self._counts = True
        now = self._clock()
        self._credit = min(self._credit + SHARE * (now - self._began), SHARE * MOST)
        self._began = now
        self._chosen.clear()
        told = {key: known for key in self._waiting if (known := stale(key)) is not None}
        for key, (_version, seconds) in sorted(told.items(), key=lambda item: item[1][0]):
            if self._credit <= 0:
                break
            self._chosen.add(key)
            self._credit -= seconds
        self._waiting.clear()

    def look_beside(self, may_wait: bool) -> None:
        """What is asked for from now on takes no turn: it waits, or pays by another schedule."""
        self._may_wait = may_wait and self._playing
        self._counts = False

    def must_wait(self, key: Hashable) -> bool:
        """Whether `key`, which may wait, has to; it is in the queue for the next look then."""
        if not self._may_wait or key in self._chosen:
            return False
        if self._counts:
            self._waiting[key] = None
        return True
