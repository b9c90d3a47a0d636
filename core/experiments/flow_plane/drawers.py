"""The pictures of the flow in the plane: the space at the depth shown, the latents, the layers."""

from collections.abc import Callable, Hashable, Mapping
from typing import cast

import torch
from torch import Tensor

from core.data import planes
from core.experiment import Drawer
from core.experiments.flow_plane.subject import Subject
from core.flows import plane_view
from core.keeping import Keeping
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
    frozen,
)

# The plane that is shown reaches this far from the middle: 3 sigma of the latents and a margin.
SIDE = 3.15
BOUNDS = (-SIDE, SIDE, -SIDE, SIDE)
# Density is painted further, since a panel may be wider than high.
WIDE = 3.8
# The cells of heat along each side, while playing and when paused: coarse ones cost a quarter of a
# training step per look, fine ones make the integral exact to a thousandth.
CELLS, FINE_CELLS = 32, 208
# The carried grid: lines each way at 0.3 sigma from each other up to 2.4 sigma, and how many steps
# each line takes from one crossing to the next.
GRID_SIDE, GRID_LINES, GRID_STEPS, FINE_GRID_STEPS = 2.4, 17, 2, 10
# Cells of the area along each side, and the ends of their colours: log|det| from a twentieth up.
AREA_CELLS, FINE_AREA_CELLS, AREA_LEVELS = 20, 64, (-3.0, 3.0)
# Bars of one layer's log|det|: what a bounded coupling can do at most.
STRETCH = (-2.0, 2.0)
# Infinities are drawn here, out of sight.
FAR = 99.0
# Colours of density follow the model's peak by this share, so that nothing flashes.
FOLLOW = 0.3
# The bridge between two blobs is what lies further than this many noise widths from either; what
# the data itself has there, 3 in 100,000, is nothing beside it.
BRIDGE = 4.0
# While playing, heat, grid, points and what a hand holds are drawn in turn, one at each look.
TURNS = 4


class Drawers:
    """Draws a subject."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._keeping = Keeping(TURNS)
        self._peak = self._total = self._bridge = 0.0
        self._exact = False

    def _kept(
        self, name: str, turn: int, made_for: Hashable, fine: bool, make: Callable[[], Layer]
    ) -> Layer:
        return self._keeping.layer(
            name, turn, (made_for, self._subject.version), made_for, fine, make
        )

    def views(self) -> Mapping[str, Drawer]:
        """The space at the depth shown, the latent space, and the stretch of each layer."""
        return {"data": self._data, "latent": self._latent, "layers": self._layers}

    def _data(self, fine: bool) -> Plane:
        t = self._subject.part
        return Plane(
            title=_space(t),
            layers=self._carried(t, fine) | self._held(t, fine),
            readings=self._readings(),
            note="draw data here" if self._subject.takes_strokes else "draw a loop",
            bounds=BOUNDS,
            draws=True,
            hovers=True,
        )

    def _carried(self, t: float, fine: bool) -> dict[str, Layer]:
        """What training moves in the space at t: density, grid or area, data, samples."""
        p = self._subject.params
        self._keeping.next_turn()
        layers = {"heat": self._kept("heat", 0, t, fine, lambda: self._heat(t, fine))}
        if "density" not in p.overlay:
            del layers["heat"]  # the integral is wanted all the same
        if p.overlay == "area":
            layers["area"] = self._kept("area", 1, t, fine, lambda: self._area(t, fine))
        if p.overlay != "density":
            layers["grid"] = self._kept("grid", 1, t, fine, lambda: self._grid(t, fine))
        if "data" in p.points:
            layers["points"] = self._kept("points", 2, t, fine, lambda: self._shown(t))
        if "samples" in p.points:
            made_for = (t, p.temperature)
            layers["samples"] = self._kept("samples", 2, made_for, fine, lambda: self._samples(t))
        return layers

    def _readings(self) -> tuple[Reading, ...]:
        p, found = self._subject.params, []
        if p.depth < 100:
            count = len(self._subject.flow)
            found.append(Reading("layers", p.depth / 100 * count, ".1f", f"/ {count}"))
        if p.dataset == "two blobs":
            found.append(Reading("bridge", self._bridge, ".2%", role="model"))
        return (*found, Reading("∫ p dx", self._total, ".3f" if self._exact else ".2f"))

    def _heat(self, t: float, fine: bool) -> Heat:
        field = plane_view.field(
            self._subject.flow, t, WIDE, FINE_CELLS if fine else CELLS, self._subject.noise
        )
        self._total, self._exact = field.total, fine
        if self._subject.params.dataset == "two blobs":
            self._bridge = self._mass_between_blobs(fine)
        values = torch.nan_to_num(field.values).cpu()
        peak = float(torch.quantile(values, 0.995))
        self._peak += (FOLLOW if self._peak and not fine else 1.0) * (peak - self._peak)
        return Heat(frozen(values), (-WIDE, WIDE, -WIDE, WIDE), (0.0, max(self._peak, 1e-6)))

    def _mass_between_blobs(self, fine: bool) -> float:
        half_width = float(planes.BLOB_CENTRES[1, 0]) - BRIDGE * self._subject.params.noise
        columns, rows = (16, 640) if fine else (4, 160)
        strip = (-half_width, half_width, -SIDE, SIDE)
        return plane_view.mass(self._subject.flow, strip, columns, rows, self._subject.noise)

    def _grid(self, t: float, fine: bool) -> Lines:
        steps = FINE_GRID_STEPS if fine else GRID_STEPS
        points, order = plane_view.grid_lines(GRID_SIDE, GRID_LINES, steps, self._subject.noise)
        carried = plane_view.from_latent(self._subject.flow, points, t)[0]
        return Lines(frozen(plane_view.pen(carried, order)), "ghost")

    def _area(self, t: float, fine: bool) -> Mesh:
        count = FINE_AREA_CELLS if fine else AREA_CELLS
        corners, middles = plane_view.cells(GRID_SIDE, count, self._subject.noise)
        carried, log_det = plane_view.from_latent(
            self._subject.flow, torch.cat([corners, middles]), t
        )
        corners = carried[: len(corners)].reshape(count + 1, count + 1, 2)
        values = log_det[-len(middles) :].reshape(count, count)
        return Mesh(frozen(_near(corners)), frozen(_near(values)), AREA_LEVELS)

    def _samples(self, t: float) -> Points:
        noise = self._subject.params.temperature * self._subject.noise
        return _points(plane_view.from_latent(self._subject.flow, noise, t)[0], "model")

    def _shown(self, t: float) -> Points:
        return _points(self._subject.flow(self._subject.points, t)[0], "data")

    def _held(self, t: float, fine: bool) -> dict[str, Layer]:
        """What a hand holds, in the space at t: the loop, the point with its path, the pointer."""
        layers: dict[str, Layer] = {}
        if self._subject.loop is not None:
            layers["loop"] = Lines(
                frozen(_near(self._subject.loop.at(self._subject.flow, t))), "ink", 2.0
            )
        made_for = (t, self._subject.touches)
        if t < 1:
            beads = self._kept("beads", 3, made_for, fine, lambda: self._beads(t))
            path = cast(Points, beads).points
            layers["path"] = self._kept("path", 3, made_for, fine, lambda: Lines(path, "muted"))
            layers["beads"] = beads
        if self._subject.pointer is not None:
            layers["pointer"] = _points(self._subject.pointer.at(self._subject.flow, t), "ink", 7.0)
        name = "probe" if t < 1 else "latent probe"
        layers["probe"] = self._kept(name, 3, made_for, fine, lambda: self._handle(t))
        return layers

    def _handle(self, t: float) -> Handles:
        return Handles(frozen(_near(self._subject.probe.at(self._subject.flow, t))), "model")

    def _beads(self, t: float) -> Points:
        """The way of the point from its latent through the layers."""
        return _points(
            plane_view.path(self._subject.flow, self._subject.probe.latents(self._subject.flow), t),
            "ink",
            5.0,
        )

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
        spot = self._subject.pointer or self._subject.probe
        labels, log_dets = plane_view.log_det_per_step(
            self._subject.flow, spot.at(self._subject.flow, 0.0)[:1]
        )
        return Bars(
            title="log|det J| per layer",
            readings=(Reading("Σ", sum(log_dets), ".2f"),),
            note="at the pointer" if self._subject.pointer else "at the point",
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
