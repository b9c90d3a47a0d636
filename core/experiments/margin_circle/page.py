"""Training on the page of margins, and what a hand does there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from torch import Tensor

from core.data.own_pictures import OwnPictures, classified, one_figure
from core.experiment import Action, Experiment, Part
from core.experiments.margin_circle.knobs import OWN, SPHERE, CircleParams
from core.experiments.margin_circle.samples import SIZE, samples
from core.margins.family import Settings, margin_loss
from core.margins.losses import MarginLoss
from core.margins.margin_model import MarginModel
from core.margins.psi import annealing_at
from core.own_data import Takes
from core.touches import Drag, Pick, Touch

BATCH = 128
# Drags nearer to the middle than this have no direction.
LEAST_PULL = 0.02
ANNEALED = ("L-Softmax", "A-Softmax")


@dataclass(frozen=True)
class CircleMade:
    """What a hand made: whether the unseen class is in the picture, and what it chose.

    `picked` is the number of a picture, -1 for none, `threshold` in degrees, None for the best
    one; `held` is the class whose spoke a hand holds, and where to (D,). `own` is a figure that a
    person drew or brought, to see where it lands.
    """

    unseen: bool = False
    picked: int = -1
    threshold: float | None = None
    held: tuple[int, tuple[float, ...]] | None = None
    own: OwnPictures | None = None


class MarginCircle(Experiment):
    """Pictures embedded in two or three dimensions by a margin loss; their angle is what counts."""

    actions = (
        Action(
            "unseen", "Drop in an unseen class",
            "Embed pictures of a class that was never trained, with a threshold to drag: what lies"
            " within it counts as known. Press again to take them away.",
        ),
    )  # fmt: skip

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes(
            "pictures", "Twenty pictures or more, of classes", classified,
            sets=lambda own: {"pictures": OWN, "classes": min(10, len(own.names))},
        ),
        Takes("picture", "One figure, to see where it lands", one_figure, learnt=False),
    )  # fmt: skip

    params: CircleParams
    made: CircleMade

    def __init__(self, params: CircleParams, seed: int, device: torch.device) -> None:
        own: OwnPictures | None = self.own.content if self.own else None
        if params.pictures == OWN and own is not None:
            params = params.changed({"classes": min(params.classes, len(own.names))})
        super().__init__(params, seed, device)
        self.made = CircleMade()
        self.samples = samples(params, self.generator(1), device, own)
        self._batches = self.generator(2)
        dims = 3 if params.space == SPHERE else 2
        self.model = MarginModel(SIZE, dims, params.classes, self.generator(3)).to(device)
        self.optimiser = torch.optim.Adam(
            self.model.parameters(), lr=params.learning_rate, fused=True
        )
        self._steps = torch.zeros((), dtype=torch.int64)

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on a batch; a spoke that a hand holds stays where it is held."""
        s = self.samples
        rows = torch.randint(len(s.pictures), (BATCH,), generator=self._batches).to(self.device)
        loss = self.model.loss(
            self.margin_loss(), self.params.pull, s.pictures[rows], s.labels[rows],
            self.params.softmax,
        )  # fmt: skip
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        if self.made.held is not None:
            label, place = self.made.held
            self.model.turn(label, torch.tensor(place))
        self._steps += 1
        return {"loss": loss.detach()}

    def margin_loss(self) -> MarginLoss:
        """The loss that the knobs ask for, as far as its annealing has come."""
        p, annealing = self.params, 0.0
        if p.loss in ANNEALED:
            annealing = annealing_at(int(self._steps), least=p.annealing)
        return margin_loss(p.loss, Settings(p.scale, p.margin, p.multiple, annealing))

    def parts(self) -> Mapping[str, Part]:
        """The model, Adam, where batches come from, and the steps that anneal."""
        return {
            "model": self.model, "optimiser": self.optimiser,
            "batches": self._batches, "steps": self._steps,
        }  # fmt: skip

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag a spoke or the threshold, pick a picture."""
        match touch:
            case Drag("threshold"):
                self.made = replace(self.made, threshold=min(max(touch.x, 0.0), 180.0))
            case Drag("spoke"):
                self._turn(touch)
            case Pick(key=key):
                chosen = int(key) if key.isdecimal() and int(key) < self._shown() else -1
                again = view == "embedding" and chosen == self.made.picked
                self.made = replace(self.made, picked=-1 if again else chosen)
            case _:
                pass

    def run_action(self, name: str) -> None:
        """Drop in the unseen class, or take it away."""
        if name == "unseen":
            self.made = replace(self.made, unseen=not self.made.unseen, threshold=None)
            self._forget_what_is_gone()

    def carry_over(self, previous: Experiment) -> None:
        """Keep the unseen class, the threshold and the picture; a new spoke is in nobody's hand."""
        super().carry_over(previous)
        self.made = replace(self.made, held=None)
        self._forget_what_is_gone()

    def _shown(self) -> int:
        """How many pictures are shown."""
        return len(self.samples.shown) + self.made.unseen * len(self.samples.unseen)

    def _forget_what_is_gone(self) -> None:
        if self.made.picked >= self._shown():
            self.made = replace(self.made, picked=-1)

    def _turn(self, drag: Drag) -> None:
        """Point a class direction to where the hand is, and hold it there until released."""
        place = (float(drag.x), drag.y, drag.z)[: self.model.weight.shape[1]]
        to = torch.tensor(place)
        if 0 <= drag.index < self.params.classes and float(to.norm()) > LEAST_PULL:
            self.model.turn(drag.index, to)
            self.made = replace(self.made, held=None if drag.done else (drag.index, place))
