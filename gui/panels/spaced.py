"""Labels that make room for each other."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF

PLACES = (0, 1, -1, 2, -2, 3, -3)
"""Lines below its own place at which a label is tried, in turn."""


def spaced(boxes: Sequence[QRectF], within: QRectF) -> list[QRectF]:
    """`boxes` in their order, each moved up or down by lines where an earlier one is in its place.

    They stay between a line above `within` and its bottom; what finds no room stays where it is.
    """
    found = list[QRectF]()
    for box in boxes:
        tried = (box.translated(0, lines * box.height()) for lines in PLACES)
        free = (place for place in tried if _is_free(place, found, within))
        found.append(next(free, box))
    return found


def _is_free(box: QRectF, taken: Sequence[QRectF], within: QRectF) -> bool:
    inside = within.top() - box.height() <= box.top() and box.bottom() <= within.bottom() + 1
    core = box.adjusted(1, 1, -1, -1)
    return inside and not any(core.intersects(other) for other in taken)
