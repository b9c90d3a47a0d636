"""Acts: what a person did to a run, one after the other, and how each is taken back."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from core.message import Message
from core.own_data import Own
from core.params import Knob, Params
from core.ring import Kept
from core.run import Run

TOGETHER = 1.0
"""Seconds within which the same knob or picture is one act."""
MOST_ACTS, MOST_RUNS = 100, 8
"""Acts that can be taken back; runs that are kept whole for it."""


@dataclass(frozen=True, eq=False)
class Standing:
    """Where a person stands: a run, its knobs, its data, and what a hand made.

    `moment` is that of the run, where an act changes what training changes.
    """

    run: Run
    params: Params
    seed: int
    device: str
    own: Own | None
    made: Any
    moment: Kept | None = None


@dataclass(frozen=True, eq=False)
class Act:
    """Something that was done, and where one stood before it, or after it when taken back."""

    name: Message
    key: Hashable
    other: Standing


class Acts:
    """The acts on one scene. `undone` are those that can be done again, the next one last."""

    def __init__(self) -> None:
        self.done: list[Act] = []
        self.undone: list[Act] = []
        self._last_at = float("-inf")

    def joins(self, key: Hashable, now: float, held: bool) -> bool:
        """Whether an act belongs to the last one: the same soon after, or by a hand that `held`."""
        same = bool(self.done) and self.done[-1].key == key
        joined = same and (held or now - self._last_at < TOGETHER)
        self._last_at = now
        return joined

    def note(self, act: Act) -> None:
        """Something was done that is no part of the act before."""
        self.done.append(act)
        self.undone.clear()
        while len(self.done) > MOST_ACTS or self._runs() > MOST_RUNS:
            self.done.pop(0)

    def _runs(self) -> int:
        return len({id(act.other.run) for act in self.done})

    def back(self, now: Standing) -> Standing | None:
        """Take the last act back, done from `now`: where one stood before, if there is any."""
        return self._move(self.done, self.undone, now)

    def forth(self, now: Standing) -> Standing | None:
        """Do the act again that was taken back last."""
        return self._move(self.undone, self.done, now)

    def _move(self, one: list[Act], other: list[Act], now: Standing) -> Standing | None:
        if not one:
            return None
        act = one.pop()
        other.append(Act(act.name, act.key, now))
        self._last_at = float("-inf")
        return act.other


def named(turned: dict[str, Knob]) -> Message:
    """What turning some knobs is called."""
    if len(turned) != 1:
        return Message("Turn several knobs")
    return Message("Turn {knob}", {"knob": next(iter(turned.values())).label})
