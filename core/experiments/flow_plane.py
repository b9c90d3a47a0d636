"""The page of the flow in the plane: space bends until the data is a Gaussian."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self, cast

import numpy as np
import torch
from torch import Tensor

from core.data import drawing, planes
from core.data.points_file import read_dark_pixels, read_table
from core.experiment import Action, Curve, Drawer, Experiment, Opens, Part, State
from core.flows import models, pictures
from core.flows.density import nll
from core.flows.flow import Composite
from core.params import Params, Preset, choice, number, switch
from core.touches import Drag, Give, Hover, Press, Stroke, Touch
from core.views import (
    Bars,
    Handles,
    Heat,
    Layer,
    Lines,
    Mesh,
    Plane,
    Points,
    Reading,
    Rings,
    Rule,
    frozen,
)

OWN = "own drawing"
BATCH = 256
# The plane that is shown reaches this far from the middle: 3 sigma of the latents and a margin.
SIDE = 3.15
BOUNDS = (-SIDE, SIDE, -SIDE, SIDE)
# Density is painted further, since a panel may be wider than high.
WIDE = 3.8
# Points shown of the data and of the samples, each; more hide the picture and cost painting.
SHOWN = 300
# The cells of heat along each side, while playing and when paused: coarse ones cost a quarter of a
# training step per look, fine ones make the integral exact to a thousandth.
CELLS, FINE_CELLS = 36, 208
# The carried grid: lines each way at 0.3 sigma from each other up to 2.4 sigma, and how many steps
# each line takes from one crossing to the next.
GRID_SIDE, GRID_LINES, GRID_STEPS, FINE_GRID_STEPS = 2.4, 17, 2, 10
# Cells of the area along each side, and the ends of their colours: log|det| from a twentieth up.
AREA_CELLS, FINE_AREA_CELLS, AREA_LEVELS = 20, 64, (-3.0, 3.0)
# Bars of one layer's log|det|: what a bounded coupling can do at most.
STRETCH = (-2.0, 2.0)
# Infinities are drawn here, out of sight.
FAR = 99.0
# While playing, heat, grid and points are drawn in turn, one at each look.
TURNS = 3
# Colours of density follow the model's peak by this share, so that nothing flashes.
FOLLOW = 0.3
# The bridge between two blobs is what lies further than this many noise widths from either; what
# the data itself has there, 3 in 100,000, is nothing beside it.
BRIDGE = 4.0
# Points of a loop: 12 units of length, about four times across the plane.
MOST_LOOP = 400


@dataclass(frozen=True)
class PlaneParams(Params):
    """What can be turned on the page of the flow in the plane."""

    depth: float = number(
        100.0, 0.0, 100.0, "Depth shown",
        "How much of the generator is applied: at 0 you see the latent space, at 100 the data;"
        " half a layer is a layer with its shift and log-scale halved.",
        unit="%", live=True,
    )  # fmt: skip
    overlay: str = choice(
        "density and grid", ("density and grid", "density", "grid", "area"), "Overlay",
        "Density, the square latent grid carried along, or its cells coloured by log|det J|:"
        " how far the flow stretches or shrinks area.",
        live=True,
    )  # fmt: skip
    temperature: float = number(
        1.0, 0.0, 1.5, "Temperature",
        "Spread of the noise that the samples are made of. Below 1 they keep to the likely middle,"
        " at 0 they are one point.",
        live=True,
    )  # fmt: skip
    learning_rate: float = number(
        3e-3, 1e-5, 1.0, "Learning rate",
        "Step size of Adam. Too small and nothing moves, too large and the likelihood jumps.",
        logarithmic=True, live=True,
    )  # fmt: skip
    permutation: str = choice(
        "reverse", ("none", "reverse", "shuffle", "1x1"), "Permutation",
        "What happens to the axes between couplings. With none, one axis never moves; 1x1 is"
        " Glow's learnt rotation and stretch.",
    )  # fmt: skip
    coupling: str = choice(
        "affine", ("additive", "affine"), "Coupling",
        "Additive (NICE) shifts and keeps area; affine (RealNVP) also scales.",
        place="more",
    )  # fmt: skip
    couplings: int = number(
        8, 1, 16, "Couplings",
        "How many coupling layers follow each other. Few bend too little, many train slowly.",
        place="more",
    )  # fmt: skip
    width: int = number(
        64, 4, 256, "Width",
        "Units in each of the two hidden layers of a coupling's network.",
        logarithmic=True, place="more",
    )  # fmt: skip
    actnorm: str = choice(
        "off", ("off", "zero", "data"), "Actnorm",
        "A shift and a scale for each axis before every coupling, starting from zero or from the"
        " mean and deviation of the first batch.",
        place="more",
    )  # fmt: skip
    scale_layer: bool = switch(
        False, "Scale layer",
        "NICE's last layer: one factor for each axis. Additive couplings need it to change volume.",
        place="more",
    )  # fmt: skip
    zero_init: bool = switch(
        True, "Zero initialisation",
        "The last layer of each network starts at zero, so that the flow starts as the identity.",
        place="more",
    )  # fmt: skip
    bounded: bool = switch(
        True, "Bounded scale",
        "Log-scales go through 2 tanh, so that one layer stretches by at most e². Unbounded ones"
        " can overflow.",
        place="more",
    )  # fmt: skip
    points: str = choice(
        "data and samples", ("data and samples", "data", "samples", "neither"), "Points shown",
        "Data, or samples that the flow makes of fixed noise.",
        live=True, place="more",
    )  # fmt: skip
    dataset: str = choice(
        "moons", (*planes.SHAPES, OWN), "Data set",
        "Where the points come from. A running flow takes the change and learns anew.",
        live=True, place="data",
    )  # fmt: skip
    noise: float = number(
        0.1, 0.02, 0.35, "Noise in the data",
        "Standard deviation of the Gaussian noise on each point. Thin data is harder to fit.",
        logarithmic=True, live=True, place="data",
    )  # fmt: skip


PRESETS = (
    Preset(
        "Two moons",
        "RealNVP: eight affine couplings bend a Gaussian into two moons. A thin filament still"
        " joins them, since a flow cannot tear space.",
        {},
    ),
    Preset(
        "Eight Gaussians",
        "Glow's steps on eight islands: actnorm, a learnt 1×1 matrix, an affine coupling.",
        {"dataset": "eight Gaussians", "noise": 0.15, "permutation": "1x1", "actnorm": "data"},
    ),
    Preset(
        "Draw your own",
        "Draw in the data space: the flow learns your strokes while you draw. Until then it learns"
        " the character 曲.",
        {"dataset": OWN, "noise": 0.08},
    ),
    Preset(
        "NICE",
        "Additive couplings keep every area: with overlay 'area' all cells have one colour. Only"
        " the scale layer at the end changes volume, for all points alike.",
        {"coupling": "additive", "scale_layer": True, "overlay": "area"},
    ),
    Preset(
        "No permutation",
        "Every coupling moves the same axis, so the horizontal one never moves: z₁ = x₁ for ever,"
        " and the likelihood stays far from the entropy.",
        {"permutation": "none", "overlay": "grid"},
        breaks=True,
    ),
    Preset(
        "Two blobs",
        "The plane is in one piece and stays so: however long it trains, a bridge of probability"
        " joins the blobs. Its mass shrinks, but it cannot be cut.",
        {"dataset": "two blobs", "noise": 0.25, "overlay": "density"},
        breaks=True,
    ),
    Preset(
        "Unbounded scale",
        "Sixteen couplings without the bound at a large learning rate: within some hundred steps a"
        " log-scale runs away, its exponential overflows, and the loss is no number any more.",
        {"bounded": False, "couplings": 16, "learning_rate": 0.03},
        breaks=True,
    ),
)


class Kept(NamedTuple):
    """A layer, what it was made for, the version of the run that it shows, and how finely."""

    made_for: Hashable
    version: int
    fine: bool
    layer: Layer


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
    opens: ClassVar[tuple[Opens, ...]] = (
        Opens("Table with two columns", (".csv", ".tsv", ".txt"), read_table),
        Opens("Picture with dark pixels", (".png", ".jpg", ".jpeg", ".bmp"), read_dark_pixels),
    )

    params: PlaneParams

    def __init__(self, params: PlaneParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self._generator = self.generator(1)
        self._noise = torch.randn(SHOWN, 2, generator=self.generator(2)).to(device)
        self._drawing = drawing.Drawing()
        self._probe = pictures.Spot(torch.tensor([[0.6, 0.4]], device=device), latent=True)
        self._pointer: pictures.Spot | None = None
        self._loop: pictures.Spot | None = None
        self._kept: dict[str, Kept] = {}
        self._version = self._turn = self._touches = 0
        self._peak = self._total = self._bridge = 0.0
        self._exact = False
        self.flow = self._flow().to(device)
        rate = params.learning_rate
        self.optimiser = torch.optim.Adam(self.flow.parameters(), lr=rate, fused=True)
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
        self._points = self._shape.sample(SHOWN, p.noise, self.generator(3)).to(self.device)
        self._entropy: Rule | None = None
        self._version += 1

    def _initialise(self) -> None:
        """Give actnorm its first batch."""
        self.flow.initialise(self._batch(self.generator(4)))

    def _batch(self, generator: torch.Generator) -> Tensor:
        return self._shape.sample(BATCH, self.params.noise, generator).to(self.device)

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of Adam on a fresh batch."""
        loss = nll(self.flow, self._batch(self._generator))
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        self._version += 1
        return {"nll": loss.detach()}

    def parts(self) -> Mapping[str, Part]:
        """The flow, Adam, and where the data comes from."""
        return {"flow": self.flow, "optimiser": self.optimiser, "data": self._generator}

    def restore(self, state: State) -> None:
        """Go back, and know that all pictures are out of date."""
        super().restore(state)
        self._version += 1

    def change(self, params: PlaneParams) -> None:
        """Take new values of live knobs."""
        before, self.params = self.params, params
        for group in self.optimiser.param_groups:
            group["lr"] = params.learning_rate
        if (before.dataset, before.noise) != (params.dataset, params.noise):
            self._take_data()

    def inherit(self, previous: Self) -> None:
        """Keep what a hand drew, brought or dragged."""
        self._drawing = previous._drawing
        self._probe = previous._probe.to(self.device)
        self._loop = previous._loop and previous._loop.to(self.device)
        if self.params.dataset == OWN:
            self._take_data()
            self._initialise()

    def truths(self) -> Mapping[str, Layer]:
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
                self._probe, self._pointer = self._spot(view, [[touch.x, touch.y]]), None
            case Hover():
                self._pointer = self._spot(view, [[touch.x, touch.y]])
            case Stroke() if view == self.hero and self._takes_strokes():
                self._drawing.draw(touch.points, touch.done)
                self._take_data()
            case Stroke():
                ends = [touch.points, touch.points[: int(touch.done)]]  # at release it is closed
                self._loop = self._spot(view, drawing.along(np.concatenate(ends))[-MOST_LOOP:])
            case Press("clear"):
                self._drawing.clear()
                self._loop = None
                self._take_data()
            case Give():
                self._drawing.put(touch.content)
                self.params = self.params.changed({"dataset": OWN})
                self._take_data()
            case _:
                pass
        self._touches += 1

    def _takes_strokes(self) -> bool:
        return self.params.dataset == OWN and self.params.depth == 100

    def _spot(self, view: str, points: Any) -> pictures.Spot:
        """Hold points of a view where that view lies."""
        t = self._part() if view == self.hero else 1.0
        return pictures.spot(self.flow, torch.as_tensor(points, device=self.device), t)

    def _part(self) -> float:
        """The space that the hero shows, as the part of the flow that leads from data to it."""
        return 1 - self.params.depth / 100

    # --- pictures -------------------------------------------------------------------------------

    def views(self) -> Mapping[str, Drawer]:
        """The space at the depth shown, the latent space, and the stretch of each layer."""
        return {"data": self._data, "latent": self._latent, "layers": self._layers}

    def _keep(
        self, name: str, turn: int, made_for: Hashable, fine: bool, make: Callable[[], Layer]
    ) -> Layer:
        """Return the layer that is kept if it is still true, or if it is another's turn."""
        kept = self._kept.get(name)
        if kept is not None and kept.made_for == made_for:
            still_true = kept.version == self._version and kept.fine >= fine
            if still_true or (not fine and turn != self._turn):
                return kept.layer
        self._kept[name] = Kept(made_for, self._version, fine, make())
        return self._kept[name].layer

    def _data(self, fine: bool) -> Plane:
        t = self._part()
        return Plane(
            title=_space(t),
            layers=self._carried(t, fine) | self._held(t, fine),
            readings=self._readings(),
            note="draw data here" if self._takes_strokes() else "draw a loop",
            bounds=BOUNDS,
            draws=True,
            hovers=True,
        )

    def _carried(self, t: float, fine: bool) -> dict[str, Layer]:
        """What training moves in the space at t: density, grid or area, data, samples."""
        p = self.params
        self._turn = (self._turn + 1) % TURNS
        layers = {"heat": self._keep("heat", 0, t, fine, lambda: self._heat(t, fine))}
        if "density" not in p.overlay:
            del layers["heat"]  # the integral is wanted all the same
        if p.overlay == "area":
            layers["area"] = self._keep("area", 1, t, fine, lambda: self._area(t, fine))
        if p.overlay != "density":
            layers["grid"] = self._keep("grid", 1, t, fine, lambda: self._grid(t, fine))
        if "data" in p.points:
            layers["points"] = self._keep("points", 2, t, fine, lambda: self._shown(t))
        if "samples" in p.points:
            made_for = (t, p.temperature)
            layers["samples"] = self._keep("samples", 2, made_for, fine, lambda: self._samples(t))
        return layers

    def _readings(self) -> tuple[Reading, ...]:
        p, found = self.params, []
        if p.depth < 100:
            count = len(self.flow)
            found.append(Reading("layers", p.depth / 100 * count, ".1f", f"/ {count}"))
        if p.dataset == "two blobs":
            found.append(Reading("bridge", self._bridge, ".2%", role="model"))
        return (*found, Reading("∫ p dx", self._total, ".3f" if self._exact else ".2f"))

    def _heat(self, t: float, fine: bool) -> Heat:
        field = pictures.field(self.flow, t, WIDE, FINE_CELLS if fine else CELLS, self._noise)
        self._total, self._exact = field.total, fine
        if self.params.dataset == "two blobs":
            self._bridge = self._mass_between_blobs(fine)
        values = torch.nan_to_num(field.values).cpu()
        peak = float(torch.quantile(values, 0.995))
        self._peak += (FOLLOW if self._peak and not fine else 1.0) * (peak - self._peak)
        return Heat(frozen(values), (-WIDE, WIDE, -WIDE, WIDE), (0.0, max(self._peak, 1e-6)))

    def _mass_between_blobs(self, fine: bool) -> float:
        half_width = float(planes.BLOB_CENTRES[1, 0]) - BRIDGE * self.params.noise
        columns, rows = (16, 640) if fine else (4, 160)
        strip = (-half_width, half_width, -SIDE, SIDE)
        return pictures.mass(self.flow, strip, columns, rows, self._noise)

    def _grid(self, t: float, fine: bool) -> Lines:
        steps = FINE_GRID_STEPS if fine else GRID_STEPS
        points, order = pictures.grid_lines(GRID_SIDE, GRID_LINES, steps, self._noise)
        carried = pictures.from_latent(self.flow, points, t)[0]
        return Lines(frozen(pictures.pen(carried, order)), "ghost")

    def _area(self, t: float, fine: bool) -> Mesh:
        count = FINE_AREA_CELLS if fine else AREA_CELLS
        corners, middles = pictures.cells(GRID_SIDE, count, self._noise)
        carried, log_det = pictures.from_latent(self.flow, torch.cat([corners, middles]), t)
        corners = carried[: len(corners)].reshape(count + 1, count + 1, 2)
        values = log_det[-len(middles) :].reshape(count, count)
        return Mesh(frozen(_near(corners)), frozen(_near(values)), AREA_LEVELS)

    def _samples(self, t: float) -> Points:
        noise = self.params.temperature * self._noise
        return _points(pictures.from_latent(self.flow, noise, t)[0], "model")

    def _shown(self, t: float) -> Points:
        return _points(self.flow(self._points, t)[0], "data")

    def _held(self, t: float, fine: bool) -> dict[str, Layer]:
        """What a hand holds, in the space at t: the loop, the point with its path, the pointer."""
        layers: dict[str, Layer] = {}
        if self._loop is not None:
            layers["loop"] = Lines(frozen(_near(self._loop.at(self.flow, t))), "ink", 2.0)
        made_for = (t, self._touches)
        if t < 1:
            beads = self._keep("beads", 2, made_for, fine, lambda: self._beads(t))
            path = cast(Points, beads).points
            layers["path"] = self._keep("path", 2, made_for, fine, lambda: Lines(path, "muted"))
            layers["beads"] = beads
        if self._pointer is not None:
            layers["pointer"] = _points(self._pointer.at(self.flow, t), "ink", 7.0)
        name = "probe" if t < 1 else "latent probe"
        layers["probe"] = self._keep(name, 2, made_for, fine, lambda: self._handle(t))
        return layers

    def _handle(self, t: float) -> Handles:
        return Handles(frozen(_near(self._probe.at(self.flow, t))), "model")

    def _beads(self, t: float) -> Points:
        """The way of the point from its latent through the layers."""
        return _points(pictures.path(self.flow, self._probe.latents(self.flow), t), "ink", 5.0)

    def _latent(self, fine: bool) -> Plane:
        layers: dict[str, Layer] = {
            "points": self._shown(1.0),
            "rings": RINGS,
            **self._held(1.0, fine),
        }
        return Plane(
            title="Latent space",
            note="drag the point",
            layers=layers,
            bounds=BOUNDS,
            draws=True,
            hovers=True,
        )

    def _layers(self, fine: bool) -> Bars:
        spot = self._pointer or self._probe
        labels, log_dets = pictures.area_meter(self.flow, spot.at(self.flow, 0.0)[:1])
        return Bars(
            title="log|det J| per layer",
            readings=(Reading("Σ", sum(log_dets), ".2f"),),
            note="at the pointer" if self._pointer else "at the point",
            values=frozen(_near(torch.tensor(log_dets))),
            labels=tuple(labels),
            limits=STRETCH,
        )


RINGS = Rings(frozen(torch.zeros(3, 2)), frozen([1.0, 2.0, 3.0]), dashed=True)


def _near(values: Tensor) -> Tensor:
    """Put what is infinite or no number out of sight, since a screen has no place for it."""
    return torch.nan_to_num(values, nan=FAR).clamp(-FAR, FAR)


def _points(points: Tensor, role: str, size: float = 4.0) -> Points:
    return Points(frozen(_near(points)), role, size)


def _space(t: float) -> str:
    if t == 0.0:
        return "Data space"
    return "Latent space" if t == 1.0 else "A space between"
