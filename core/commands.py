"""The commands that a run obeys between two steps."""

import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.own_data import Own
from core.params import Params
from core.touches import Drag, Hover, Leave, Touch

if TYPE_CHECKING:  # the window makes commands before torch is imported
    from core.lockstep import Seat
    from core.message import Message
    from core.run import Run
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
class Toggle:
    """Pause if the run plays, else play, as it stands when this is obeyed."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Make at most so many steps a second while playing; 0 for as many as can be."""

    steps_per_second: float


@dataclass(frozen=True, slots=True)
class Reset:
    """Build anew, with what is given, unless the `scene` of the parameters was left meanwhile."""

    seed: int | None = None
    device: str | None = None
    params: Params | None = None
    scene: "Scene | None" = None


@dataclass(frozen=True, slots=True)
class Change:
    """Take the parameters of a `scene`, unless it was left meanwhile, live or by a rebuild."""

    params: Params
    scene: "Scene | None" = None


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
class Bring:
    """Begin a run on data that a person brought, unless its `scene` was left meanwhile."""

    own: Own
    scene: "Scene | None" = None


class Opens(Protocol):
    """What a run comes from: a session, a link, a beat of a story."""

    def run(self, clock: Callable[[], float], /) -> "Run":
        """The run; `clock` gives seconds. Raises InvalidInput where there can be none."""


@dataclass(frozen=True, slots=True)
class Open:
    """Go on with a session, or begin from a link; the run that was open comes before it."""

    opened: Opens


@dataclass(frozen=True, slots=True)
class Join:
    """Train in lockstep with another run from now on, or alone."""

    seat: "Seat"


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask something of the run between two steps; what comes back is told to the person.

    The question may have answered by itself, into a mailbox or a file.
    """

    question: "Callable[[Run], Message | None]"


@dataclass(frozen=True, slots=True)
class RestoreBest:
    """Go back to the best state that was kept."""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last act back."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Do again what was taken back last."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """Show the newest moment that is kept up to `step`, with the knobs that it had."""

    step: int


@dataclass(frozen=True, slots=True)
class TakeCourse:
    """Change places with a course that was left, when somebody went back and on from there."""


@dataclass(frozen=True, slots=True)
class Pin:
    """Keep the curves of this run behind those that follow, or no more."""


@dataclass(frozen=True, slots=True)
class SwitchTwin:
    """From now on leave an untouched twin where a knob is turned, or no more."""


@dataclass(frozen=True, slots=True)
class Recover:
    """After a failure go back to the last finite state; `halve` also halves the learning rate."""

    halve: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """End the loop."""


Command = (
    Play
    | Pause
    | Toggle
    | Step
    | Pace
    | Reset
    | Change
    | Enter
    | ApplyTouch
    | Bring
    | Open
    | Join
    | Ask
    | RestoreBest
    | Undo
    | Redo
    | GoTo
    | TakeCourse
    | Pin
    | SwitchTwin
    | Recover
    | Close
)


class Commands:
    """The queue of commands. Each has a serial number, counted from 1; one thread puts them."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.last = 0
        """The serial number of the last command that was put."""
        self.gathered = 0
        """The serial number of the last command that was gathered."""

    def put(self, command: Command) -> int:
        """Have `command` wait; its serial number, which a snapshot tells once it is answered."""
        self.last += 1
        self._queue.put(command)
        return self.last

    def gather(self, seconds: float | None) -> list[Command]:
        """All that wait; the first may take `seconds` to come, or any time if None."""
        found: list[Command] = []
        try:
            found.append(self._queue.get(block=seconds != 0, timeout=seconds))
            while True:
                found.append(self._queue.get_nowait())
        except queue.Empty:
            self.gathered += len(found)
            return found


def points(command: Command) -> bool:
    """Whether the pointer has merely moved: a person still reads what was said before."""
    return isinstance(command, ApplyTouch) and isinstance(command.touch, Hover | Leave)


def coalesced(commands: Sequence[Command]) -> list[Command]:
    """Without those drags and changes that the next command overtakes."""
    kept: list[Command] = []
    for command in commands:
        if kept and _overtakes(command, kept[-1]):
            kept.pop()
        kept.append(command)
    return kept


def _overtakes(later: Command, earlier: Command) -> bool:
    if isinstance(later, Change | GoTo) and type(later) is type(earlier):
        return True
    if not (isinstance(later, ApplyTouch) and isinstance(earlier, ApplyTouch)):
        return False
    new, old = later.touch, earlier.touch
    return (
        isinstance(new, Drag)
        and isinstance(old, Drag)
        and (later.view, new.layer, new.index) == (earlier.view, old.layer, old.index)
        and not old.done
    )
