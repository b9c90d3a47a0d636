"""A pair of axes on the screen: data coordinates to pixels and back."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from core.view_layers import Bounds

Pixels = npt.NDArray[np.float64]

FARTHEST = 1e6
"""No coordinate beyond this many pixels is given to Qt, whose raster ends at 8 million."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle in pixels that shows `bounds`, which hold logarithms on a logarithmic axis."""

    rect: QRectF
    bounds: Bounds
    log_x: bool = False
    log_y: bool = False

    def to_pixels(self, points: npt.NDArray[Any]) -> Pixels:
        """Pixels (N, 2) of data (N, 2); NaN where a value cannot be shown."""
        pixels = self.to_axis(points)
        left, right, bottom, top = self.bounds
        rect = self.rect
        pixels -= (left, bottom)
        pixels *= (rect.width() / (right - left), rect.height() / (bottom - top))
        pixels += (rect.left(), rect.bottom())
        np.minimum(pixels, FARTHEST, out=pixels)
        return np.maximum(pixels, -FARTHEST, out=pixels)

    def in_front(self, points: npt.NDArray[Any]) -> Pixels:
        """The same: in a plane nothing lies behind."""
        return self.to_pixels(points)

    def within(self, x: float, y: float) -> tuple[float, float]:
        """The pixel of the rectangle that is nearest to (x, y)."""
        rect = self.rect
        return min(max(x, rect.left()), rect.right()), min(max(y, rect.top()), rect.bottom())

    def to_axis(self, points: npt.NDArray[Any]) -> Pixels:
        """Data (N, 2) along the axes: logarithms where the axis is logarithmic."""
        scaled = np.array(points, dtype=np.float64).reshape(-1, 2)
        for column, log in enumerate((self.log_x, self.log_y)):
            if log:
                scaled[:, column] = log10(scaled[:, column])
        scaled[np.isinf(scaled)] = np.nan
        return scaled

    def to_data(self, x: float, y: float) -> tuple[float, float]:
        """Data coordinates of a pixel."""
        left, right, bottom, top = self.bounds
        rect = self.rect
        across = left + (x - rect.left()) / max(1.0, rect.width()) * (right - left)
        up = bottom + (rect.bottom() - y) / max(1.0, rect.height()) * (top - bottom)
        return (10.0**across if self.log_x else across, 10.0**up if self.log_y else up)

    @property
    def seen(self) -> Bounds:
        """What lies in the rectangle, in data coordinates."""
        rect = self.rect
        left, bottom = self.to_data(rect.left() + 1, rect.bottom() - 1)
        right, top = self.to_data(rect.right() - 1, rect.top() + 1)
        return left, right, bottom, top

    def box(self, bounds: Bounds) -> QRectF:
        """The rectangle in pixels of `bounds` in data coordinates."""
        left, right, bottom, top = bounds
        corners = self.to_pixels(np.array([[left, top], [right, bottom]]))
        (x0, y0), (x1, y1) = corners
        return QRectF(x0, y0, x1 - x0, y1 - y0)


def log10(values: Pixels) -> Pixels:
    """Logarithms; NaN where there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log10(values), np.nan)


NOTHING = 1e-9
"""Below this a value that stands alone is taken for zero."""


def widened(bounds: Bounds) -> Bounds:
    """Bounds that are finite and span something."""
    left, right = _span(bounds[0], bounds[1])
    bottom, top = _span(bounds[2], bounds[3])
    return left, right, bottom, top


def letterboxed(bounds: Bounds, rect: QRectF) -> Bounds:
    """`bounds` grown on two sides until a unit is equally long on both axes of `rect`."""
    left, right, bottom, top = bounds
    width, height = max(1.0, rect.width()), max(1.0, rect.height())
    unit = max((right - left) / width, (top - bottom) / height)
    across = (unit * width - (right - left)) / 2
    up = (unit * height - (top - bottom)) / 2
    return left - across, right + across, bottom - up, top + up


def _span(low: float, high: float) -> tuple[float, float]:
    if not (np.isfinite(low) and np.isfinite(high)):
        return 0.0, 1.0
    if high > low:
        return low, high
    if abs(low) < NOTHING:
        return 0.0, 1.0  # it may be a count or a share
    half = max(abs(low) * 0.05, min(abs(low) * 0.5, 0.5))
    return low - half, low + half
