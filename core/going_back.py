"""Going back: to moments of a run that are kept, to courses that were left."""

from core.message import InvalidInput
from core.ring import Kept
from core.run import Run


def stand_at(run: Run, kept: Kept) -> None:
    """Go to a moment of this run, with the knobs that it had."""
    run.params = kept.params
    run.callbacks.take(kept.params)
    run.put(kept.step, kept.state)
    run.cache.touched()
    run.deeds, run.digests = kept.deeds.copy(), kept.digests.copy()


def go_to(run: Run, step: int) -> None:
    """Go to the newest moment that is kept up to `step`, or else to the first."""
    run.record.keep_end()
    stand_at(run, run.record.sound_at(step))


def take_course(run: Run) -> None:
    """Change places with a course that was left. Raises InvalidInput where there is none."""
    if not run.courses:
        raise InvalidInput("No other course was left; go back, and train on from there.")
    run.record.keep_end()
    end = run.courses.take()
    run.record.look_back(end)
    stand_at(run, run.record.sound_at(end))
