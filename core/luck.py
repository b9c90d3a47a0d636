"""Luck: twins of one moment with other random numbers, and the band in which their curves lie."""

import logging
from collections.abc import Callable, Mapping

import numpy as np
from torch import Generator

from core.experiment import build
from core.going_back import stand_at
from core.history import Ghost
from core.message import Message
from core.ring import Kept
from core.run import Run

NAME = "other seeds"
"""What the band is called."""
TWINS, LONGEST = 3, 300
"""How many are trained, and for how many steps: later they say little of one turn of a knob."""
SEEDS = 7_919
"""Parts the seeds of the twins from those of the streams of any run."""
log = logging.getLogger("qujing")


def by_chance(run: Run) -> bool:
    """Whether a run draws random numbers while it trains, so that another seed is another run."""
    return any(isinstance(part, Generator) for part in run.experiment.parts().values())


class Luck:
    """Untouched twins of `run` at the moment `before`, whose generators are seeded anew.

    They are built and trained one step at a time, whenever there is time for one; where one fails
    the band ends, and `ended` says so. A run without chance has none. `clock` gives seconds.
    """

    def __init__(self, run: Run, before: Kept, clock: Callable[[], float]) -> None:
        self._run, self._before, self._clock = run, before, clock
        self._twins: list[Run] = []
        self._none = not by_chance(run)
        self.ended: Message | None = None

    @property
    def behind(self) -> bool:
        """Whether a twin has not come as far as the run, or as far as it is to come."""
        end = min(self._run.step, self._before.step + LONGEST)
        behind = len(self._twins) < TWINS or any(twin.step < end for twin in self._twins)
        return behind and not (self._none or self.ended)

    def go_on(self) -> None:
        """Build a twin, or train the one that is most behind once."""
        twin = min(self._twins, key=lambda twin: twin.step, default=None)
        try:
            if twin is None or len(self._twins) < TWINS:
                self._twins.append(self._reseeded(len(self._twins) + 1))
            else:
                twin.train()
        except Exception as error:  # the run itself goes on
            log.info("A twin with other random numbers broke: %s", error)
            step = twin.step if twin else self._before.step
            words = "With other random numbers a twin broke after step {step}; the band ends there."
            self.ended = Message(words, {"step": step})

    def _reseeded(self, number: int) -> Run:
        here, before = self._run.experiment, self._before
        twin = build(type(here), before.params, here.seed, here.device, here.own)
        run = Run(self._run.scene, twin, self._clock)
        stand_at(run, before)
        for stream, part in enumerate(twin.parts().values()):
            if isinstance(part, Generator):
                part.manual_seed(SEEDS * (here.seed + number) + stream)
        return run

    def band(self) -> Ghost | None:
        """Where the curves of all twins lie, as far as all have come; None where nowhere yet."""
        if len(self._twins) < TWINS:
            return None
        histories = [twin.record.history for twin in self._twins]
        steps = histories[0].steps()
        for history in histories[1:]:
            steps = np.intersect1d(steps, history.steps())
        if len(steps) < 2:
            return None
        found: dict[str, list[np.ndarray]] = {}
        for history in histories:
            at = np.searchsorted(history.steps(), steps)
            for name in history.names:
                found.setdefault(name, []).append(history.values(name)[at])
        low = {name: np.min(values, axis=0) for name, values in found.items()}
        high: Mapping[str, np.ndarray] = {n: np.max(values, axis=0) for n, values in found.items()}
        return Ghost(NAME, steps, low, upper=high)
