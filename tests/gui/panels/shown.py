"""Panels on a screen, and what a hand does to them."""

import itertools
from typing import TypeVar

from pytestqt.qtbot import QtBot

from core.touches import Touch
from gui.panels import Panel

P = TypeVar("P", bound=Panel)


def touches(panel: Panel) -> list[Touch]:
    """The touches of a panel as they come; their serial numbers count from 1."""
    seen: list[Touch] = []
    serials = itertools.count(1)

    def deliver(touch: Touch) -> int:
        seen.append(touch)
        return next(serials)

    panel.deliver = deliver
    return seen


def shown_panel(qtbot: QtBot, panel: P, width: int, height: int) -> P:
    """`panel` on the screen, of this size."""
    qtbot.addWidget(panel)
    panel.resize(width, height)
    panel.show()
    return panel
