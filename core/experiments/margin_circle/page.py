"""The page of margins: classes on a circle or a sphere, pulled apart by an angle."""

from collections.abc import Mapping
from typing import ClassVar, Self

import torch
from torch import Tensor

from core.experiment import Action, Curve, Drawer, Experiment, Part, State
from core.experiments.margin_circle import charts, marks
from core.experiments.margin_circle.knobs import DIGITS, SPHERE, CircleParams
from core.experiments.margin_circle.presets import PRESETS
from core.experiments.margin_circle.samples import SIZE, samples
from core.experiments.margin_circle.seen import Seen, seen
from core.margins.family import Settings, margin_loss
from core.margins.losses import MarginLoss, least_loss
from core.margins.margin_model import MarginModel
from core.margins.psi import annealing_at
from core.margins.tammes import evenly_spread, ideal_loss, nearest_angle
from core.params import Params, Preset
from core.touches import Drag, Pick, RunAction, Touch
from core.views import AnyView, Chart, Globe, Images, Layer, Plane, Reading, Rule

BATCH = 128
# While playing, the ground and the neighbours are found anew at every so many looks: they cost
# more than all the rest of the picture.
TURNS = 10
# The length that is drawn at the median follows the model's by this share, so that nothing jumps.
FOLLOW = 0.2
# Drags nearer to the middle than this have no direction, and shorter features no length.
LEAST_PULL, LEAST_LENGTH = 0.02, 1e-6
ANNEALED = ("L-Softmax", "A-Softmax")


class MarginCircle(Experiment):
    """Pictures embedded in two or three dimensions by a margin loss; their angle is what counts."""

    name: ClassVar[str] = "margin_circle"
    Params: ClassVar[type[Params]] = CircleParams
    presets: ClassVar[tuple[Preset, ...]] = PRESETS
    curves: ClassVar[tuple[Curve, ...]] = (Curve("loss", "loss", unit="nats"),)
    hero: ClassVar[str] = "embedding"
    side: ClassVar[tuple[str, ...]] = ("angles", "psi")
    strip: ClassVar[tuple[str, ...]] = ("pairs",)
    actions: ClassVar[tuple[Action, ...]] = (
        Action(
            "unseen", "Drop in an unseen class",
            "Embed pictures of a class that was never trained, with a threshold to drag: what lies"
            " within it counts as known. Press again to take them away.",
        ),
    )  # fmt: skip

    params: CircleParams

    def __init__(self, params: CircleParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._samples = samples(params, self.generator(1)).to(device)
        self._generator = self.generator(2)
        dims = 3 if params.space == SPHERE else 2
        self.model = MarginModel(SIZE, dims, params.classes, self.generator(3)).to(device)
        self.optimiser = torch.optim.Adam(
            self.model.parameters(), lr=params.learning_rate, fused=True
        )
        self._steps = torch.zeros((), dtype=torch.int64)
        self._even = evenly_spread(params.classes, dims)
        self._even_angle = nearest_angle(self._even)
        self._dropped, self._picked = False, -1
        self._threshold: float | None = None
        self._held: tuple[int, Tensor] | None = None
        self._length = 0.0
        self._shown: list[int] = []
        self._ground: dict[str, Layer] = {}
        self._wrong = torch.zeros(0, dtype=torch.bool)
        self._version, self._known_version, self._looks = 0, -1, TURNS
        self._seen: tuple[int, Seen] | None = None
        self._rules: tuple[tuple[object, ...], dict[str, Layer]] = ((), {})

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on a batch; a spoke that a hand holds stays where it is held."""
        s = self._samples
        rows = torch.randint(len(s.pictures), (BATCH,), generator=self._generator).to(self.device)
        loss = self.model.loss(self._loss(), self.params.pull, s.pictures[rows], s.labels[rows])
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        if self._held is not None:
            self.model.turn(*self._held)
        self._steps += 1
        self._version += 1
        return {"loss": loss.detach()}

    def _settings(self) -> tuple[str, Settings]:
        p, anneals = self.params, self.params.loss in ANNEALED
        annealing = annealing_at(int(self._steps), least=p.annealing) if anneals else 0.0
        return p.loss, Settings(p.scale, p.margin, p.multiple, annealing)

    def _loss(self) -> MarginLoss:
        return margin_loss(*self._settings())

    def parts(self) -> Mapping[str, Part]:
        """The model, Adam, where batches come from, and the steps that anneal."""
        return {
            "model": self.model, "optimiser": self.optimiser,
            "batches": self._generator, "steps": self._steps,
        }  # fmt: skip

    def restore(self, state: State) -> None:
        """Go back, and know that all pictures are out of date."""
        super().restore(state)
        self._held = None
        self._renew()

    def apply_params(self, params: CircleParams) -> None:
        """Take new values of live knobs."""
        self.params = params
        for group in self.optimiser.param_groups:
            group["lr"] = params.learning_rate
        self._renew()

    def carry_over(self, previous: Self) -> None:
        """Keep the unseen class in the picture."""
        self._dropped = previous._dropped

    def reference_lines(self) -> Mapping[str, Layer]:
        """The loss of classes spread evenly here, and the least that the formula allows anywhere.

        The second needs a dimension for each class; on a circle the first is what can be had.
        Without s the loss has no least: it falls as the features grow.
        """
        key = self._settings()
        if self._rules[0] != key:
            loss, layers = margin_loss(*key), {}
            if loss.scale is not None:
                margin = 1 - float(loss.psi(torch.ones(())))
                least = least_loss(self.params.classes, loss.scale, margin)
                layers["even"] = Rule(ideal_loss(loss, self._even), label="evenly spread")
                layers["least"] = Rule(least, role="muted", label="least of the formula")
            self._rules = (key, dict(layers))
        return self._rules[1]

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag a spoke or the threshold, pick a picture, drop in the unseen class."""
        match touch:
            case Drag(layer="threshold"):
                self._threshold = min(max(touch.x, 0.0), 180.0)
            case Drag(layer="spoke"):
                self._turn(touch)
            case Pick() if view == "pairs":
                chosen = self._shown[touch.index] if 0 <= touch.index < len(self._shown) else -1
                self._picked = chosen
            case Pick():
                chosen = marks.sample_of(self._look(), touch.layer, touch.index)
                self._picked = -1 if chosen == self._picked else chosen
            case RunAction("unseen"):
                self._dropped = not self._dropped
                self._threshold = None
                self._picked = min(self._picked, len(self._samples.shown) - 1)
            case _:
                pass
        self._renew()

    def _turn(self, drag: Drag) -> None:
        """Point a class direction to where the hand is, and hold it there until released."""
        place = torch.tensor([float(drag.x), drag.y, drag.z][: self.model.weight.shape[1]])
        far = float(torch.linalg.vector_norm(place)) > LEAST_PULL
        if 0 <= drag.index < self.params.classes and far:
            self.model.turn(drag.index, place)
            self._held = None if drag.done else (drag.index, place)

    def _renew(self) -> None:
        """All pictures are out of date, the slow ones too."""
        self._version += 1
        self._looks = TURNS

    # --- pictures -------------------------------------------------------------------------------

    def views(self) -> Mapping[str, Drawer]:
        """The embedding, its angles, psi, and pictures beside their neighbours."""
        return {
            "embedding": self._embedding, "angles": self._angles,
            "psi": self._psi, "pairs": self._pairs,
        }  # fmt: skip

    def _look(self) -> Seen:
        """The embedding as it is now; all views of one moment share it."""
        if self._seen is None or self._seen[0] != self._version:
            s = self._samples
            unseen = s.unseen if self._dropped else None
            found = seen(self.model, self._loss(), s.shown, s.shown_labels, unseen)
            self._seen = (self._version, found)
        return self._seen[1]

    def _embedding(self, fine: bool) -> AnyView:
        now = self._look()
        self._looks += 1
        if self._known_version != self._version and (fine or self._looks >= TURNS):
            self._ground = marks.ground(now)
            self._wrong = now.wrong
            self._known_version, self._looks = self._version, 0
        length = self._follow(now) if self.params.lengths else None
        closest = now.closest(self._picked) if self._picked >= 0 else -1
        lit = marks.Lit(self._picked, closest, self._wrong)
        layers = {
            **self._ground,
            **marks.samples(now, lit, length),
            **marks.spokes(now, self._samples.names, length),
        }
        readings = (Reading("accuracy", now.accuracy, ".1%", role="model"),)
        if self.params.space == SPHERE:
            return Globe(
                title="Embedding on the sphere", layers=layers, readings=readings,
                note="drag a spoke, or turn the ball", radius=1.0,
            )  # fmt: skip
        return Plane(
            title="Embedding on the circle", layers=layers, readings=readings,
            note="drag a spoke", bounds=marks.BOUNDS,
        )  # fmt: skip

    def _follow(self, now: Seen) -> float:
        """The length that is drawn at the median, slowly following."""
        median = max(float(torch.linalg.vector_norm(now.features, dim=1).median()), LEAST_LENGTH)
        self._length += (FOLLOW if self._length else 1.0) * (median - self._length)
        return self._length

    def _angles(self, fine: bool) -> Chart:
        now = self._look()
        picked = charts.angle_pair(now, self._picked)
        return charts.angles(now, self._even_angle, self._threshold, picked)

    def _psi(self, fine: bool) -> Chart:
        now = self._look()
        picked = charts.angle_pair(now, self._picked)
        typical = float(now.angles[0].median())
        return charts.psi(now.loss, typical, None if picked is None else picked[0])

    def _pairs(self, fine: bool) -> Images:
        now, s = self._look(), self._samples
        wrong = [int(each) for each in now.wrong.nonzero().flatten()]
        pictures = torch.cat([s.shown, s.unseen]) if self._dropped else s.shown
        first = [self._picked] if self._picked >= 0 else []
        self._shown = first + [each for each in wrong if each != self._picked]
        names = s.names if self.params.pictures == DIGITS else ()  # garments speak for themselves
        return charts.pairs(now, pictures.cpu(), self._picked, wrong, names)
