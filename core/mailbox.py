"""One slot, the newest wins."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Hands the newest letter from one thread to another; older ones are dropped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._letter: T | None = None

    def post(self, letter: T) -> None:
        """Put `letter` in the slot, over whatever lies there."""
        with self._lock:
            self._letter = letter

    def take(self) -> T | None:
        """Empty the slot; None if nothing new came."""
        with self._lock:
            letter, self._letter = self._letter, None
            return letter

    @property
    def empty(self) -> bool:
        """Whether the last letter was taken."""
        return self._letter is None
