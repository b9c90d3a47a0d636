"""Two classes in the plane: how they are learnt, what a hand moves, and points made by hand."""

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch

from core.data.planes import SHAPES
from core.experiment import Action, Experiment
from core.experiments.lipschitz_surface.edited import FORGET, LOOK, Edited
from core.experiments.lipschitz_surface.knobs import OWN, ConstraintParams, PlaneParams
from core.experiments.lipschitz_surface.own_sample import OwnPoints, own_points
from core.experiments.lipschitz_surface.page import Comparison, ComparisonMade, Task
from core.figures import Tile
from core.lipschitz import tasks
from core.own_data import Takes, turning
from core.touches import Drag, Stroke, Touch

# The part of the plane in one tile: the spiral reaches 2.4, the moons 2.25 by 1.1, both with noise.
SIDE, UP = 2.75, 2.3
# Between two tiles, and above each for its name.
GAP, HEAD = 0.16, 0.52
# How far the point can take its ring.
WIDEST = 2.7
# The knobs by which the points are drawn.
DRAWN = ("dataset", "count", "noise", "wrong")

Place = tuple[float, float]


@dataclass(frozen=True)
class PlaneMade(ComparisonMade):
    """Also the point that is certified, the ring that is pulled away from it, and what a hand has
    made of the training points."""

    point: Place = (-0.1, 0.95)
    ring: Place = (0.15, 0.55)
    edited: Edited | None = None


class PlaneComparison(Comparison):
    """Two classes in the plane."""

    task: ClassVar[Task] = Task(2, tasks.logistic, 10, -1)

    actions: ClassVar[tuple[Action, ...]] = (FORGET,)

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes(
            "table", "Table with columns x, y and a label", own_points,
            ("x", "y", "label"), turning(dataset=OWN),
        ),
    )  # fmt: skip

    params: PlaneParams
    made: PlaneMade = PlaneMade()

    def take_data(self) -> None:
        """Draw what is learnt from, or take what a hand has made of it."""
        super().take_data()
        if self.made.edited is not None:
            self.sample = self.made.edited.after.to(self.device)

    def apply_params(self, params: ConstraintParams) -> None:
        """Take new values of live knobs; other data is as it is drawn, without a hand's points."""
        if any(getattr(self.params, name) != getattr(params, name) for name in DRAWN):
            self.made = replace(self.made, edited=None)
        super().apply_params(params)

    def carry_over(self, previous: Experiment) -> None:
        """Keep what a hand made, but for points of other data."""
        super().carry_over(previous)
        if previous.own is not self.own:
            self.made = replace(self.made, edited=None)
        self.take_data()

    def draw(self, count: int, wrong: float, generator: torch.Generator) -> tasks.Sample:
        """Points `(N, 2)` of the data set, labelled ±1."""
        if self.params.dataset == OWN and self.own is not None:
            own: OwnPoints = self.own.content
            return own.drawn(count, wrong, generator)
        shape = SHAPES.get(self.params.dataset, SHAPES["moons"])
        return tasks.two_classes(shape, count, self.params.noise, wrong, generator)

    def tiles(self) -> dict[str, Tile]:
        """Where each network that is shown has its place in the picture, by name."""
        shown = (self.names[self.picked()],) if self.params.enlarge else self.names
        up = UP if len(shown) != 2 else 2 * UP + HEAD / 2  # two are higher, to fill the card
        wide, high = 2 * SIDE + GAP, 2 * up + HEAD
        return {
            name: Tile(n % 2 * wide + SIDE, -(n // 2) * high - HEAD - up, (SIDE, up))
            for n, name in enumerate(shown)
        }

    def touch(self, view: str, touch: Touch) -> None:
        """Move the point with its ring, or the ring alone; whose tile is touched is picked.

        A stroke does with the training points under it what the hand is set to do.
        """
        match touch:
            case Stroke(path, done) if view == "surface" and self.params.hand != LOOK and len(path):
                self._edit(path, done)
            case Drag("point" | "ring" as layer, key=key) if key in self.tiles():
                self._move(layer, self.tiles()[key], touch)
                self.made = replace(self.made, picked=key)
            case _:
                super().touch(view, touch)

    def _edit(self, path: npt.NDArray[np.float32], done: bool) -> None:
        tiles = list(self.tiles().values())
        tile = min(tiles, key=lambda each: math.dist(path[0], (each.x, each.y)))
        edited = self.made.edited or Edited(self.sample.to(torch.device("cpu")))
        places = torch.tensor([tile.plane(float(x), float(y)) for x, y in path])
        self.made = replace(self.made, edited=edited.stroked(self.params.hand, places, done))
        self.take_data()

    def run_action(self, name: str) -> None:
        """Take back what a hand did to the points."""
        if name == FORGET.name:
            self.made = replace(self.made, edited=None)
            self.take_data()

    def _move(self, layer: str, tile: Tile, drag: Drag) -> None:
        x, y = tile.plane(drag.x, drag.y)
        if layer == "ring":
            self.made = replace(self.made, ring=(x, y))
            return
        (old_x, old_y), (ring_x, ring_y) = self.made.point, self.made.ring
        ring_x = min(max(ring_x + x - old_x, -WIDEST), WIDEST)
        ring_y = min(max(ring_y + y - old_y, tile.region[2]), tile.region[3])
        self.made = replace(self.made, point=(x, y), ring=(ring_x, ring_y))
