"""When to look at a run, and at which of its views, so that looking stays cheap."""

from collections.abc import Callable, Mapping, Sequence

from core.experiment import Drawer
from core.views import AnyView

# Pictures a second at most; the eye asks for no more, and each costs training time.
FRAME = 1 / 26
# Looking takes at most this share of the worker's time, and the views beside the hero, of which
# each look draws one, at most this share.
SHARE, ASIDE_SHARE = 0.2, 0.02
# None of the views beside the hero is drawn more often than this, in seconds.
ASIDE = 0.2


class ViewScheduler:
    """Keeps the newest picture of each view and redraws those that are due.

    The hero is drawn at every look, the others in turn. A view that was not redrawn stays the
    same object, so that the window need not paint it again.
    """

    def __init__(self, hero: str, others: Sequence[str]) -> None:
        self.hero = hero
        self.views: dict[str, AnyView] = {}
        self.cost = 0.0
        self._drawn_at = dict.fromkeys(others, float("-inf"))
        self._next = self._next_aside = float("-inf")

    def due(self, now: float) -> bool:
        """Whether a look fits into the budget."""
        return now >= self._next

    def names_due(self, now: float) -> list[str]:
        """The hero, and the other view that waited longest if it waited long enough."""
        if not self._drawn_at or now < self._next_aside:
            return [self.hero]
        name = min(self._drawn_at, key=lambda other: self._drawn_at[other])
        return [self.hero, name] if now - self._drawn_at[name] >= ASIDE else [self.hero]

    def look(
        self,
        drawers: Mapping[str, Drawer],
        everything: bool,
        fine: bool,
        clock: Callable[[], float],
    ) -> None:
        """Draw every view, or those that are due, and note what it cost."""
        began = clock()
        if everything:
            self.draw(drawers, list(drawers), fine)
            self.paid([], began, clock())
            return
        hero, *aside = self.names_due(began)
        self.draw(drawers, [hero], fine)
        seen = clock()
        self.draw(drawers, aside, fine)
        self.paid(aside, began, clock(), seen)

    def draw(self, drawers: Mapping[str, Drawer], names: Sequence[str], fine: bool) -> None:
        """Draw the views `names`."""
        self.views = {**self.views, **{name: drawers[name](fine) for name in names}}

    def paid(
        self, aside: Sequence[str], began: float, ended: float, seen: float | None = None
    ) -> None:
        """Note what a look cost, and when the next fits into the budget.

        From `seen` on the views `aside` were drawn. Looks stand on a schedule: one that had to
        wait for the end of a long step does not put off the next.
        """
        self.cost = ended - began
        self._next = max(self._next + FRAME, began, began + self.cost / SHARE)
        for name in aside:
            self._drawn_at[name] = ended
            self._next_aside = ended + (ended - (seen or began)) / ASIDE_SHARE
