"""Panels on a screen, and what a hand does to them."""

import itertools

from core.touches import Touch
from gui.panels import Panel


def touches(panel: Panel) -> list[Touch]:
    """The touches of a panel as they come; their serial numbers count from 1."""
    seen: list[Touch] = []
    serials = itertools.count(1)

    def deliver(touch: Touch) -> int:
        seen.append(touch)
        return next(serials)

    panel.deliver = deliver
    return seen
