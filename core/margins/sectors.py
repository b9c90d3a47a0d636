"""Outlines of arcs of the circle, for whoever paints them."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from core.margins.circle import Arc

Outline = npt.NDArray[np.float64]

# Two degrees between two corners: at a radius of 250 pixels a chord leaves its arc by 0.04.
STEP = np.radians(2.0)
GAP = np.full((1, 2), np.nan)


def sectors(arcs: Iterable[Arc], radius: float = 1.0) -> Outline:
    """The sectors between the middle and the arcs as outlines (M, 2), separated by rows of NaN."""
    parts: list[Outline] = []
    for arc in arcs:
        count = max(2, round((arc.end - arc.start) / STEP) + 1)
        angles = np.linspace(arc.start, arc.end, count)
        rim = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        parts += [np.zeros((1, 2)), rim, GAP]
    return np.concatenate(parts[:-1]) if parts else np.zeros((0, 2))


def rays(angles: Iterable[float], radius: float = 1.0) -> Outline:
    """Lines (M, 2) from the middle at angles in radians, separated by rows of NaN."""
    parts: list[Outline] = []
    for angle in angles:
        parts += [np.array([[0.0, 0.0], [radius * np.cos(angle), radius * np.sin(angle)]]), GAP]
    return np.concatenate(parts[:-1]) if parts else np.zeros((0, 2))
