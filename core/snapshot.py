"""Snapshot: all that the window learns of a run at one moment."""

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from core.message import Message
from core.own_data import Own
from core.params import Params
from core.views import Views

if TYPE_CHECKING:  # the window reads snapshots before torch is imported
    from core.history import Event
    from core.scene import Scene


class Phase(Enum):
    """What a run is doing."""

    BUILDING = "building"
    PAUSED = "paused"
    PLAYING = "playing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Past:
    """What a run can go back to: up to its last step `end`, to the moments at `steps`.

    `marks` say what callbacks and hands did; `courses` were left; `pinned` says that curves of
    another run are kept, `twin` that a turned knob leaves one. `bytes` is what all that is
    kept takes, of `cap` at most. `undo` and `redo` name the acts that can be taken back and done
    again, None where there is none.
    """

    end: int = 0
    steps: tuple[int, ...] = ()
    marks: "tuple[Event, ...]" = ()
    courses: int = 0
    pinned: bool = False
    twin: bool = False
    bytes: int = 0
    cap: int = 0
    undo: Message | None = None
    redo: Message | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole picture of a run, never a difference, so that any may be dropped.

    `scene` is None where the page could not be opened. `run` counts the rebuilds; `picture` counts
    the looks of all runs. `answered` is the serial number of the last command whose effect the
    views show. `reason` says why a run failed; `notice` answers the last command where it was
    refused. `own` is the data that a person brought. `devices` are those that are there; `pace` is
    how many steps a second at most a person has asked for, 0 for as many as can be. Times are in
    seconds.
    """

    scene: "Scene | None"
    run: int
    picture: int
    step: int
    phase: Phase
    params: Params
    seed: int
    device: str
    devices: tuple[str, ...] = ()
    own: Own | None = None
    answered: int = 0
    views: Views = field(default_factory=dict)
    fine: bool = False
    reason: Message | None = None
    notice: Message | None = None
    can_recover: bool = False
    past: Past = Past()
    step_seconds: float = 0.0
    look_seconds: float = 0.0
    pace: float = 0.0
    steps_per_second: float = 0.0
