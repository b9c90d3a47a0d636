"""The plane of two latents, with pictures where they lie."""

import math

from torch import Tensor

from core.views import Array, Handles, Heat, Layer, Lines, Points, Rings, Texts, frozen

# In units of sqrt(D): normal noise, and so every picture that is likely, lies near radius 1.
BOUNDS = (-1.75, 1.75, -1.4, 1.75)
CIRCLE = Rings(frozen([[0.0, 0.0]]), frozen([1.0]), dashed=True)
# Half the side of the pictures at the ends and in the middle, and of the one at the point.
SMALL, LARGE = 0.22, 0.4
# The picture at the point stands above it, so that the hand does not cover it.
LIFT = 0.12
# Cells along the side of a painted picture, at least.
FINENESS = 32
# The pictures of the ends stand outside, so that the line between them is seen.
OUTWARD = 0.34
RADII = Texts(frozen([[0.0, -1.2]]), ("T = 1",))


def layers(ends: Tensor, point: Tensor, row: Array, held: Array, middle: Array) -> dict[str, Layer]:
    """The circle, the ends (2, 2) with the outer pictures of `row`, the point (1, 2)."""
    first, second = ends.tolist()
    x, y = point[0].tolist()
    return {
        "circle": CIRCLE,
        "radii": RADII,
        "line": Lines(frozen(ends), "ghost"),
        "ray": Lines(frozen([[0.0, 0.0], [x, y]]), "ghost"),
        "first": _picture(row[0], _outside(first), SMALL),
        "second": _picture(row[-1], _outside(second), SMALL),
        "middle": _picture(middle, (0.0, -LIFT - SMALL), SMALL),
        "ends": Points(frozen(ends), "accent", 6.0),
        "held": _picture(held, _above(x, y), LARGE),
        "point": Handles(frozen(point), "model"),
    }


def _outside(end: list[float]) -> tuple[float, float]:
    """Where the picture of an end stands: further out than the end itself, but in the window."""
    far = 1 + OUTWARD / max(1e-3, math.hypot(*end))
    return _within(end[0] * far, end[1] * far, SMALL)


def _above(x: float, y: float) -> tuple[float, float]:
    """Where the picture of the point stands: above it, or below it at the upper edge."""
    lift = LIFT + LARGE
    return _within(x, y + lift if y + lift + LARGE < BOUNDS[3] else y - lift, LARGE)


def _within(x: float, y: float, half: float) -> tuple[float, float]:
    left, right, bottom, top = BOUNDS
    return (
        min(max(x, left + half), right - half),
        min(max(y, bottom + half), top - half),
    )


def _picture(picture: Array, middle: tuple[float, float], half: float) -> Heat:
    x, y = middle
    bounds = (x - half, x + half, y - half, y + half)
    # Each pixel as several, so that it stays a square where a field is painted smoothly.
    times = -(-FINENESS // len(picture))
    squares = picture[::-1].repeat(times, axis=0).repeat(times, axis=1)
    return Heat(frozen(squares), bounds, (0.0, 1.0), "grey")
