"""When to look at a run, and at which of its views, so that looking stays cheap."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple, Self

from core.run import Run
from core.scene import Scene
from core.snapshot import Phase
from core.views import FORMULA, RUN_CHART, AnyView

# Pictures a second at most; the eye asks for no more, and each costs training time.
FRAME = 1 / 26
# Looking takes at most this share of the worker's time, and the views beside the hero, of which
# each look draws one, at most this share.
SHARE, SIDE_SHARE = 0.2, 0.02
# None of the views beside the hero is drawn more often than this, in seconds.
SIDE_EVERY = 0.2
# A run at rest that is left alone this long, in seconds, is drawn finely.
FINE_AFTER = 0.12


class Look(NamedTuple):
    """A look: at everything or at what is due, and how finely."""

    everything: bool
    fine: bool


class ViewScheduler:
    """Keeps the newest picture of each view and redraws those that are due.

    The hero is drawn at every look, the others in turn. A view that was not redrawn stays the
    same object, so that the window need not paint it again. A page at rest is drawn finely once,
    or for as long as something `grows`.
    `clock` gives seconds.
    """

    @classmethod
    def of(cls, scene: Scene, clock: Callable[[], float]) -> Self:
        """For the views of a scene, its formula and the chart of its run."""
        formula = [FORMULA] if scene.formula else []
        return cls(scene.hero, [*scene.side, *scene.strip, *formula, RUN_CHART], clock)

    def __init__(self, hero: str, others: Sequence[str], clock: Callable[[], float]) -> None:
        self.hero, self._clock = hero, clock
        self._wanted = self._owes_fine = self.grows = False
        self.views: dict[str, AnyView] = {}
        self.cost = 0.0
        self._drawn_at = dict.fromkeys(others, float("-inf"))
        self._next = self._next_side = float("-inf")

    def want(self) -> None:
        """Have everything drawn at the next look: somebody waits for an answer."""
        self._wanted = True

    def patience(self) -> float | None:
        """Seconds until a run at rest is to be drawn finely; None where it owes no look."""
        if not self._owes_fine:
            return None
        return FRAME if self.grows else FINE_AFTER

    def next_look(self, phase: Phase, quiet: bool, taken: bool) -> Look | None:
        """The look that is due in a phase; `quiet` where no command came, `taken` where somebody
        took the last one."""
        if phase is Phase.PLAYING:
            if not taken or not (self._wanted or self.due(self._clock())):
                return None
            look, self._owes_fine = Look(self._wanted, False), False
        elif self._wanted:
            look, self._owes_fine = Look(True, False), phase is Phase.PAUSED
        elif self._owes_fine and quiet:
            look, self._owes_fine = Look(True, True), False
        else:
            return None
        self._wanted = False
        return look

    def due(self, now: float) -> bool:
        """Whether a look fits into the budget."""
        return now >= self._next

    def names_due(self, now: float) -> list[str]:
        """The hero, and the other view that waited longest if it waited long enough."""
        if not self._drawn_at or now < self._next_side:
            return [self.hero]
        name = min(self._drawn_at, key=lambda other: self._drawn_at[other])
        return [self.hero, name] if now - self._drawn_at[name] >= SIDE_EVERY else [self.hero]

    def look(self, run: Run, everything: bool, fine: bool, playing: bool) -> None:
        """Draw every view, or those that are due, and note what it cost.

        While playing, costly values of the hero take turns; the views beside it, which are seldom
        drawn, pay for theirs by their own schedule.
        """
        began = self._clock()
        run.begin_look(fine, playing)
        hero, *due = self.names_due(began)
        views = {hero: run.draw(hero)}
        others = [name for name in run.looks.names if everything and name not in views]
        run.cache.look_beside(may_wait=True)
        views |= {name: run.draw(name) for name in others if name not in due}
        seen = self._clock()
        run.cache.look_beside(may_wait=False)
        views |= {name: run.draw(name) for name in due}
        run.end_look()
        self.grows = run.cache.grows
        self._owes_fine |= fine and self.grows
        self.views = {**self.views, **views}
        self.record_cost(due, began, self._clock(), seen)
        if not playing:  # at rest nothing is taken from training
            self._next = began

    def see_end(self, run: Run | None) -> None:
        """Draw the chart of a run that has broken up to where it did, if that can be drawn."""
        if run is None or not self.views:
            return
        with suppress(BaseException):  # that it broke was said
            run.begin_look(fine=False, playing=False)
            self.views = {**self.views, RUN_CHART: run.draw(RUN_CHART)}
            run.end_look()

    def record_cost(
        self, side: Sequence[str], began: float, ended: float, seen: float | None = None
    ) -> None:
        """Note what a look cost, and when the next fits into the budget.

        From `seen` on the views `side` were drawn. Looks stand on a schedule: one that had to
        wait for the end of a long step does not put off the next.
        """
        self.cost = ended - began
        self._next = max(self._next + FRAME, began, began + self.cost / SHARE)
        for name in side:
            self._drawn_at[name] = ended
            self._next_side = ended + (ended - (seen or began)) / SIDE_SHARE
