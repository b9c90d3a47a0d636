"""Courses: what a run would have been, had nobody gone back and gone on from there."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from core.history import Ghost, History
from core.record import Record
from core.ring import Ring

MOST = 4
"""Courses that are kept; the oldest goes."""


@dataclass(frozen=True, eq=False)
class Course:
    """A future that was left at `fork`: the curves of the whole, and the states after it."""

    fork: int
    history: History
    ring: Ring

    @property
    def ghost(self) -> Ghost:
        """What is drawn of it behind the course that was taken."""
        return self.history.ghost("left course", self.fork)


class Courses:
    """The courses that one run has left, the newest last."""

    def __init__(self, record: Record) -> None:
        self._record, self._left = record, deque[Course](maxlen=MOST)

    def __len__(self) -> int:
        """How many can be returned to."""
        return len(self._left)

    @property
    def left(self) -> tuple[Course, ...]:
        """Those that were left, the oldest first."""
        return tuple(self._left)

    def hold(self, left: Iterable[Course]) -> None:
        """Have these been left, the oldest first."""
        self._left.extend(left)
        self._show()

    def leave(self, step: int) -> None:
        """The run goes on from `step`, and what came after it becomes a course that was left."""
        self._left.append(self._cut(step))
        self._show()

    def _cut(self, step: int) -> Course:
        record = self._record
        ring, history = Ring(), record.history.copy()
        ring.add(*record.ring.cut_after(step))
        record.history.forget_after(step)
        return Course(step, history, ring)

    def take(self) -> int:
        """Change places with the course that was left first, so that all come in turn.

        Returns its last step. Raises IndexError where there is none.
        """
        course = self._left.popleft()
        here = self._cut(course.fork)
        self._record.history.become(course.history)
        self._record.ring.add(*course.ring.kept)
        if len(here.ring.kept):
            self._left.append(here)
        self._show()
        return self._record.history.end

    def _show(self) -> None:
        history = self._record.history
        pinned = tuple(ghost for ghost in history.ghosts if ghost.pinned)
        history.ghosts = (*pinned, *(course.ghost for course in self._left))
