"""The page of the flow in the plane: space bends until the data is a Gaussian."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self, cast

import numpy as np
import torch
from torch import Tensor

from core.data import drawing, planes
from core.data.points_file import read_dark_pixels, read_table
from core.experiment import Action, Curve, Drawer, Experiment, FileReader, Part, State
from core.experiments.flow_plane.drawers import Drawers
from core.experiments.flow_plane.knobs import OWN, PlaneParams
from core.experiments.flow_plane.presets import PRESETS
from core.experiments.flow_plane.subject import Subject
from core.flows import models, plane_view
from core.flows.density import nll
from core.flows.flow import Composite
from core.params import Params, Preset
from core.touches import Drag, FileContent, Hover, RunAction, Stroke, Touch
from core.views import Layer, Rule

BATCH = 256
# Points shown of the data and of the samples, each; more hide the picture and cost painting.
SHOWN = 300
# Points of a loop: 12 units of length, about four times across the plane.
MOST_LOOP = 400


class FlowPlane(Experiment):
    """A flow on points of the plane, trained by maximum likelihood on ever new samples."""

    name: ClassVar[str] = "flow_plane"
    Params: ClassVar[type[Params]] = PlaneParams
    presets: ClassVar[tuple[Preset, ...]] = PRESETS
    curves: ClassVar[tuple[Curve, ...]] = (Curve("nll", "NLL", unit="nats"),)
    curve_title: ClassVar[str] = "Negative log-likelihood"
    hero: ClassVar[str] = "data"
    side: ClassVar[tuple[str, ...]] = ("latent", "layers")
    actions: ClassVar[tuple[Action, ...]] = (
        Action("clear", "Clear drawing", "Forget the strokes, the points of a file and the loop."),
    )
    file_readers: ClassVar[tuple[FileReader, ...]] = (
        FileReader("Table with two columns", (".csv", ".tsv", ".txt"), read_table),
        FileReader("Picture with dark pixels", (".png", ".jpg", ".jpeg", ".bmp"), read_dark_pixels),
    )

    params: PlaneParams

    def __init__(self, params: PlaneParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._generator = self.generator(1)
        self._drawing = drawing.Drawing()
        self.flow = self._flow().to(device)
        rate = params.learning_rate
        self.optimiser = torch.optim.Adam(self.flow.parameters(), lr=rate, fused=True)
        self._subject = Subject(
            params,
            self.flow,
            noise=torch.randn(SHOWN, 2, generator=self.generator(2)).to(device),
            points=torch.empty(0, 2, device=device),
            probe=plane_view.HeldPoints(torch.tensor([[0.6, 0.4]], device=device), latent=True),
        )
        self._drawers = Drawers(self._subject)
        self._take_data()
        self._initialise()

    def _flow(self) -> Composite:
        p = self.params
        return models.vector_flow(
            2, p.couplings, p.width, generator=self.generator(0),
            coupling=cast(models.CouplingKind, p.coupling),
            permutation=cast(models.Mixing, "conv1x1" if p.permutation == "1x1" else p.permutation),
            actnorm=cast(models.ActNormKind, p.actnorm),
            scale=p.scale_layer, zero_init=p.zero_init, bounded=p.bounded,
        )  # fmt: skip

    # --- data and training ----------------------------------------------------------------------

    def _take_data(self) -> None:
        """Take the shape of the data and the points to show; the entropy waits until asked for."""
        p = self.params
        self._shape = self._drawing.shape() if p.dataset == OWN else planes.SHAPES[p.dataset]
        self._subject.points = self._shape.sample(SHOWN, p.noise, self.generator(3)).to(self.device)
        self._entropy: Rule | None = None
        self._subject.version += 1

    def _initialise(self) -> None:
        """FileContent actnorm its first batch."""
        self.flow.initialise(self._batch(self.generator(4)))

    def _batch(self, generator: torch.Generator) -> Tensor:
        return self._shape.sample(BATCH, self.params.noise, generator).to(self.device)

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on a fresh batch."""
        loss = nll(self.flow, self._batch(self._generator))
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        self._subject.version += 1
        return {"nll": loss.detach()}

    def parts(self) -> Mapping[str, Part]:
        """The flow, Adam, and where the data comes from."""
        return {"flow": self.flow, "optimiser": self.optimiser, "data": self._generator}

    def restore(self, state: State) -> None:
        """Go back, and know that all pictures are out of date."""
        super().restore(state)
        self._subject.version += 1

    def apply_params(self, params: PlaneParams) -> None:
        """Take new values of live knobs."""
        before, self.params = self.params, params
        self._subject.params = params
        for group in self.optimiser.param_groups:
            group["lr"] = params.learning_rate
        if (before.dataset, before.noise) != (params.dataset, params.noise):
            self._take_data()

    def carry_over(self, previous: Self) -> None:
        """Keep what a hand drew, brought or dragged."""
        self._drawing = previous._drawing
        self._subject.probe = previous._subject.probe.to(self.device)
        self._subject.loop = previous._subject.loop and previous._subject.loop.to(self.device)
        if self.params.dataset == OWN:
            self._take_data()
            self._initialise()

    def reference_lines(self) -> Mapping[str, Layer]:
        """The entropy of the data, below which no likelihood can go."""
        if self._entropy is None:
            entropy = self._shape.entropy(self.params.noise)
            self._entropy = Rule(entropy, label="entropy of the data")
        return {"entropy": self._entropy}

    # --- hands ----------------------------------------------------------------------------------

    @torch.no_grad()
    def touch(self, view: str, touch: Touch) -> None:
        """Drag the point, point somewhere, draw a loop or data, bring points, clear."""
        match touch:
            case Drag():
                self._subject.probe, self._subject.pointer = (
                    self._spot(view, [[touch.x, touch.y]]),
                    None,
                )
            case Hover():
                self._subject.pointer = self._spot(view, [[touch.x, touch.y]])
            case Stroke() if view == self.hero and self._subject.takes_strokes:
                self._drawing.draw(touch.points, touch.done)
                self._take_data()
            case Stroke():
                ends = [touch.points, touch.points[: int(touch.done)]]  # at release it is closed
                self._subject.loop = self._spot(
                    view, drawing.along(np.concatenate(ends))[-MOST_LOOP:]
                )
            case RunAction("clear"):
                self._drawing.clear()
                self._subject.loop = None
                self._take_data()
            case FileContent():
                self._drawing.put(touch.content)
                self.apply_params(self.params.changed({"dataset": OWN}))
                self._take_data()
            case _:
                pass
        self._subject.touches += 1

    def _spot(self, view: str, points: Any) -> plane_view.HeldPoints:
        """Hold points of a view where that view lies."""
        t = self._subject.part if view == self.hero else 1.0
        return plane_view.hold_points(self.flow, torch.as_tensor(points, device=self.device), t)

    def views(self) -> Mapping[str, Drawer]:
        """The space at the depth shown, the latent space, and the stretch of each layer."""
        return self._drawers.views()
