"""The last value made, kept while what it was made for stays the same."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Memo(Generic[T]):
    """Remembers one value: what is laid out for one panel is asked for again at each picture."""

    def __init__(self) -> None:
        self._kept: tuple[object, T] | None = None

    def get(self, made_for: object, make: Callable[[], T]) -> T:
        """The kept value, or what `make` gives if it was made for something else."""
        if self._kept is None or self._kept[0] != made_for:
            self._kept = (made_for, make())
        return self._kept[1]
