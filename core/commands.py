"""The commands that a run obeys between two steps."""

import queue
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.params import Params
from core.touches import Drag, Touch

if TYPE_CHECKING:  # the window makes commands before torch is imported
    from core.scene import Scene


@dataclass(frozen=True, slots=True)
class Play:
    """Train on and on."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Train no more until told."""


@dataclass(frozen=True, slots=True)
class Step:
    """Train `count` steps, then pause."""

    count: int = 1


@dataclass(frozen=True, slots=True)
class Reset:
    """Build anew with `seed`, or with the same one; on `device` if one is named."""

    seed: int | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Take these parameters: at the next step where all that moved is live, else rebuild."""

    params: Params


@dataclass(frozen=True, slots=True)
class Enter:
    """Go to another scene of the page, with these parameters of its."""

    scene: "Scene"
    params: Params


@dataclass(frozen=True, slots=True)
class ApplyTouch:
    """A hand did `touch` to `view`, which is "" for an action."""

    view: str
    touch: Touch


@dataclass(frozen=True, slots=True)
class Open:
    """Bring the file at `path`."""

    path: str


@dataclass(frozen=True, slots=True)
class Restore:
    """Go back to `state`, taken at `step`."""

    state: Any
    step: int


@dataclass(frozen=True, slots=True)
class Recover:
    """After a failure go back to the last finite state; `halve` also halves the learning rate."""

    halve: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """End the loop."""


Command = (
    Play | Pause | Step | Reset | Change | Enter | ApplyTouch | Open | Restore | Recover | Close
)
Commands = queue.SimpleQueue[Command]


def gather(inbox: Commands, seconds: float | None) -> list[Command]:
    """All commands that wait; the first may take `seconds` to come, or any time if None."""
    asked: list[Command] = []
    try:
        asked.append(inbox.get(timeout=seconds) if seconds != 0 else inbox.get_nowait())
        while True:
            asked.append(inbox.get_nowait())
    except queue.Empty:
        return asked


def coalesced(commands: Sequence[Command]) -> list[Command]:
    """Without those drags and changes that the next command overtakes."""
    kept: list[Command] = []
    for command in commands:
        if kept and _overtakes(command, kept[-1]):
            kept.pop()
        kept.append(command)
    return kept


def _overtakes(later: Command, earlier: Command) -> bool:
    if isinstance(later, Change) and isinstance(earlier, Change):
        return True
    if not (isinstance(later, ApplyTouch) and isinstance(earlier, ApplyTouch)):
        return False
    new, old = later.touch, earlier.touch
    return (
        later.view == earlier.view
        and isinstance(new, Drag)
        and isinstance(old, Drag)
        and (new.layer, new.index) == (old.layer, old.index)
        and not old.done
    )
