"""A beat that plays: its run, what is done to it on its way, and what comes of it."""

from collections.abc import Callable, Iterator

from core.keeping.replay import do
from core.message import Message, told
from core.record import NonFiniteError
from core.run import Run
from core.stories.meaning import Staged
from core.stories.watching import Watch


class Playing:
    """The run of a beat, trained step by step; nothing here waits. `clock` gives seconds.

    It begins with the state that was `trained` beforehand: with `run`, if that is given.
    """

    def __init__(self, staged: Staged, clock: Callable[[], float], run: Run | None = None) -> None:
        self.staged = staged
        self.run = run or staged.beginning.run(clock)
        self.watch = Watch(staged.beat)
        self.failed: Message | None = None
        """Why the run broke, if it did."""
        self._turns = [turn for turn in staged.turns if run is None or turn.after >= run.step]

    def to(self, step: int) -> Iterator[Run]:
        """Train up to a step, unwatched, with all that is done on the way; the run after each."""
        while self.run.step < step:
            self.turn()
            self.run.train()
            yield self.run

    def play(self) -> Iterator[Run]:
        """Train to the end of the beat, watched; the run at first and after each step.

        Raises nothing.
        """
        try:
            for _ in self.to(self.staged.beat.trained):
                pass
            yield self.run
            while self.watch.see(self.run):
                self.turn()
                self.run.train()
                yield self.run
                if self.run.stopped:
                    break
            self.turn()
            self.watch.end(self.run)
        except Exception as error:  # a technique may raise anything
            broken = isinstance(error, NonFiniteError)
            words = Message("This run failed: {error}", {"error": told(error)})
            self.failed = error.message if isinstance(error, NonFiniteError) else words
            self.watch.end(self.run, broken)
            if not broken:
                self.watch.verdicts = []

    @property
    def as_expected(self) -> bool:
        """Whether all came true, and it broke only where that was expected."""
        expected = any(each.condition is None for each in self.staged.beat.expects)
        waited = self.staged.beat.until is None or self.watch.waited
        return self.watch.met and (self.failed is None) == (not expected) and waited

    def turn(self) -> None:
        """Do what is due."""
        while self._turns and self._turns[0].after <= self.run.step:
            do(self.run, self._turns.pop(0).deed, {})
