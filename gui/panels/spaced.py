"""Labels that make room for each other."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF

PLACES = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1),
          (0, 2), (0, -2), (0, 3), (0, -3))  # fmt: skip
"""Widths right of its own place and lines below it at which a label is tried, in turn."""


def spaced(boxes: Sequence[QRectF], within: QRectF) -> list[QRectF]:
    """`boxes` in their order, each moved aside or by lines where an earlier one is in its place.

    They stay between a line above `within` and its bottom, and within its sides where they are
    moved to a side; what finds no room stays where it is.
    """
    found = list[QRectF]()
    for box in boxes:
        tried = (box.translated(x * box.width(), y * box.height()) for x, y in PLACES)
        free = (place for place in tried if _is_free(place, found, within))
        found.append(next(free, box))
    return found


def _is_free(box: QRectF, taken: Sequence[QRectF], within: QRectF) -> bool:
    upright = within.top() - box.height() <= box.top() and box.bottom() <= within.bottom() + 1
    inside = upright and within.left() <= box.left() and box.right() <= within.right() + 1
    core = box.adjusted(1, 1, -1, -1)
    return inside and not any(core.intersects(other) for other in taken)
