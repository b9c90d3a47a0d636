"""Ranges that follow the data of a chart rarely: hysteresis, never each frame."""

import math

import numpy as np
import numpy.typing as npt

from core.view_layers import (
    Area,
    Arrows,
    Bounds,
    Handles,
    Heat,
    Layer,
    Layers,
    Lines,
    Mesh,
    Points,
    Rings,
    Rule,
    Texts,
)
from gui.panels.frame import log10, widened

Limits = tuple[float, float]

AHEAD = 0.3
"""A range that is too short grows beyond the data by this share, so that it rests a while."""
PADDING = 0.06
SPARSE = 0.4
"""Data that fill less of their range than this make it shrink, but only after a while."""
LONELY = 0.12
"""Data that fill less of their range than this make it shrink at once: a new run."""
LONG = 60
"""A line of fewer points is shown whole."""
RARE = 0.03
"""Values beyond this quantile on either side may be spikes."""
SPIKE = 2.0
"""A spike lies further beyond the quantiles than their distance times this."""
NEWEST = 0.97
"""From this share of a line on nothing is taken for a spike."""
LEAST, LEAST_DECADES = 2e-3, 0.05
"""The least range, as a share of what it shows, and on a logarithmic axis."""
PATIENCE = 20
"""Pictures for which data must stay sparse."""
NEAR_ZERO = 0.35
"""A positive range whose low end is within this share of its high end begins at nought."""


class FittedRange:
    """The range of one axis."""

    def __init__(self, padded: bool) -> None:
        self.padded = padded
        self.limits: Limits | None = None
        self._sparse = 0

    def take(self, low: float, high: float, log: bool) -> Limits:
        """The range to show for data from `low` to `high`, logarithms if `log`."""
        snug = self._snug(low, high, log)
        if self.limits is None or self._shrinks(low, high, snug):
            self.limits, self._sparse = snug, 0
        elif low < self.limits[0] or high > self.limits[1]:
            self.limits = self._grown(low, high, snug)
        return self.limits

    def _snug(self, low: float, high: float, log: bool) -> Limits:
        low, high = _readable(*widened((low, high, 0.0, 1.0))[:2], log)
        if not self.padded:
            return low, high
        pad = (high - low) * PADDING
        from_zero = not log and 0 <= low <= NEAR_ZERO * high
        return (0.0 if from_zero else low - pad), high + pad

    def _grown(self, low: float, high: float, snug: Limits) -> Limits:
        assert self.limits is not None
        ahead = AHEAD * (high - low)
        first, last = self.limits
        if low < first:
            first = min(snug[0], low - ahead / 2) if low < 0 or snug[0] != 0 else 0.0
        if high > last:
            last = high + ahead
        return first, last

    def _shrinks(self, low: float, high: float, snug: Limits) -> bool:
        assert self.limits is not None
        shown = self.limits[1] - self.limits[0]
        overlap = min(high, self.limits[1]) - max(low, self.limits[0])
        if overlap < 0 or (snug[1] - snug[0]) < LONELY * shown:
            return True
        self._sparse = self._sparse + 1 if (snug[1] - snug[0]) < SPARSE * shown else 0
        return self._sparse > PATIENCE


def _readable(low: float, high: float, log: bool) -> Limits:
    """A range whose ticks differ in a digit that people read: an axis shows no rounding."""
    least = LEAST_DECADES if log else LEAST * max(abs(low), abs(high))
    more = max(0.0, least - (high - low)) / 2
    return low - more, high + more


class Fit:
    """The ranges of both axes of a chart."""

    def __init__(self) -> None:
        self.x = FittedRange(padded=False)
        self.y = FittedRange(padded=True)
        self._logs: tuple[bool, bool] | None = None

    def bounds(self, layers: Layers, log_x: bool, log_y: bool) -> Bounds:
        """The bounds to show, logarithms on logarithmic axes."""
        if self._logs != (log_x, log_y):
            self._logs = (log_x, log_y)
            self.x.limits = self.y.limits = None
        left, right, bottom, top = extent(layers, log_x, log_y)
        return *self.x.take(left, right, log_x), *self.y.take(bottom, top, log_y)


def extent(layers: Layers, log_x: bool, log_y: bool) -> Bounds:
    """The bounds of all finite data; (0, 1, 0, 1) where there are none."""
    ends = [corners(layer) for layer in layers.values()]
    across = _ends([x for x, _ in ends], log_x)
    up = _ends([y for _, y in ends], log_y)
    return *across, *up


def corners(layer: Layer) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The x and the y values by which a layer takes part in the fit."""
    match layer:
        case Rule():
            value = np.array([layer.value], dtype=np.float64)
            return (value, value[:0]) if layer.axis == "x" else (value[:0], value)
        case Heat():
            left, right, bottom, top = layer.bounds
            points = np.array([[left, bottom], [right, top]])
        case Mesh():
            points = layer.corners.reshape(-1, 2)
        case Arrows():
            points = np.concatenate([layer.start.reshape(-1, 2), layer.end.reshape(-1, 2)])
        case Rings():
            middles, radii = layer.centres.reshape(-1, 2), layer.radii.reshape(-1, 1)
            points = np.concatenate([middles - radii, middles + radii])
        case Lines():
            points = calm(layer.points.reshape(-1, 2))
        case Area() | Points() | Handles() | Texts():
            points = layer.points.reshape(-1, 2)
    values = np.asarray(points, dtype=np.float64)
    return values[:, 0], values[:, 1]


def calm(points: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A long line without its rare spikes, which would press all the rest flat.

    Its newest part stays whatever it does: a run that explodes must be seen to.
    """
    y = points[:, 1]
    finite = np.isfinite(y)
    if finite.sum() < LONG:
        return points
    low, high = np.quantile(y[finite], [RARE, 1 - RARE])
    reach = SPIKE * (high - low)
    kept = (y >= low - reach) & (y <= high + reach)
    kept[int(len(y) * NEWEST) :] = True
    calmed: npt.NDArray[np.float32] = points[kept]
    return calmed


def _ends(parts: list[npt.NDArray[np.float64]], log: bool) -> Limits:
    values = np.concatenate(parts) if parts else np.zeros(0)
    if log:
        values = log10(values)
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    return (low, high) if math.isfinite(high - low) else (0.0, 1.0)
