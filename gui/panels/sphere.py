"""Looking at a sphere from afar: rotations, projection, the near and the far side."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF

from core.view_layers import Area, Arrows, Handles, Layer, Lines, Points, Texts, frozen
from gui.panels.frame import Frame, Pixels

Turn = npt.NDArray[np.float64]
"""A rotation (3, 3): its rows are right, up and towards the eye in data coordinates."""
Sides = tuple[Layer, Layer]
"""The far and the near part of a layer, in the plane."""

MERIDIANS = 12
PARALLELS = 5
CORNERS = 73


def first_turn() -> Turn:
    """The third axis upwards, seen a little from above."""
    upright = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
    return turned(upright, np.radians(-25.0), np.radians(22.0))


def turned(turn: Turn, across: float, up: float) -> Turn:
    """Turn what is seen about the upright axis of the screen, then about its level axis."""
    cos_a, sin_a, cos_u, sin_u = np.cos(across), np.sin(across), np.cos(up), np.sin(up)
    about_up = np.array([[cos_a, 0, sin_a], [0, 1, 0], [-sin_a, 0, cos_a]])
    about_level = np.array([[1, 0, 0], [0, cos_u, -sin_u], [0, sin_u, cos_u]])
    found = about_level @ about_up @ turn
    axes, _, others = np.linalg.svd(found)  # so that rounding never adds up to a slant
    return np.asarray(axes @ others)


def to_view(points: npt.NDArray[np.floating], turn: Turn) -> npt.NDArray[np.float64]:
    """Points (N, 3) as right, up and towards the eye."""
    return np.asarray(points, dtype=np.float64).reshape(-1, 3) @ turn.T


def unproject(x: float, y: float, radius: float, turn: Turn) -> tuple[float, float, float]:
    """The point of the near half of the sphere at (x, y) on the screen; beyond it, its rim."""
    away = np.hypot(x, y)
    if away > radius:
        x, y, away = x * radius / away, y * radius / away, radius
    point = np.array([x, y, np.sqrt(max(0.0, radius**2 - away**2))]) @ turn
    return float(point[0]), float(point[1]), float(point[2])


@dataclass(frozen=True, slots=True, eq=False)
class Sphere:
    """The projection of a turned sphere on the screen, whose plane `frame` shows."""

    frame: Frame
    turn: Turn
    radius: float

    @property
    def rect(self) -> QRectF:
        """The square round the sphere."""
        radius = self.radius
        return self.frame.box((-radius, radius, -radius, radius))

    def to_pixels(self, points: npt.NDArray[np.floating]) -> Pixels:
        """Pixels (N, 2) of points (N, 3) on either side; NaN for points of another kind."""
        return self.frame.to_pixels(self._viewed(points)[:, :2])

    def in_front(self, points: npt.NDArray[np.floating]) -> Pixels:
        """The same, but NaN on the far side."""
        found = self._viewed(points)
        return self.frame.to_pixels(np.where(found[:, 2:] >= 0, found[:, :2], np.nan))

    def to_data(self, x: float, y: float) -> tuple[float, ...]:
        """The point (3) of the near side at a pixel."""
        return unproject(*self.frame.to_data(x, y), self.radius, self.turn)

    def within(self, x: float, y: float) -> tuple[float, float]:
        """Any pixel: beyond the sphere stands its rim."""
        return x, y

    def _viewed(self, points: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        if points.ndim != 2 or points.shape[1] != 3:
            return np.full((len(points), 3), np.nan)
        return to_view(points, self.turn)


def graticule(radius: float) -> Lines:
    """Meridians and parallels as one line (N, 3)."""
    angles = np.linspace(-np.pi, np.pi, CORNERS)
    gap = np.full((1, 3), np.nan)
    parts = []
    for longitude in np.arange(MERIDIANS // 2) * 2 * np.pi / MERIDIANS:
        level = np.cos(angles)
        parts += [
            _sphere(level * np.cos(longitude), level * np.sin(longitude), np.sin(angles)),
            gap,
        ]
    for latitude in np.linspace(-np.pi / 2, np.pi / 2, PARALLELS + 2)[1:-1]:
        level = np.cos(latitude)
        high = np.full(CORNERS, np.sin(latitude))
        parts += [_sphere(level * np.cos(angles), level * np.sin(angles), high), gap]
    return Lines(frozen(radius * np.concatenate(parts)), "ghost", 1 / 1.5)


def sides(layer: Layer, turn: Turn) -> Sides | None:
    """The far and near part of a layer of (N, 3) arrays; None for a kind that has no third axis."""
    match layer:
        case Lines() | Area() | Points() | Handles() | Texts():
            if layer.points.ndim != 2 or layer.points.shape[1] != 3:
                return None
            return _parted(layer, turn)
        case Arrows():
            start, end = to_view(layer.start, turn), to_view(layer.end, turn)
            near = end[:, 2] >= 0
            return (
                replace(layer, start=_kept(start, ~near), end=_kept(end, ~near)),
                replace(layer, start=_kept(start, near), end=_kept(end, near)),
            )
    return None


def _parted(layer: Lines | Area | Points | Handles | Texts, turn: Turn) -> Sides:
    found = to_view(layer.points, turn)
    near = found[:, 2] >= 0
    if isinstance(layer, Area):
        # An outline across the rim cannot be cut without closing it anew: all of it is near.
        return replace(layer, points=_kept(found, near & ~near)), replace(
            layer, points=_kept(found, near | ~near)
        )
    return (
        replace(layer, points=_kept(found, ~near)),
        replace(layer, points=_kept(found, near)),
    )


def _kept(
    points: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float32]:
    """The plane's coordinates of the chosen points; NaN for the others, so that indices stay."""
    return frozen(np.where(chosen[:, None], points[:, :2], np.nan))


def _sphere(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], z: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    return np.stack([x, y, z], axis=1)
