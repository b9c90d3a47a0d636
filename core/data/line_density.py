"""Densities on the line given by their heights, made up or drawn by hand."""

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

# Heights are given at so many places on [−SIDE, SIDE], with straight lines between them.
SIDE, COUNT = 5.0, 2001
# What a hand draws is smoothed by a Gaussian this wide, or its steps would be the lesson.
SMOOTH = 0.08


@dataclass(frozen=True, eq=False)
class LineDensity:
    """A density by its values (COUNT,) at equal steps on [−SIDE, SIDE], float64; 0 elsewhere."""

    values: Tensor

    def sample(self, count: int, generator: torch.Generator) -> Tensor:
        """Draw points (count, 1), float32 on the CPU, by the inverse of the distribution."""
        cells = (self.values[1:] + self.values[:-1]) / 2
        reached = torch.cat([torch.zeros(1), cells.cumsum(0) / cells.sum()])
        u = torch.rand(count, generator=generator, dtype=torch.float64)
        cell = (torch.searchsorted(reached, u, right=True) - 1).clamp(0, COUNT - 2)
        within = (u - reached[cell]) / (reached[cell + 1] - reached[cell])
        return ((cell + within) * (2 * SIDE / (COUNT - 1)) - SIDE).float()[:, None]

    def log_prob(self, x: Tensor) -> Tensor:
        """The log-density (N,) at points (N, 1) in nats, −∞ where there is none."""
        place = (x[..., 0].double() + SIDE) * ((COUNT - 1) / (2 * SIDE))
        cell = place.floor().clamp(0, COUNT - 2).long()
        within = (place - cell).clamp(0, 1)
        height = torch.lerp(self.values[cell], self.values[cell + 1], within)
        outside = (place < 0) | (place > COUNT - 1)
        return torch.where(outside, 0.0, height).log().to(x)


def places() -> Tensor:
    """Where heights are given (COUNT,)."""
    return torch.linspace(-SIDE, SIDE, COUNT, dtype=torch.float64)


def normalised(log_heights: Tensor) -> LineDensity:
    """The density proportional to e^h for h (COUNT,) at `places`."""
    heights = (log_heights - log_heights.max()).exp()
    total = torch.trapezoid(heights, dx=2 * SIDE / (COUNT - 1))
    return LineDensity(heights / total)


def drawn(stroke: npt.NDArray[np.float32]) -> LineDensity | None:
    """The density under a stroke (N, 2), smoothed; None where nothing lies under it.

    Where a hand came by twice, the later height counts.
    """
    heights = np.zeros(COUNT)
    axis = places().numpy()
    for (x0, y0), (x1, y1) in itertools.pairwise(stroke):
        low, high = min(x0, x1), max(x0, x1)
        under = (axis >= low) & (axis <= high)
        ends = ([x0, x1], [y0, y1]) if x0 <= x1 else ([x1, x0], [y1, y0])
        heights[under] = np.maximum(np.interp(axis[under], *ends), 0)
    reach = round(4 * SMOOTH / (axis[1] - axis[0]))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * (axis[1] - axis[0]) / SMOOTH) ** 2)
    smooth = np.convolve(heights, kernel / kernel.sum(), mode="same")
    if not smooth.sum() > 1e-3:
        return None
    return normalised(torch.from_numpy(smooth).log())


def _bumps(*bumps: tuple[float, float, float]) -> LineDensity:
    """Gaussians of given weight, place and width."""
    x = places()
    parts = [torch.log(torch.tensor(w / s)) - 0.5 * ((x - at) / s) ** 2 for w, at, s in bumps]
    return normalised(torch.logsumexp(torch.stack(parts), dim=0))


TWO_WELLS = normalised(2 * places() ** 2 - 0.5 * places() ** 4)
"""e^(2x² − x⁴/2) / Z: what a quartic energy can learn; log Z is 2.690812."""

LINE_DENSITIES = {
    "two wells": TWO_WELLS,
    "Gaussian": _bumps((1.0, 0.0, 1.0)),
    "three peaks": _bumps((0.5, -1.8, 0.35), (0.2, 0.2, 0.3), (0.3, 1.9, 0.6)),
}
