"""What is looked at of a flow in the plane, in the space at t: 0 is data, 1 is latent."""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from core import figures
from core.data.planes import BLOB_CENTRES
from core.experiments.flow_plane.knobs import PlaneParams
from core.experiments.flow_plane.page import FlowPlane, HeldPoints, PlaneMade
from core.flows import plane_view
from core.flows.plane_integral import integral
from core.flows.priors import NORMAL
from core.seen import Seen, kept
from core.view_layers import Array, Bounds, Layer, Rule, frozen

# Points shown of the data and of the samples, each; more hide the picture and cost painting.
SHOWN = 300
# The plane that is shown reaches this far from the middle: 3 sigma of the latents and a margin.
SIDE = 3.15
BOUNDS: Bounds = (-SIDE, SIDE, -SIDE, SIDE)
# Density is painted further, since a panel may be wider than high.
WIDE = 3.8
HEAT: Bounds = (-WIDE, WIDE, -WIDE, WIDE)
# The cells of heat along each side, while playing and when paused: coarse ones cost a quarter of a
# training step per look.
CELLS, FINE_CELLS = 32, 208
# The density is summed up as far as this, where no more than a millionth is left of the latents,
# from so many cells along each side, halved round so many samples.
FAR, MASS_CELLS, SEEDS = 2 * WIDE, 64, 2000
# The carried grid: lines each way at 0.3 sigma from each other up to 2.4 sigma, and how many steps
# each line takes from one crossing to the next.
GRID: Bounds = (-2.4, 2.4, -2.4, 2.4)
GRID_LINES, GRID_STEPS, FINE_GRID_STEPS = 17, 2, 10
# Cells of the area along each side.
AREA_CELLS, FINE_AREA_CELLS = 20, 64
# The bridge between two blobs is what lies further than this many noise widths from either; what
# the data itself has there, 3 in 100,000, is nothing beside it.
BRIDGE = 4.0
BRIDGE_CELLS, FINE_BRIDGE_CELLS = (4, 160), (16, 640)


class Field(NamedTuple):
    """The density (rows, columns) over HEAT, and its peak."""

    values: Array
    peak: float


class PlaneSeen(Seen[FlowPlane, PlaneParams, PlaneMade]):
    """The flow, and what it makes of points, grids and areas."""

    @kept
    def noise(self) -> Tensor:
        """The latents (SHOWN, 2) of which samples are made."""
        noise = torch.randn(SHOWN, 2, generator=self.model.generator(2))
        return noise.to(self.model.device)

    @kept
    def points(self) -> Tensor:
        """Points of the data (SHOWN, 2)."""
        points = self.model.shape.sample(SHOWN, self.p.noise, self.model.generator(3))
        return points.to(self.model.device)

    @kept
    def entropy(self) -> float:
        """The entropy of the data in nats, below which no likelihood can go."""
        return self.model.shape.entropy(self.p.noise)

    def reference_lines(self) -> dict[str, Layer]:
        """The entropy of the data."""
        return {"entropy": Rule(self.entropy(), label="entropy of the data")}

    # --- density --------------------------------------------------------------------------------

    @kept(waits=True)
    def field(self, t: float) -> Field:
        """The density in the middles of the cells of heat."""
        cells = FINE_CELLS if self.fine else CELLS
        middles = figures.middles(HEAT, cells, cells, self.noise())
        values = torch.nan_to_num(plane_view.density(self.model.flow, middles, t))
        values = values.cpu().reshape(cells, cells)
        # Colours reach the brightest but for a two-hundredth, so that no spike takes them all.
        return Field(frozen(values), float(torch.quantile(values, 0.995)))

    @kept(waits=True)
    def mass(self) -> float:
        """The integral of the density; NaN while playing, when there is no time for thin data."""
        if not self.fine:
            return math.nan
        flow, t = self.model.flow, self.model.part
        noise = torch.randn(SEEDS, 2, generator=self.model.generator(5)).to(self.model.device)
        seeds = plane_view.from_latent(flow, noise, t)[0]
        return integral(lambda x: plane_view.density(flow, x, t), FAR, MASS_CELLS, seeds)

    @kept(waits=True)
    def bridge(self) -> float:
        """The probability of the strip between the two blobs."""
        half_width = float(BLOB_CENTRES[1, 0]) - BRIDGE * self.p.noise
        columns, rows = FINE_BRIDGE_CELLS if self.fine else BRIDGE_CELLS
        strip = figures.middles((-half_width, half_width, -SIDE, SIDE), columns, rows, self.noise())
        density = plane_view.density(self.model.flow, strip, 0.0)
        return 4 * half_width * SIDE * float(density.mean())

    # --- what is carried to the space at t ------------------------------------------------------

    def _carried(self, points: Tensor, start: float, t: float) -> Tensor:
        return plane_view.carried(self.model.flow, points, start, t)

    @kept(waits=True)
    def data(self, t: float) -> Array:
        """The points of the data."""
        return frozen(figures.finite(self._carried(self.points(), 0.0, t)))

    @kept(waits=True)
    def samples(self, t: float) -> Array:
        """What the flow makes of noise."""
        return frozen(figures.finite(self._carried(self.p.temperature * self.noise(), 1.0, t)))

    @kept(waits=True)
    def grid(self, t: float) -> Array:
        """The lines of a square grid of latents; each crossing is carried once."""
        steps = FINE_GRID_STEPS if self.fine else GRID_STEPS
        side = (GRID_LINES - 1) * steps + 1
        points = figures.nodes(GRID, side, side, self.noise())
        line = torch.arange(side, device=points.device) % steps == 0
        drawn = (line[:, None] | line).flatten()
        points[drawn] = self._carried(points[drawn], 1.0, t)
        points = points.reshape(side, side, 2)
        return figures.polylines(torch.cat([points[::steps], points.transpose(0, 1)[::steps]]))

    @kept(waits=True)
    def area(self, t: float) -> tuple[Array, Array]:
        """The corners (N + 1, N + 1, 2) of that grid's cells, and log|det J| (N, N) in each."""
        cells = FINE_AREA_CELLS if self.fine else AREA_CELLS
        corners = figures.nodes(GRID, cells + 1, cells + 1, self.noise())
        both = torch.cat([corners, figures.middles(GRID, cells, cells, corners)])
        carried, log_det = map(figures.finite, plane_view.from_latent(self.model.flow, both, t))
        corners, log_det = carried[: len(corners)], log_det[len(corners) :]
        return frozen(corners.reshape(cells + 1, -1, 2)), frozen(log_det.reshape(cells, cells))

    # --- what a hand holds ----------------------------------------------------------------------

    def _image(self, held: HeldPoints, t: float) -> Tensor:
        return self._carried(held.points.to(self.noise()), held.space, t)

    @kept(waits=True)
    def image(self, name: str, t: float) -> Array:
        """The points (N, 2) that a hand holds as `name`: probe, pointer or loop."""
        return frozen(figures.finite(self._image(getattr(self.made, name), t)))

    @kept(waits=True)
    def path(self, t: float) -> Array:
        """The way (S, 2) of the probe from its latent through the layers."""
        latent = self._image(self.made.probe, 1.0)
        return frozen(figures.finite(plane_view.path(self.model.flow, latent, t)))

    @kept
    def log_dets(self) -> dict[str, float]:
        """The stretch of area in each step, at the pointer or else at the probe."""
        place = self._image(self.made.pointer or self.made.probe, 0.0)
        return plane_view.log_det_per_step(self.model.flow, place)

    def log_det(self) -> float:
        """The stretch of area by the whole flow."""
        return sum(self.log_dets().values())

    @kept
    def log_p(self) -> float:
        """The log-density of the latent of that point."""
        place = self.made.pointer or self.made.probe
        return float(NORMAL.log_prob(self._image(place, 1.0)))

    def log_q(self) -> float:
        """The log-density that the flow gives to the point."""
        return self.log_p() + self.log_det()

    def layers(self) -> tuple[float, int]:
        """How many of the layers of the generator are applied, and how many there are."""
        count = len(self.model.flow)
        return self.p.depth / 100 * count, count
