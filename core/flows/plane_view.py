"""What to show of a flow in the plane: spaces between, carried grids, areas, integrals.

A space is named by its part t: t = 0 is data, t = 1 is latent, between them lie part of the
layers, as `Composite.forward(x, t)` counts them. Bounds are (left, right, bottom, top).
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from core.flows.couplings import AdditiveCoupling, AffineCoupling
from core.flows.flow import DEPTH_ROUNDING, Composite, Flow, check_part, no_log_det
from core.flows.priors import NORMAL

Bounds = tuple[float, float, float, float]


def to_latent(flow: Composite, y: Tensor, t: float) -> tuple[Tensor, Tensor]:
    """Map points (N, 2) of the space at t to the latents; return log|det dz/dy| (N,) with them."""
    layers, part = _after(flow, t)
    log_det = no_log_det(y)
    if part:
        y, log_det = layers[0].inverse(y, part)
    for layer in layers:
        y, more = layer(y)
        log_det = log_det + more
    return y, log_det


def from_latent(flow: Composite, z: Tensor, t: float) -> tuple[Tensor, Tensor]:
    """Map latents (N, 2) to the space at t; return log|det dy/dz| (N,) with them."""
    layers, part = _after(flow, t)
    log_det = no_log_det(z)
    for layer in reversed(layers):
        z, more = layer.inverse(z)
        log_det = log_det + more
    if part:
        z, more = layers[0](z, part)
        log_det = log_det + more
    return z, log_det


def density(flow: Composite, y: Tensor, t: float) -> Tensor:
    """Return the density (N,) that the flow gives to points (N, 2) of the space at t."""
    z, log_det = to_latent(flow, y, t)
    return (NORMAL.log_prob(z) + log_det).exp()


def _after(flow: Composite, t: float) -> tuple[list[Flow], float]:
    """Return the layers from the space at t to the latents, and the part done of the first."""
    depth = check_part(t) * len(flow)
    done = math.floor(depth + DEPTH_ROUNDING)
    part = depth - done
    return list(flow)[done:], part if part > DEPTH_ROUNDING else 0.0


# --- heat and integrals -------------------------------------------------------------------------


def lattice(bounds: Bounds, columns: int, rows: int, like: Tensor) -> Tensor:
    """Return the middles (rows * columns, 2) of the cells of a grid, row 0 at the bottom."""
    left, right, bottom, top = bounds
    width, height = (right - left) / columns, (top - bottom) / rows
    xs = torch.arange(columns).to(like) * width + (left + width / 2)
    ys = torch.arange(rows).to(like) * height + (bottom + height / 2)
    return torch.stack(torch.meshgrid(xs, ys, indexing="xy"), dim=-1).reshape(-1, 2)


def outside(half_side: float, cells: int, like: Tensor) -> tuple[Tensor, float]:
    """Return the middles (N, 2) of the cells around a square, up to twice its size, and their area.

    `cells`, a multiple of four, is how many there are along the side of the larger square.
    """
    far = 2 * half_side
    points = lattice((-far, far, -far, far), cells, cells, like)
    beyond = points.abs().amax(dim=1) > half_side
    return points[beyond], (2 * far / cells) ** 2


class Field(NamedTuple):
    """The density on a square window: values (H, W), its integral there and on twice the width."""

    values: Tensor
    inside: float
    total: float


def field(flow: Composite, t: float, half_side: float, cells: int, like: Tensor) -> Field:
    """Return the density of the space at t by the midpoint rule on cells x cells and around them.

    Around the window, where only tails lie, the cells are eight times as wide.
    """
    window = (-half_side, half_side, -half_side, half_side)
    near = lattice(window, cells, cells, like)
    far, far_area = outside(half_side, max(8, 4 * (cells // 16)), like)
    values = density(flow, torch.cat([near, far]), t)
    inside = float(values[: len(near)].sum()) * (2 * half_side / cells) ** 2
    total = inside + float(values[len(near) :].sum()) * far_area
    return Field(values[: len(near)].reshape(cells, cells), inside, total)


def mass(flow: Composite, bounds: Bounds, columns: int, rows: int, like: Tensor) -> float:
    """Return the probability of a rectangle of the data space, by the midpoint rule."""
    left, right, bottom, top = bounds
    area = (right - left) * (top - bottom) / (columns * rows)
    return float(density(flow, lattice(bounds, columns, rows, like), 0.0).sum()) * area


# --- grids --------------------------------------------------------------------------------------


def grid_lines(half_side: float, lines: int, between: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Return the points (N, 2) of a square grid and the order (M,) in which its lines pass them.

    `lines` run each way, with `between` steps from one to the next; -1 in the order lifts the pen.
    A crossing is one point for both of its lines, so that it is carried once.
    """
    fine = (lines - 1) * between + 1
    ticks = torch.linspace(-half_side, half_side, fine).to(like)
    points = torch.stack(torch.meshgrid(ticks, ticks, indexing="xy"), dim=-1).reshape(-1, 2)
    index = torch.arange(fine * fine).reshape(fine, fine)
    index = torch.cat([index[::between], index.T[::between]])
    used = torch.unique(index)
    order = torch.searchsorted(used, index)
    lifted = torch.cat([order, torch.full((2 * lines, 1), -1)], dim=1)
    return points[used.to(points.device)], lifted.flatten()


def pen(points: Tensor, order: Tensor) -> Tensor:
    """Return the polyline (M, 2) of carried grid points, with NaN where the pen is lifted."""
    points = torch.cat([points.cpu(), torch.full((1, 2), math.nan)])
    return points[order]


def cells(half_side: float, count: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """Return the corners ((count+1)^2, 2) and the middles (count^2, 2) of a square grid's cells."""
    edge = torch.linspace(-half_side, half_side, count + 1).to(like)
    corners = torch.stack(torch.meshgrid(edge, edge, indexing="xy"), dim=-1).reshape(-1, 2)
    window = (-half_side, half_side, -half_side, half_side)
    return corners, lattice(window, count, count, like)


# --- points that a hand holds -------------------------------------------------------------------


class HeldPoints(NamedTuple):
    """Points (N, 2) that are held in the latent space, or else in the data space."""

    points: Tensor
    latent: bool

    def to(self, device: torch.device) -> "HeldPoints":
        """Return the same points on a device."""
        return HeldPoints(self.points.to(device), self.latent)

    def latents(self, flow: Composite) -> Tensor:
        """Return the latents (N, 2)."""
        return self.points if self.latent else flow(self.points)[0]

    def at(self, flow: Composite, t: float) -> Tensor:
        """Return the image (N, 2) in the space at t."""
        return from_latent(flow, self.points, t)[0] if self.latent else flow(self.points, t)[0]


def hold_points(flow: Composite, points: Tensor, t: float) -> HeldPoints:
    """Hold points (N, 2) of the space at t: in the latent space if that is it, else in the data."""
    return HeldPoints(points, True) if t == 1.0 else HeldPoints(flow.inverse(points, t)[0], False)


class LogDetSteps(NamedTuple):
    """The stretch of area at one point, summed from one coupling to the next, with labels."""

    labels: list[str]
    log_dets: list[float]


def log_det_per_step(flow: Composite, x: Tensor) -> LogDetSteps:
    """Return log|det| of each step at the point x (1, 2): a coupling and what prepares it.

    Layers after the last coupling, such as NICE's scale, make a step of their own.
    """
    labels: list[str] = []
    log_dets: list[float] = []
    pending, open_step = 0.0, False
    for layer, stage in zip(flow, flow.stages(x)[1:], strict=True):
        pending, open_step = pending + float(stage.log_det), True
        if isinstance(layer, AdditiveCoupling | AffineCoupling):
            labels.append(str(len(labels) + 1))
            log_dets.append(pending)
            pending, open_step = 0.0, False
    if open_step:
        labels.append("s")
        log_dets.append(pending)
    return LogDetSteps(labels, log_dets)


def path(flow: Composite, z: Tensor, t: float) -> Tensor:
    """Return where the latent z (1, 2) is after each layer down to the space at t, (S, 2)."""
    layers, part = _after(flow, t)
    found = [z]
    whole = layers[1:] if part else layers
    for layer in reversed(whole):
        found.append(layer.inverse(found[-1])[0])
    if part:
        found.append(from_latent(flow, z, t)[0])
    return torch.cat(found)
