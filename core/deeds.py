"""What was done to a run, and after how many steps: enough to do it all again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.experiment import Experiment
from core.own_data import Own
from core.params import Params, Value
from core.touches import Drag, Hover, Leave, Stroke, Touch

MOST = 20_000
"""Deeds that are remembered: hours of dragging. After more the run cannot be run again."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A hand did `touch` to `view`, which is "" for an action."""

    view: str
    touch: Touch


@dataclass(frozen=True, slots=True)
class Turned:
    """Live knobs were turned to these values."""

    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class Received:
    """Something was brought to be looked at."""

    content: Any


@dataclass(frozen=True, slots=True, eq=False)
class PutBack:
    """What a hand had made was put back."""

    made: Any


@dataclass(frozen=True, slots=True)
class WentBack:
    """The run went back to its state after so many steps made, or where None to its best one."""

    made: int | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The training was over."""


Deed = Touched | Turned | Received | PutBack | WentBack | Ended


class Done(NamedTuple):
    """A deed, and how many steps had been made before it, those that failed too."""

    after: int
    deed: Deed


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """The run before, as far as the rebuilt one has taken over what a hand had made."""

    scene: str
    params: Params
    made: Any
    own: Own | None

    @classmethod
    def over(cls, experiment: Experiment, scene: str, before: Experiment) -> "Carried":
        """Have `experiment` take over from the one of `scene` before it."""
        experiment.carry_over(before)
        return cls(scene, before.params, before.made, before.own)


class Deeds:
    """All deeds of a run that began with `params`, in their order. Once `lost`, they are not told.

    `made` counts the steps, never back.
    """

    def __init__(self, params: Params, carried: Carried | None = None) -> None:
        self.params, self.carried = params, carried
        self.made = 0
        self.done: tuple[Done, ...] = ()
        self.lost = False

    def note(self, deed: Deed) -> None:
        """Remember a deed, in the place of the one before where that left nothing behind."""
        overtakes = bool(self.done) and _overtakes(Done(self.made, deed), self.done[-1])
        self.done = (*(self.done[:-1] if overtakes else self.done), Done(self.made, deed))
        if len(self.done) > MOST:
            self.lose()

    def lose(self) -> None:
        """What was done is not known, or is too much."""
        self.lost = True
        self.done = ()

    def copy(self) -> "Deeds":
        """As it is now, for a run that goes on from here."""
        other = Deeds(self.params, self.carried)
        vars(other).update(vars(self))
        return other


def _overtakes(later: Done, earlier: Done) -> bool:
    """Whether `earlier` left nothing: a pointer that moved on, a drag or a stroke that went on."""
    if not (isinstance(later.deed, Touched) and isinstance(earlier.deed, Touched)):
        return False
    if later.deed.view != earlier.deed.view:
        return False
    match earlier.deed.touch, later.deed.touch:
        case Hover() | Leave(), Hover() | Leave():
            return True
        case Drag(done=False) as old, Drag() as new:
            same = (old.layer, old.index, old.key) == (new.layer, new.index, new.key)
            return same and later.after == earlier.after
        case Stroke(done=False), Stroke():
            return later.after == earlier.after
    return False
