"""Training points that a hand adds, moves, relabels and removes, stroke by stroke."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from core.experiment import Action
from core.lipschitz.tasks import Sample

LOOK, ADD_FIRST, ADD_SECOND, MOVE, RELABEL, REMOVE = HANDS = (
    "look", "add ●", "add ■", "move", "relabel", "remove",
)  # fmt: skip
"""What a hand may be set to do."""
# Points under a stroke lie this near to it; those that it adds lie so far from each other.
NEAR, APART = 0.14, 0.22
FEWEST, MOST = 4, 400

FORGET = Action("forget", "Undo all edits", "Take back every point that a hand added or changed.")


@dataclass(frozen=True, eq=False)
class Edited:
    """The points as they were before the stroke under way, and as they are now."""

    before: Sample
    now: Sample | None = None

    @property
    def after(self) -> Sample:
        """The points now."""
        return self.now or self.before

    def stroked(self, hand: str, path: Tensor, done: bool) -> "Edited":
        """What a stroke (K, 2), the whole of it so far, makes of the points before it.

        One of the classes is left at no time, nor fewer points than FEWEST or more than MOST.
        """
        changed = _changed(self.before, hand, path.to(self.before.points))
        sound = FEWEST <= len(changed.points) <= MOST and bool(changed.targets.diff(dim=0).any())
        found = replace(self, now=changed) if sound else self
        return Edited(found.after) if done else found


def _changed(sample: Sample, hand: str, path: Tensor) -> Sample:
    under = torch.cdist(sample.points, path).amin(dim=1) < NEAR
    if hand == RELABEL:
        return Sample(sample.points, torch.where(under[:, None], -sample.targets, sample.targets))
    if hand == REMOVE:
        return Sample(sample.points[~under], sample.targets[~under])
    if hand == MOVE:
        held = (sample.points - path[0]).norm(dim=1)
        if float(held.min()) >= 2 * NEAR:
            return sample
        moved = torch.arange(len(held)) == held.argmin()
        return Sample(torch.where(moved[:, None], path[-1], sample.points), sample.targets)
    if hand in (ADD_FIRST, ADD_SECOND):
        places = _spaced(path)
        label = -1.0 if hand == ADD_FIRST else 1.0
        targets = torch.cat([sample.targets.new_full((len(places), 1), label), sample.targets])
        return Sample(torch.cat([places, sample.points]), targets)  # the first ones are shown
    return sample


def _spaced(path: Tensor) -> Tensor:
    """Places (M, 2) of a path that lie APART or more along it, the first among them."""
    along = torch.cat([path.new_zeros(1), path.diff(dim=0).norm(dim=1).cumsum(0)])
    wanted = torch.arange(0.0, float(along[-1]) + 1e-6, APART)
    places = torch.searchsorted(along, wanted).clamp(max=len(path) - 1)
    return path[places]
