"""One slot, the newest wins."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Hands the newest item from one thread to another; older ones are dropped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._item: T | None = None

    def post(self, item: T) -> None:
        """Put `item` in the slot, over whatever lies there."""
        with self._lock:
            self._item = item

    def take(self) -> T | None:
        """Empty the slot; None if nothing new came."""
        with self._lock:
            item, self._item = self._item, None
            return item

    @property
    def empty(self) -> bool:
        """Whether the last item was taken."""
        return self._item is None
