"""What a person brought, as pages are given it: rows of a table, pictures, or lines of text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.message import InvalidInput

Numbers = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Rows:
    """`numbers` (N, D) in the order in which they were asked for, and the label of each row.

    `labels` is empty where none were asked for, or none are there.
    """

    numbers: Numbers
    labels: tuple[str, ...] = ()

    def centred(self, half_side: float) -> Numbers:
        """The numbers (N, D) moved and scaled, all columns alike, into ±`half_side`.

        Raises InvalidInput where all rows are the same.
        """
        low, high = self.numbers.min(axis=0), self.numbers.max(axis=0)
        extent = float((high - low).max())
        if not extent > 0:
            raise InvalidInput("All rows are the same.")
        moved: Numbers = 2 * half_side * (self.numbers - (low + high) / 2) / extent
        return moved


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures (H, W, 3) in [0, 1], of any sizes, and the class of each, or none at all."""

    pictures: tuple[Pixels, ...]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Lines:
    """Texts, and the group of each, or none at all."""

    texts: tuple[str, ...]
    labels: tuple[str, ...] = ()


def numbered(labels: Sequence[str]) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
    """The different labels, in the order in which they first come, and the number (N,) of each."""
    names = tuple(dict.fromkeys(labels))
    places = {name: place for place, name in enumerate(names)}
    return names, np.array([places[label] for label in labels], dtype=np.int64)


def enough(count: int, least: int) -> None:
    """Raise InvalidInput where there are fewer than `least`."""
    if count < least:
        raise InvalidInput(
            "It holds {count}; at least {least} are needed.", count=count, least=least
        )
