"""Leads a page through its lesson: does what steps ask for, and sees what was done."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.commands import Command, Play, Step
from core.experiments import Entry
from core.lesson import Lesson as Text
from core.snapshot import Snapshot
from gui.i18n import language
from gui.learning import Learning
from gui.lesson import Lesson, source
from gui.wishes import Wishes

if TYPE_CHECKING:  # the page stands before torch is imported
    from core.lesson_progress import Goal, Progress
    from core.scene import Scene


class Guide(QObject):
    """For one page, `wishes` of which ask its run for knobs. `lit` says that `lights` are others.

    The goals of all steps come first, then those of the questions.
    """

    lit = Signal()

    def __init__(self, entry: Entry, wishes: Wishes) -> None:
        super().__init__()
        self.learning, self._entry, self._wishes = Learning(), entry, wishes
        self._text = Text(source(entry.name, "en"))
        self._progress: Progress | None = None
        self._snapshot: Snapshot | None = None
        self.lights: tuple[str, ...] = ()
        """What is to be touched now."""
        self._at = -1

    def _begin(self, scenes: "tuple[Scene, ...]") -> None:
        """Learn what the steps come to, once the page is open."""
        from core.lesson_progress import Progress, goal

        orders = [*self._text.steps, *(guess.orders for guess in self._text.guesses)]
        self._progress = Progress([goal(each, scenes) for each in orders])

    def serve(self, lesson: Lesson) -> None:
        """Do what is asked in `lesson`."""
        lesson.stepped.connect(self.follow)
        lesson.chosen.connect(self.guess)

    def guess(self, question: int, choice: int) -> None:
        """A choice was made: run, and see."""
        if question not in self.learning.known:
            self.learning.chosen[question] = choice
            self.follow(len(self._text.steps) + question)

    def follow(self, index: int) -> None:
        """Do what a goal asks for."""
        if self._progress is None or self._snapshot is None:
            return
        self._progress.ask(index)
        goal = self._progress.goals[index]
        self._ask(goal, self._snapshot)
        self._at, self.lights = index, goal.lights
        self.lit.emit()
        self._tell()

    def _ask(self, goal: "Goal", seen: Snapshot) -> None:
        moves = goal.scene is not seen.scene
        if moves:
            self._wishes.enter(goal.scene, goal.params(language()))
        elif goal.preset is not None:
            self._wishes.begin_with(goal.params(language()))
        elif goal.values:
            self._wishes.turn(goal.values)
        fresh = moves or goal.preset is not None
        left = goal.steps - (0 if fresh else seen.step)
        if goal.steps and left > 0:
            self._wishes.send(Step(left))
        elif goal.plays:
            self._wishes.send(Play())

    def turned(self, knob: str) -> None:
        """A hand has turned a knob."""
        if self._progress is not None:
            self._progress.turned(knob)

    def sent(self, command: Command) -> None:
        """A command went to the run."""
        if self._progress is not None:
            self._progress.sent(command)

    def see(self, snapshot: Snapshot) -> None:
        """Mark what was done."""
        self._snapshot = snapshot
        if self._progress is None and snapshot.scene is not None:
            self._begin(self._entry.scenes())
        if self._progress is not None and self._progress.see(snapshot):
            self._tell()
            if self.lights and self._at in self._progress.done:
                self.lights = ()
                self.lit.emit()

    def _tell(self) -> None:
        assert self._progress is not None
        count, done = len(self._text.steps), self._progress.done
        self.learning.done = frozenset(index for index in done if index < count)
        known = {index - count for index in done if index >= count}
        self.learning.known |= known & self.learning.chosen.keys()
        self.learning.changed.emit()
