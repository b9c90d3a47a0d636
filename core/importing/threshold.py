"""Where the levels of a picture part into ink and ground, and whether they part there at all."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image

from core.importing.depth import Pixels, in_parts

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

LEAST_CONTRAST = 20
"""Levels of 255 between ink and ground; less is the grain of the paper."""
GRAIN = 5
"""Standard deviations of the ground within which a level is its grain."""
NEAR = 3
"""Pixels around the rim of the ink in which it has reached its full darkness."""
LOOKED_AT = 2000
GROUND_SIDE = 256
"""Pixels of the longer side at which the light on the ground is found."""
WIDEST = 5
"""A stroke wider than this part of the side would be taken for a shadow where light is evened."""


@dataclass(frozen=True, eq=False)
class Parted:
    """The ink (H, W) among `levels` (H, W): beyond `threshold`, on the dark side or the light one.

    `contrast` is how far the means of ink and ground lie apart.
    """

    levels: Pixels
    histogram: tuple[int, ...]
    threshold: int
    dark: bool
    contrast: float
    ink: Mask

    @property
    def share(self) -> float:
        """The share of the pixels that are ink."""
        return float(self.ink.mean())

    @property
    def at_edge(self) -> float:
        """The share of the edge that is ink."""
        return float(edge(self.ink).mean())

    @property
    def sharpness(self) -> float:
        """How far levels differ near the rim of the ink, relative to the contrast.

        That of ink is about 1, for it ends; that of a shadow, which fades, is near 0.
        """
        rim = np.flatnonzero(self.ink[:, 1:] != self.ink[:, :-1])
        rim = rim[:: max(1, len(rim) // LOOKED_AT)]
        if len(rim) == 0:
            return 1.0
        height, width = self.ink.shape
        rows, columns = np.divmod(rim, width - 1)
        steps = np.arange(-NEAR, NEAR + 1)
        near = self.levels[
            (rows[:, None, None] + steps[:, None]).clip(0, height - 1),
            (columns[:, None, None] + steps).clip(0, width - 1),
        ]
        ranges = near.max(axis=(1, 2)).astype(float) - near.min(axis=(1, 2))
        return float(np.median(ranges)) / max(self.contrast, 1.0)


def parted(grey: Image.Image, threshold: int | None = None, dark: bool | None = None) -> Parted:
    """Part a grey picture at `threshold`, or by itself; the ground is what lies at the edge.

    By itself it is parted by Otsu's threshold, or where that only parts the grain of the ground,
    because there is so little ink, halfway to what lies beyond the grain.
    """
    levels, counts = np.asarray(grey), grey.histogram()
    histogram = np.array(counts, dtype=np.float64)
    rim = edge(levels)
    ground = float(np.median(rim))
    grain = 1 + 1.4826 * float(np.median(np.abs(rim - ground)))
    found, contrast = otsu(histogram)
    if contrast < max(LEAST_CONTRAST, GRAIN * grain):
        found, contrast = _beyond(histogram, ground, grain)
    at = found if threshold is None else threshold
    is_dark = ground > at if dark is None else dark
    ink = levels <= at if is_dark else levels > at
    if threshold is None and contrast < LEAST_CONTRAST:
        ink = np.zeros_like(ink)
    return Parted(levels, tuple(counts), at, is_dark, contrast, ink)


def otsu(histogram: npt.NDArray[np.float64]) -> tuple[int, float]:
    """The level at which two classes lie farthest apart (Otsu 1979), and how far their means lie.

    Where several do as well, the one in their middle.
    """
    levels = np.arange(256)
    below = histogram.cumsum()[:-1]
    above = histogram.sum() - below
    lower = (histogram * levels).cumsum()[:-1]
    upper = (histogram * levels).sum() - lower
    apart = upper / np.maximum(above, 1) - lower / np.maximum(below, 1)
    between = np.where((below > 0) & (above > 0), below * above * apart**2, 0)
    if not between.max() > 0:
        return 127, 0.0
    best = np.flatnonzero(between >= between.max() * (1 - 1e-9))
    place = int(best[len(best) // 2])
    return place, float(apart[place])


def _beyond(histogram: npt.NDArray[np.float64], ground: float, grain: float) -> tuple[int, float]:
    """Halfway from the ground to what lies far beyond its grain, on the likelier side.

    Where the grain is coarser in places, as in a shade, what is nearer is some of it.
    """
    away = np.arange(256) - ground
    sides = [np.where(GRAIN * grain < sign * away, histogram, 0) for sign in (-1, 1)]
    far = max(sides, key=lambda side: float((side * np.abs(away)).sum()))
    if far.sum() == 0:
        return 127, 0.0
    between, apart = otsu(far)
    mean = float((far * away).sum() / far.sum())
    if 2 * apart > abs(mean):
        far = np.where((np.arange(256) > between) == (mean > 0), far, 0)
        mean = float((far * away).sum() / far.sum())
    return round(ground + mean / 2), abs(mean)


def edge(levels: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    """The outermost pixels."""
    return np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]]).astype(np.float64)


def evened(grey: Image.Image, dark: bool) -> Image.Image:
    """The picture under even light: its ground becomes white where the ink is dark, else black.

    The light is what is left when all narrow strokes are closed, dark ones by a closing.
    """
    small = grey.copy()
    small.thumbnail((GROUND_SIDE, GROUND_SIDE), Image.Resampling.BOX)
    half = max(1, max(small.size) // WIDEST // 2)
    first, then = (np.max, np.min) if dark else (np.min, np.max)
    # Beyond the edge the picture goes on as it ends, lest the edge be taken for a figure.
    ground = np.pad(np.asarray(small), 2 * half, mode="edge")
    ground = _of_squares(_of_squares(ground, half, first), half, then)
    light = Image.fromarray(ground.clip(1, 255)).resize(grey.size, Image.Resampling.BILINEAR)
    under = np.asarray(light).ravel()

    def even(levels: Floats, part: slice) -> Floats:
        light = under[part].astype(np.float32)
        return 255 * levels / light if dark else levels - light

    return Image.fromarray(in_parts(np.asarray(grey), even))


def _of_squares(levels: Pixels, half: int, most: Callable[..., Pixels]) -> Pixels:
    """The most of each square of 2·half + 1 pixels that lies within."""
    across = most(sliding_window_view(levels, 2 * half + 1, axis=0), axis=-1)
    return most(sliding_window_view(across, 2 * half + 1, axis=1), axis=-1)
