"""The twin: what a run would have been without the last turn of a knob, trained beside it."""

import logging
from collections.abc import Callable

from core.experiment import build
from core.going_back import stand_at
from core.history import Ghost
from core.luck import NAME as BAND
from core.luck import Luck, by_chance
from core.message import InvalidInput, Message
from core.record import NonFiniteError
from core.ring import Kept
from core.run import Run

NAME = "untouched"
"""What its curves are called."""
ON = "From now on a turned knob leaves an untouched twin, which trains beside the run."
NO_BAND = (
    "From now on a turned knob leaves an untouched twin; nothing is drawn by chance in this run, "
    "so there is no band of other seeds."
)
OFF = "No twin is left any more."
log = logging.getLogger("qujing")


class Twin:
    """The untouched twin of the run of a page; none is left until it is switched on.

    It has the weights, the data and the generators that the run had before a hand changed its
    training, and makes one step for each of the run, so that the speed is halved. Others, with
    other random numbers, show what is luck; they train where that leaves time, and at rest.
    `clock` gives seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.on = False
        self._clock = clock
        self._of: Run | None = None
        self.run: Run | None = None
        self.luck: Luck | None = None
        self._trains = self._said = False
        self._began = self._spent = self._cost = 0.0

    def switch(self, run: Run | None) -> Message:
        """Leave twins from now on, or no more; says which."""
        self.on, self.run, self.luck = not self.on, None, None
        if run is not None:
            self._show(run)
            run.cache.moved()
        return Message(OFF if not self.on else ON if run is None or by_chance(run) else NO_BAND)

    def leave(self, run: Run, before: Kept) -> None:
        """A hand has just changed the training of `run`, of which `before` is the moment before.

        A twin that has not trained yet stays: what was turned and turned back is no difference.
        """
        waits = self.run is not None and self._of is run and self.run.step == before.step
        if not self.on or (waits and self._trains):
            return
        here = run.experiment
        twin = build(type(here), before.params, here.seed, here.device, here.own)
        self.run, self._of, self._trains = Run(run.scene, twin, self._clock), run, True
        stand_at(self.run, before)
        self.luck = Luck(run, before, self._clock)
        self._began, self._spent, self._cost = self._clock(), 0.0, 0.0
        self._said = False

    def train(self, run: Run) -> None:
        """Train the twin once if it is behind `run`; where it fails its curve ends."""
        twin, began = self.run, self._clock()
        if twin is None or self._of is not run:
            return
        if self._trains and twin.step < run.step:
            self._train(twin)
        self._spent += self._clock() - began
        if self.lags(run) and 2 * (self._spent + self._cost) <= self._clock() - self._began:
            self.catch_up(run)

    def lags(self, run: Run | None) -> bool:
        """Whether those with other random numbers are behind `run`."""
        return self.luck is not None and self._of is run and self.luck.behind

    def catch_up(self, run: Run) -> bool:
        """Have one of those make a step; whether the last has come as far as the run now."""
        began = self._clock()
        assert self.luck is not None
        self.luck.go_on()
        self._cost = self._clock() - began
        self._spent += self._cost
        if not self.luck.behind:
            run.cache.moved()  # the band can be seen whole
        return not self.luck.behind

    def _train(self, twin: Run) -> None:
        try:
            twin.train()
            self._trains = twin.stopped is None
        except (NonFiniteError, InvalidInput):
            self._trains = False
        except Exception:
            log.exception("The untouched twin failed.")
            self._trains = False

    def show(self, run: Run) -> Message | None:
        """Draw the curves of the twin behind those of `run`, if it is its twin.

        Returns, once, what is to be said of it.
        """
        if self.run is None or self.luck is None or self._of is not run:
            return None
        self._show(run, self.luck.band(), self.run.record.history.ghost(NAME))
        said, self._said = self._said, self.luck.ended is not None
        return None if said else self.luck.ended

    def _show(self, run: Run, *ghosts: Ghost | None) -> None:
        history = run.record.history
        others = (each for each in history.ghosts if each.name not in (NAME, BAND))
        history.ghosts = (*others, *(each for each in ghosts if each is not None))
