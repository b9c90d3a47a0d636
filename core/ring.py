"""States of a run that are kept to be gone back to, in bounded memory."""

import threading
import weakref
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from torch import Tensor

from core.deeds import Deeds
from core.digest import Digests
from core.experiment import MADE, State
from core.params import Params

CAP = 256 * 2**20
"""Bytes that the states of all runs take together at most."""
MOST = 1024
"""States of one run; a timeline shows no more."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A run after `step` steps: its knobs as a person had set them, and a copy of its state.

    `deeds` and `digests` tell how it came about.
    """

    step: int
    params: Params
    state: State
    deeds: Deeds
    digests: Digests

    @cached_property
    def bytes(self) -> int:
        """What its tensors take; what a hand made is shared with the run."""
        return sum(_bytes(part) for name, part in self.state.items() if name != MADE)


class Ring:
    """The kept states of one run, in the order of their steps.

    Where there are too many, those go whose neighbours are near for their age, so that they lie
    the thinner the older they are. The newest stays, and the first where more than one is kept.
    """

    _rings: ClassVar[weakref.WeakSet["Ring"]] = weakref.WeakSet()
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, most: int = MOST) -> None:
        self.most, self.bytes = most, 0
        self.kept: tuple[Kept, ...] = ()
        self.steps: tuple[int, ...] = ()
        with Ring._lock:
            Ring._rings.add(self)

    def add(self, *kept: Kept) -> None:
        """Keep states that follow; of a step that is kept already the new one counts."""
        with Ring._lock:
            for each in kept:
                if self.steps and self.steps[-1] >= each.step:
                    self._take(tuple(old for old in self.kept if old.step < each.step))
                self.kept, self.steps = (*self.kept, each), (*self.steps, each.step)
                self.bytes += each.bytes
            while len(self.kept) > self.most:
                self._thin()
            while sum(ring.bytes for ring in Ring._rings) > CAP:
                largest = max(Ring._rings, key=lambda ring: (len(ring.kept) > 1, ring.bytes))
                if len(largest.kept) < 2:
                    break
                largest._thin()

    @classmethod
    def all_bytes(cls) -> int:
        """What the states of all runs take."""
        with cls._lock:
            return sum(ring.bytes for ring in cls._rings)

    def at(self, step: int) -> Kept | None:
        """The newest state that is not after `step`, or else the first."""
        kept = self.kept  # another thread may thin it meanwhile
        before = bisect_right(kept, step, key=lambda each: each.step)
        return kept[max(0, before - 1)] if kept else None

    def cut_after(self, step: int) -> tuple[Kept, ...]:
        """Drop the states after `step`; they are returned."""
        with Ring._lock:
            gone = tuple(each for each in self.kept if each.step > step)
            self._take(self.kept[: len(self.kept) - len(gone)])
        return gone

    def _thin(self) -> None:
        steps = np.array(self.steps, dtype=np.float64)
        place = 0
        if len(steps) > 2:
            ages = steps[-1] - steps[1:-1] + 1
            place = 1 + int(np.argmin((steps[2:] - steps[:-2]) / ages))
        self._take((*self.kept[:place], *self.kept[place + 1 :]))

    def _take(self, kept: tuple[Kept, ...]) -> None:
        self.kept, self.steps = kept, tuple(each.step for each in kept)
        self.bytes = sum(each.bytes for each in kept)


def _bytes(part: Any) -> int:
    if isinstance(part, Tensor):
        return part.numel() * part.element_size()
    if isinstance(part, Mapping):
        return sum(map(_bytes, part.values()))
    return sum(map(_bytes, part)) if isinstance(part, list | tuple) else 0
