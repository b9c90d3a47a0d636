"""The timeline of a run in a session: the moments that can be gone back to, and left courses."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.courses import Course
from core.deeds import Deeds, Done
from core.digest import Digests
from core.experiment import MADE
from core.history import History
from core.importing.source import MEGABYTE
from core.keeping.curves import curves_of, put_back
from core.message import InvalidInput
from core.packing import UNKNOWN
from core.ring import Kept, Ring
from core.run import Run
from core.scene import Scene

ROOM, MOST = 32 * MEGABYTE, 256
"""Bytes of the arrays, and moments, that a file holds at most."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """Moments of the course that was taken, in their order, and `left` courses.

    Where a run was gone back with, what came after is one of those.
    """

    moments: tuple[Kept, ...] = ()
    left: tuple[Course, ...] = ()

    @classmethod
    def of(cls, run: Run) -> "Timeline":
        """All that is kept of a run."""
        kept, history = run.record.ring.kept, run.record.history
        here = tuple(each for each in kept if each.step <= run.step)
        left = tuple(run.courses.left)
        if len(here) < len(kept) and history.now is not None:
            left = (*left, _course(run.step, history.copy(), kept[len(here) :]))
        return cls(here, left)

    def thinned(self, room: int) -> "Timeline":
        """With as few of its moments, evenly, as have `room` (bytes); the ends of each stay."""
        parts = [self.moments, *(course.ring.kept for course in self.left)]
        count = sum(map(len, parts))
        size = sum(each.bytes for part in parts for each in part)
        every = max(1, -(-size // room), -(-count // MOST))
        left = (_course(c.fork, c.history, _every(c.ring.kept, every)) for c in self.left)
        return Timeline(_every(self.moments, every), tuple(left))

    def put_into(self, run: Run) -> None:
        """Have all this be the past of a run that has none. Raises InvalidInput if it is not."""
        own = run.state().keys() - {"callbacks"}
        for kept in (*self.moments, *(k for course in self.left for k in course.ring.kept)):
            if own - kept.state.keys():
                raise InvalidInput("Its state is of other parts than the page has here.")
        run.record.remember()
        run.record.ring.add(*(each for each in self.moments if each.step < run.step))
        run.record.keep_sound()
        run.courses.hold(self.left)


def _course(fork: int, history: History, moments: Sequence[Kept]) -> Course:
    ring = Ring()
    ring.add(*moments)
    history.look_back(history.end)
    return Course(fork, history, ring)


def _every(moments: Sequence[Kept], every: int) -> tuple[Kept, ...]:
    kept = tuple(moments[::-1][::every][::-1])
    return kept if kept[:1] == tuple(moments[:1]) else (moments[0], *kept)


# --- as plain values --------------------------------------------------------------------------


def told(timeline: Timeline, trunk: Deeds) -> dict[str, Any]:
    """A timeline as values that can be packed; what a moment shares with `trunk` is told once."""
    made: dict[int, Any] = {}
    moments = [_moment_told(each, trunk, made) for each in timeline.moments]
    left = [
        {"fork": course.fork, "curves": curves_of(course.history, later=True),
         "moments": [_moment_told(each, trunk, made) for each in course.ring.kept]}
        for course in timeline.left
    ]  # fmt: skip
    return {"moments": moments, "left": left, "made": list(made.values())}


def _moment_told(kept: Kept, trunk: Deeds, made: dict[int, Any]) -> dict[str, Any]:
    by_hand = kept.state.get(MADE)
    made.setdefault(id(by_hand), by_hand)
    pairs = zip(kept.deeds.done, trunk.done, strict=False)
    shared = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] is pair[1], pairs))
    return {
        "step": kept.step, "params": kept.params.values(), "made": list(made).index(id(by_hand)),
        "state": {name: part for name, part in kept.state.items() if name != MADE},
        "steps": kept.deeds.made, "shared": shared, "done": kept.deeds.done[shared:],
        "lost": kept.deeds.lost, "digests": kept.digests.at, "stride": kept.digests.stride,
    }  # fmt: skip


def read(held: Mapping[str, Any], scene: Scene, trunk: Deeds) -> Timeline:
    """The timeline of values as `told` gives them. Raises InvalidInput where they mean none."""
    made = held["made"]
    moments = tuple(_moment(each, scene, trunk, made) for each in held["moments"])
    left = []
    for each in held["left"]:
        history = History((*scene.curves, *scene.traced))
        put_back(history, each["curves"])
        kept = [_moment(one, scene, trunk, made) for one in each["moments"]]
        left.append(_course(_count(each["fork"]), history, kept))
    return Timeline(moments, tuple(left))


def _moment(held: Mapping[str, Any], scene: Scene, trunk: Deeds, made: Sequence[Any]) -> Kept:
    params = scene.params().changed(held["params"])
    scene.check(params)
    done = (*trunk.done[: _count(held["shared"])], *held["done"])
    deeds, digests = Deeds(trunk.params, trunk.carried), Digests()
    deeds.made, deeds.done, deeds.lost = _count(held["steps"]), done, bool(held["lost"])
    digests.at, digests.stride = held["digests"], max(1, _count(held["stride"]))
    state = {MADE: made[_count(held["made"])], **held["state"]}
    if not all(isinstance(each, Done) for each in done) or not isinstance(digests.at, dict):
        raise InvalidInput(UNKNOWN)
    return Kept(_count(held["step"]), params, state, deeds, digests)


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise InvalidInput(UNKNOWN)
    return value
