"""Lines cut to what can be seen: Qt takes time for each pixel, seen or not."""

import numpy as np
from PySide6.QtCore import QRectF

from gui.panels.frame import Pixels

BEYOND = 1000.0
"""Pixels round the frame that are kept: a panel may show them beside its axes."""


def cut(pixels: Pixels, rect: QRectF) -> Pixels:
    """The parts of a polyline (N, 2) in and around `rect`, with rows of NaN where it was cut."""
    low = np.array([rect.left(), rect.top()]) - BEYOND
    high = np.array([rect.right(), rect.bottom()]) + BEYOND
    if not ((pixels < low) | (pixels > high)).any():
        return pixels
    start, way = pixels[:-1], np.diff(pixels, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        entries, exits = (low - start) / way, (high - start) / way
    # A piece along an axis never leaves its band, or never was in it.
    still, inside = way == 0, (low <= start) & (start <= high)
    first = np.where(still, np.where(inside, 0.0, np.inf), np.minimum(entries, exits))
    last = np.where(still, np.where(inside, 1.0, -np.inf), np.maximum(entries, exits))
    begins, ends = np.maximum(first.max(axis=1), 0.0), np.minimum(last.min(axis=1), 1.0)
    kept = np.flatnonzero(begins < ends)  # never where a coordinate is NaN
    rows = np.full((len(kept), 3, 2), np.nan)
    rows[:, 1] = start[kept] + begins[kept, None] * way[kept]
    rows[:, 2] = start[kept] + ends[kept, None] * way[kept]
    goes_on = (np.diff(kept) == 1) & (ends[kept[:-1]] == 1.0) & (begins[kept[1:]] == 0.0)
    fresh = np.concatenate([[True], ~goes_on])[: len(kept)]
    shown = np.stack([fresh, fresh, np.full(len(kept), True)], axis=1)
    found: Pixels = rows[shown][1:]
    return found
