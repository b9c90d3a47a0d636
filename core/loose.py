"""What calls an object's method without keeping the object."""

from collections.abc import Callable
from typing import TypeVar
from weakref import WeakMethod

T = TypeVar("T")


def loose(method: Callable[[], T]) -> Callable[[], T]:
    """`method` for a part of its object, which lives no longer than that.

    Held as it is, both would keep each other until the next whole collection of garbage, which
    comes every five minutes: a run that was left would hold its memory until then.
    """
    held = WeakMethod(method)

    def call() -> T:
        there = held()
        assert there is not None  # its parts are used through it
        return there()

    return call
